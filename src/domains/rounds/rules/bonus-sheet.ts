import { lesser } from '@/kit/integer'
import { KOII, parseMoney } from '@/kit/money'
import { after, DAY, MINUTE } from '@/kit/time'
import { isProject, type NewBonusRound } from '../schema/bonus'
import type { Sheet, WrittenSheet } from '../schema/rule-sheet'
import { byKey } from '../schema/units'
import { refuseInput } from './round-sheet'

/** After the last day for objections two people have so long to approve the list; then its lines can be claimed for so long. */
const ROOT_DUE = 30 * DAY
const CLAIMS = 180 * DAY
/** Nothing is handed in or judged in a bonus round, so those windows are as short as can be told apart. */
const NOTHING_HAPPENS = MINUTE

/** The sheet that staff's words come to. Refuses bad amounts by field (`rounds.badSheet`). */
export function bonusSheet(input: NewBonusRound): WrittenSheet {
  const units = (field: string, text: string): string => {
    const parsed = parseMoney(text, KOII)
    if (!parsed.ok) throw refuseInput.badSheet({ field, problem: parsed.problem })
    if (parsed.money.units === 0n) throw refuseInput.badSheet({ field, problem: 'Write more than 0.' })
    return parsed.money.units.toString()
  }
  const cap = (field: string, text: string | null) => (text === null ? null : units(field, text))
  const isPledgeMatch = input.reward === 'pledge-match'
  const countedPerProject = cap('countedPerProject', input.countedPerProject)
  if (countedPerProject !== null && !isPledgeMatch)
    throw refuseInput.badSheet({ field: 'countedPerProject', problem: 'Only pledge-match counts so much per project.' })
  return {
    ...{
      version: 2,
      kind: 'bonus',
      title: input.title,
      asset: { symbol: 'KOII', decimals: KOII.decimals, mint: null },
    },
    ...{ pool: units('pool', input.pool), eligible: [...new Set(input.eligible)].sort(byKey) },
    ...{ minimumBackers: input.minimumBackers, audit: null },
    reward: { id: input.reward, version: 1, parameters: isPledgeMatch ? { countedPerProject } : {} },
    panel: { first: 0, appeal: 0, leastWeight: 1 },
    bonds: { submission: '0', auditor: '0', toAuditors: 0 },
    caps: {
      countedPerPerson: cap('countedPerPerson', input.countedPerPerson),
      paidPerRecipient: cap('paidPerRecipient', input.paidPerRecipient),
      paidInAll: cap('paidInAll', input.paidInAll),
    },
    times: timesOf(input),
  }
}

function timesOf({ opensAt, closesAt, objectionDays }: NewBonusRound) {
  const revealsEnd = after(closesAt, 2 * NOTHING_HAPPENS)
  const appealsEnd = after(revealsEnd, objectionDays * DAY)
  const appealRevealsEnd = after(appealsEnd, 2 * NOTHING_HAPPENS)
  const rootDue = after(appealRevealsEnd, ROOT_DUE)
  const text = (at: Date) => at.toISOString()
  return {
    ...{ opens: text(opensAt), submissionsEnd: text(closesAt), commitsEnd: text(after(closesAt, NOTHING_HAPPENS)) },
    ...{ revealsEnd: text(revealsEnd), appealsEnd: text(appealsEnd) },
    ...{ appealCommitsEnd: text(after(appealsEnd, NOTHING_HAPPENS)), appealRevealsEnd: text(appealRevealsEnd) },
    ...{ rootDue: text(rootDue), claimsEnd: text(after(rootDue, CLAIMS)) },
  }
}

/** The projects among the eligible; none where operators are. */
export const projectsOf = ({ eligible }: Pick<Sheet, 'eligible'>): string[] =>
  eligible === 'open' ? [] : eligible.filter(isProject)

/** Reward rules that a bonus round may choose. `equal` is for operators, whom nobody backs. */
export const BONUS_REWARDS = ['pledge-match', 'quadratic', 'cluster-matching', 'equal'] as const

/** What is wrong with the sheet of a bonus round beside what the engine refuses; null when nothing is. */
export function bonusProblem(sheet: Sheet): { field: string; problem: string } | null {
  const { asset, audit, eligible, pool, caps, bonds, panel, reward } = sheet
  const projects = eligible === 'open' ? 0 : eligible.filter(isProject).length
  const isMixed = projects > 0 && projects < eligible.length
  const misfits: readonly (readonly [boolean, string, string])[] = [
    [asset.mint !== null || asset.decimals !== KOII.decimals, 'asset', 'A bonus round pays KOII.'],
    [pool === 0n, 'pool', 'Write more than 0.'],
    [audit !== null, 'audit', 'Nothing is handed in for a bonus round: leave the audit out.'],
    [panel.first + panel.appeal > 0, 'panel', 'Nobody is drawn in a bonus round: write 0.'],
    [bonds.submission + bonds.auditor > 0n, 'bonds', 'Nobody puts up a bond in a bonus round: write 0.'],
    [!BONUS_REWARDS.some((id) => id === reward.id), 'reward', `Choose one of ${BONUS_REWARDS.join(', ')}.`],
    [isMixed, 'eligible', 'Name projects or wallets of operators, not both.'],
    [projects === 0 && reward.id !== 'equal', 'reward', 'Nobody backs operators: choose equal.'],
    [caps.paidInAll !== null && caps.paidInAll > pool, 'paidInAll', 'No more than the pool can be paid.'],
  ]
  const [, field, problem] = misfits.find(([is]) => is) ?? []
  return field === undefined || problem === undefined ? null : { field, problem }
}

/**
 * What everybody is paid in base units where a pool of KOII is shared out evenly among named wallets, if it is less than `least`: what the
 * chain takes for a wallet that does not exist yet. Null where that is no trouble, or is not known before the list is made.
 */
export function evenShareBelow(sheet: Sheet, least: bigint): bigint | null {
  const { asset, audit, caps, eligible, pool, reward } = sheet
  if (asset.mint !== null || audit !== null || reward.id !== 'equal' || eligible === 'open') return null
  const shared = lesser<bigint>(pool, caps.paidInAll ?? pool) / BigInt(eligible.length)
  const share = lesser<bigint>(shared, caps.paidPerRecipient ?? shared)
  return share < least ? share : null
}
