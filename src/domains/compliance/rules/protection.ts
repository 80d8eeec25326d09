import { afterMonths, coolingEnds } from './deadline'
import { isUkCategory, type PromotionState } from './promotion'
import { centsOf, isFresh, type Rate, unitsFor } from './rate'
import { type Instrument, isFca, type Regime, type RegimeRule, regimesFor } from './regime'
import { type Gap, gapsOf, hasRights, type OfferTerms } from './rights'

export const CATEGORIES = [
  'retail',
  'sophisticated',
  'high_net_worth',
  'certified_sophisticated',
  'self_certified',
] as const
export type InvestorCategory = (typeof CATEGORIES)[number]

/** What a person said about themselves: what they own and earn is not kept, only what follows from it. */
export type InvestorStatement = {
  country: string
  usPerson: boolean
  category: InvestorCategory
  /** The most within 12 months that follows from what was stated, cents of each regime's currency; null: none. */
  limits: Readonly<Partial<Record<Regime, bigint | null>>>
  statedAt: Date
}

/** Residence and category as two people approved them. */
export type Approved = Pick<InvestorStatement, 'country'> & { category: 'retail' | 'sophisticated' }

/**
 * Of somebody who was verified, country and category are those that were approved, whatever they state. The kinds of investor in the
 * United Kingdom are the investor's own statement by its rules (COBS 4.12A), so there they stay what was stated.
 */
export function asApproved<Stated extends { country: string; category: InvestorCategory }>(
  stated: Stated,
  approved: Approved | null,
): Stated {
  if (!approved) return stated
  const own = approved.country === 'GB' && isUkCategory(stated.category)
  return { ...stated, country: approved.country, category: own ? stated.category : approved.category }
}

/** What staff set for one raise; two people each time. */
export type RaiseRule = {
  instrument: Instrument | null
  /** Two-letter codes. An empty `only` means everywhere. */
  only: readonly string[]
  blocked: readonly string[]
  /** The most of the cap that one person may hold, in hundredths of a percent; null: as the terms say. */
  concentrationBps: number | null
}

export const PROTECTION_PROBLEMS = [
  'statementNeeded',
  'countryNotServed',
  'regimeUnknown',
  'rateOld',
  'testNeeded',
  'testFailed',
  'warningNeeded',
  'coolingOff',
  'sheetNeeded',
  'withdrawalShort',
  'openShort',
  'resaleShort',
  'ownersOld',
  'promotionNeeded',
] as const
export type ProtectionProblem = (typeof PROTECTION_PROBLEMS)[number]

export type Question = {
  now: Date
  /** Regimes that two people switched on, with the rule that is in force now. */
  on: readonly RegimeRule[]
  raise: RaiseRule | null
  cap: bigint
  decimals: number
  /** Whether the raise has an information sheet in which the issuer answered every question. */
  sheet: boolean
  /** What the raise offers whoever commits; `asked` where that was looked at before, as something was sent; null closes. */
  terms: OfferTerms | 'asked' | null
  /** What the person holds of this raise, all wallets together. */
  held: bigint
  statement: InvestorStatement | null
  /** When the knowledge test was last finished, and whether it was passed: elsewhere than in the United States failing it bars nobody. */
  test: { at: Date; passed: boolean } | null
  /** How far the person is on the way to an offer in the United Kingdom. */
  promotion: { state: PromotionState; requestedAt: Date | null } | null
  /** When the warning of a regime was last acknowledged, by regime. */
  warned: Readonly<Partial<Record<Regime, Date>>>
  /** When the person last sent what counts within 12 months, by regime. */
  committedAt: Readonly<Partial<Record<Regime, Date>>>
  /** Cents that count against the person within 12 months, and against all offers of this issuer, by regime. */
  used: Readonly<Partial<Record<Regime, bigint>>>
  offered: Readonly<Partial<Record<Regime, bigint>>>
  /**
   * Cents for which what is asked about was counted already, when it was sent: it is asked about once more as it is booked, and
   * neither `used` nor `offered` hold it. Its rate is the one of then.
   */
  counted?: Readonly<Partial<Record<Regime, bigint>>>
  /** The rate of the payment asset in each currency. */
  rates: Readonly<Partial<Record<string, Rate>>>
}

/** The facts for the gate: one reason that no amount can lift, and the most that may be added; null: no bound from here. */
export type Protection = { problem: ProtectionProblem | null; left: bigint | null; concentrationLeft: bigint | null }

/** What protects the investor here. With every regime off and nothing set for the raise, nothing. Whatever is unknown closes. */
export function protectionOf(question: Question): Protection {
  const concentrationLeft = concentrationOf(question)
  const open = { left: null, concentrationLeft }
  const country = countryProblem(question)
  if (country) return { problem: country, ...open }
  if (question.on.length === 0) return { problem: null, ...open }
  const rules = rulesFor(question)
  if (typeof rules === 'string') return { problem: rules, ...open }
  const problem = rules.map((rule) => regimeProblem(question, rule)).find((found) => found !== null) ?? null
  if (problem) return { problem, ...open }
  const bounds = rules.flatMap((rule) => boundsOf(question, rule))
  return { problem: null, left: lowest(bounds), concentrationLeft }
}

const STATEMENT_MONTHS = 12
/** Regulation (EU) 2020/1503, article 21(3). */
const TEST_MONTHS = 24
/** As long as commitments are counted: whatever is older than those is too old by itself. */
const WARNING_MONTHS = 12
const isCurrent = (at: Date, months: number, now: Date): boolean => at <= now && now < afterMonths(at, months)

