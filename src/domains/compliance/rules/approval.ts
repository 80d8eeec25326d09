import { after, DAY } from '@/kit/time'

/** Everything that must hold before a case is approved without people; what is unknown does not hold. */
export type ApprovalFacts = {
  /** The provider saw document and face, and found them to belong together. */
  documentAndFace: boolean
  nameAgrees: boolean
  birthDateAgrees: boolean
  screening: 'clear' | 'candidates' | 'unavailable' | null
  isPep: boolean | null
  countryRisk: 'low' | 'medium' | 'high'
  documentExpires: Date | null
  walletClean: boolean | null
  duplicate: boolean
}

export type Conditions = Record<
  | 'documentAndFace'
  | 'nameAgrees'
  | 'birthDateAgrees'
  | 'screenedClear'
  | 'notPep'
  | 'countryRiskLow'
  | 'documentStaysValid'
  | 'walletClean'
  | 'noDuplicate',
  boolean
>

/** A document must be valid for longer than this to be approved without people. */
const STAYS_VALID = 30 * DAY

/** Each condition of an approval without people. */
export const conditionsOf = (facts: ApprovalFacts, now: Date): Conditions => ({
  documentAndFace: facts.documentAndFace,
  nameAgrees: facts.nameAgrees,
  birthDateAgrees: facts.birthDateAgrees,
  screenedClear: facts.screening === 'clear',
  notPep: facts.isPep === false,
  countryRiskLow: facts.countryRisk === 'low',
  documentStaysValid: facts.documentExpires !== null && facts.documentExpires > after(now, STAYS_VALID),
  walletClean: facts.walletClean === true,
  noDuplicate: !facts.duplicate,
})

/** Whether nobody has to look: every single condition holds. */
export const isAutomatic = (conditions: Conditions): boolean => Object.values(conditions).every((holds) => holds)

/**
 * Whether two ways of writing a name have the same words, whatever their order, case and accents. Less forgiving than the
 * comparison with lists on purpose: who differs here is looked at by a person.
 */
export function sameName(one: string, other: string): boolean {
  const words = (name: string) =>
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .sort()
      .join(' ')
  return words(one) !== '' && words(one) === words(other)
}