function concentrationOf({ raise, cap, held }: Question): bigint | null {
  if (raise?.concentrationBps == null) return null
  const most = (cap * BigInt(raise.concentrationBps)) / 10_000n
  return most > held ? most - held : 0n
}

const currentStatement = ({ statement, now }: Question): InvestorStatement | null =>
  statement && isCurrent(statement.statedAt, STATEMENT_MONTHS, now) ? statement : null

function countryProblem(question: Question): ProtectionProblem | null {
  const only = question.raise?.only ?? []
  const blocked = question.raise?.blocked ?? []
  if (only.length === 0 && blocked.length === 0) return null
  const statement = currentStatement(question)
  if (!statement) return 'statementNeeded'
  const served = only.length === 0 || only.includes(statement.country)
  return served && !blocked.includes(statement.country) ? null : 'countryNotServed'
}

/** The rules that this investment must meet; a word where they cannot be told. */
function rulesFor(question: Question): readonly RegimeRule[] | ProtectionProblem {
  const statement = currentStatement(question)
  if (!statement) return 'statementNeeded'
  const instrument = question.raise?.instrument
  const needed = instrument ? regimesFor(statement, instrument) : null
  if (!needed) return 'regimeUnknown'
  const rules = needed.flatMap((regime) => question.on.filter((rule) => rule.regime === regime))
  return rules.length === needed.length ? rules : 'regimeUnknown'
}

function regimeProblem(question: Question, rule: RegimeRule): ProtectionProblem | null {
  const { regime, params } = rule
  const { now, statement, warned, rates, counted } = question
  const needsRate = counted?.[regime] === undefined
  if (needsRate && !isFresh(rates[params.currency ?? ''] ?? null, now)) return 'rateOld'
  // Regulation (EU) 2020/1503, article 23(2): every prospective investor gets one.
  if (regime === 'ECSPR' && !question.sheet) return 'sheetNeeded'
  const sophisticated = statement?.category === 'sophisticated' && !isFca(regime)
  if (!hasRights(regime, sophisticated)) return null
  const first =
    missingRight(question, rule) ?? (isFca(regime) ? promotionProblem(question) : testProblem(question, rule))
  if (first) return first
  const read = warned[regime]
  return read && isCurrent(read, WARNING_MONTHS, now) && isAnew(question, rule, read) ? null : 'warningNeeded'
}

/**
 * 17 CFR 227.303(b)(2): before each commitment somebody says again that they can bear to lose it, and shows that they understand what it
 * means. What was counted as it was sent was asked then.
 */
const isAnew = ({ committedAt, counted }: Question, { regime }: RegimeRule, done: Date): boolean =>
  regime !== 'REG_CF' || counted?.[regime] !== undefined || done >= (committedAt[regime] ?? done)

/** What the raise lacks first of what a regime asks for; what was counted as it was sent had it then. */
const missingRight = ({ terms, counted, now }: Question, rule: RegimeRule): Gap | null =>
  terms === 'asked' || counted?.[rule.regime] !== undefined ? null : (gapsOf(rule, terms, now)[0] ?? null)

/**
 * Regulation (EU) 2020/1503, article 21(4): failing the test, or not answering it, brings a warning and bars nobody. 17 CFR 227.303(b)(2):
 * before a commitment everybody shows that they understand what it means.
 */
function testProblem(question: Question, rule: RegimeRule): ProtectionProblem | null {
  const { test, now } = question
  const isAmerican = rule.regime === 'REG_CF'
  if (rule.regime === 'MICA_T2') return null
  const months = isAmerican ? WARNING_MONTHS : TEST_MONTHS
  if (!test || !isCurrent(test.at, months, now) || !isAnew(question, rule, test.at)) return 'testNeeded'
  return isAmerican && !test.passed ? 'testFailed' : null
}

/** COBS 4.12A: nobody sees a direct offer before every step was taken, the test passed among them. */
function promotionProblem({ promotion, now }: Question): ProtectionProblem | null {
  if (promotion?.state === 'passed') return null
  return promotion?.requestedAt && now < coolingEnds(promotion.requestedAt) ? 'coolingOff' : 'promotionNeeded'
}

/** What is left of the person's limit and of the issuer's, in base units. What was counted at its time fits whole, or not at all. */
function boundsOf(question: Question, rule: RegimeRule): bigint[] {
  const { decimals, rates, counted } = question
  const bounds = centsLeft(question, rule)
  const own = counted?.[rule.regime]
  if (own !== undefined) return bounds.some((cents) => own > cents) ? [0n] : []
  const rate = rates[rule.params.currency ?? '']
  return rate ? bounds.map((cents) => unitsFor(cents, decimals, rate)) : [0n]
}

function centsLeft({ statement, used, offered }: Question, { regime, params }: RegimeRule): bigint[] {
  const limit = statement?.limits[regime]
  const personal = limit == null ? [] : [limit - (used[regime] ?? 0n)]
  const issuer = params.offerCap === undefined ? [] : [BigInt(params.offerCap) - (offered[regime] ?? 0n)]
  return [...personal, ...issuer]
}

function lowest(bounds: readonly bigint[]): bigint | null {
  let least: bigint | null = null
  for (const bound of bounds) if (least === null || bound < least) least = bound
  return least
}

/** The cents that a commitment counts for, in each currency of the regimes that it must meet. */
export function countedCents(
  question: Question,
  amount: bigint,
): { regime: Regime; currency: string; cents: bigint }[] {
  const rules = question.on.length === 0 ? [] : rulesFor(question)
  if (typeof rules === 'string') return []
  return rules.flatMap(({ regime, params }) => {
    const rate = question.rates[params.currency ?? '']
    return rate ? [{ regime, currency: params.currency ?? '', cents: centsOf(amount, question.decimals, rate) }] : []
  })
}
