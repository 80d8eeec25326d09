import { positionsBehind } from '@/domains/raises/queries/pledges'
import { KOII, parseMoney } from '@/kit/money'
import { type Db, type Tx, units } from '@/server/db'
import { projectNames } from '../queries'
import { refuseBonus } from '../rules/bonus-refusals'
import { projectsOf } from '../rules/bonus-sheet'
import type { InputTexts } from '../rules/compute'
import type { Explanation } from '../rules/explain'
import { refuseInput } from '../rules/round-sheet'
import { baseUnits } from '../schema/units'
import { computed } from './aside'
import { inputTexts, type Positions, standingTexts } from './engine-inputs'
import { type EngineRoundRow, findEngineRound } from './engine-rows'

type Asked = { roundId: string; staff: boolean }

/** So many recipients and payments stand on a page; where there are more, a few, since each is found by its id or in the export. */
const [ALL, FEW] = [250, 20]

/** Bonus rounds, newest first: those that two people approved, and for staff all of them. */
export async function bonusRounds(db: Db | Tx, { staff }: { staff: boolean }) {
  const rows = await db.engineRound.findMany({
    where: { kind: 'bonus', ...(staff ? {} : { approvedAt: { not: null } }) },
    orderBy: { id: 'desc' },
    take: 100,
    select: { id: true, title: true, state: true, sheet: true, opensAt: true, approvedAt: true, listDigest: true },
  })
  return rows.map(({ sheet, ...round }) => {
    const { pool, times } = JSON.parse(sheet) as { pool: string; times: { submissionsEnd: string } }
    return { ...round, pool: BigInt(pool), closesAt: new Date(times.submissionsEnd) }
  })
}

/** One bonus round with all that its numbers follow from; refused where there is none, or none that is public. */
export async function bonusRound(db: Db | Tx, { roundId, staff }: Asked) {
  const round = await found(db, { roundId, staff })
  const { sheet } = round.read
  const { texts, basis } = await knownInputs(db, round)
  const most = sheet.eligible.length > ALL ? FEW : ALL
  const shown = [...sheet.eligible].slice(0, most)
  const numbers = await computed(texts, { ask: 'numbers', recipients: shown })
  const approvals = await db.roundApproval.findMany({ where: { roundId }, orderBy: { at: 'asc' } })
  return {
    ...{ id: roundId, title: round.title, state: round.state, sheet, sheetDigest: round.sheetDigest },
    ...{ written: round.writtenAt && { at: round.writtenAt, signature: round.sheetSignature! } },
    ...{ voidReason: round.voidReason, notice: round.notice, isApproved: round.approvedAt !== null },
    ...{ listDigest: round.listDigest, isListFixed: round.kept.isListFixed, basis, slot: numbers.slot },
    names: await projectNames(db, projectsOf(sheet)),
    available: numbers.available as bigint,
    paid: numbers.paid as bigint,
    recipients: sheet.eligible.length,
    explanations: numbers.explanations,
    exclusions: await exclusionsIn(db, { roundId, staff }),
    objections: await objectionsIn(db, { roundId, staff }),
    /** Whose yes is there already, for staff alone. */
    yes: staff ? approvals.map(({ subject, digest, personId }) => ({ subject, digest, personId })) : [],
    ...(await paymentsOf(db, roundId, most)),
  }
}

/** How one recipient's number comes about, and its line on the list. */
export async function bonusExplanation(db: Db | Tx, asked: Asked & { recipient: string }) {
  const round = await found(db, asked)
  const { eligible } = round.read.sheet
  if (!eligible.includes(asked.recipient)) throw refuseBonus.noSuchRecipient()
  const { texts, basis } = await knownInputs(db, round)
  const line = await db.payout.findUnique({
    where: { engineRoundId_name: { engineRoundId: round.id, name: `recipient:${asked.recipient}` } },
    select: { recipient: true, state: true, listAddress: true, index: true, paidAt: true },
  })
  const { explanations } = await computed(texts, { ask: 'numbers', recipients: [asked.recipient] })
  return { explanation: explanations[0]!, basis, line }
}

type WhatIf = Asked & { recipient: string; people: number; each: string }

/** What a project gets as things are, and what it would get if more people committed so much each. */
export async function bonusWhatIf(
  db: Db | Tx,
  { recipient, people, each, ...asked }: WhatIf,
): Promise<{ before: Explanation; after: Explanation }> {
  const round = await found(db, asked)
  const parsed = parseMoney(each, KOII)
  if (!parsed.ok) throw refuseInput.badInputs({ field: 'each', problem: parsed.problem })
  const { texts } = await knownInputs(db, round)
  return computed(texts, { ask: 'whatIf', change: { recipient, people, each: baseUnits(parsed.money.units) } })
}

async function found(db: Db | Tx, { roundId, staff }: Asked): Promise<EngineRoundRow> {
  const round = await findEngineRound(db, roundId)
  if (round?.kind !== 'bonus' || (!staff && round.approvedAt === null)) throw refuseBonus.noRound()
  return round
}

/** `list`: as the list was made. `closed`: as it was when the round closed. `now`: as it would be at this moment. */
export type Basis = 'list' | 'closed' | 'now'

/** What a round's numbers follow from, as far as it is known. */
async function knownInputs(db: Db | Tx, round: EngineRoundRow): Promise<{ texts: InputTexts; basis: Basis }> {
  if (round.facts !== null) return { texts: await inputTexts(db, round), basis: 'list' }
  const kept = await db.roundSnapshot.findUnique({ where: { roundId: round.id } })
  const shown = kept ? { slot: kept.slot.toString(), positions: kept.positions } : await positionsNow(db, round)
  return { texts: await standingTexts(db, round, shown), basis: kept ? 'closed' : 'now' }
}

/** Nothing of it leaves this process but sums: people keep their own ids, since they have no names in this round yet. */
async function positionsNow(db: Db | Tx, { read }: EngineRoundRow): Promise<Positions> {
  const { slot, positions } = await positionsBehind(db, projectsOf(read.sheet))
  return {
    slot: slot.toString(),
    positions: JSON.stringify(
      positions.map(({ projectId, personId, accepted, ...position }) => {
        return { ...position, person: personId, project: projectId, accepted: accepted.toString() }
      }),
    ),
  }
}

/** Two people's exclusions are public, with their reason; what is only proposed is for staff. */
async function exclusionsIn(db: Db | Tx, { roundId, staff }: Asked) {
  const rows = await db.roundExclusion.findMany({
    where: { roundId, returnedAt: null, ...(staff ? {} : { confirmedAt: { not: null } }) },
    orderBy: { proposedAt: 'asc' },
  })
  return rows.map(({ id, recipient, reason, confirmedAt, liftedAt, proposedBy }) => {
    return { id, recipient, reason, confirmedAt, liftedAt, proposedBy: staff ? proposedBy : null }
  })
}

/** Objections are public; an answer is once two people gave it. */
async function objectionsIn(db: Db | Tx, { roundId, staff }: Asked) {
  const rows = await db.roundObjection.findMany({ where: { roundId }, orderBy: { at: 'asc' } })
  return rows.map(({ id, recipient, words, at, answer, upheld, answeredBy, confirmedAt }) => {
    const isTold = staff || confirmedAt !== null
    const told = isTold ? { answer, upheld, answeredBy: staff ? answeredBy : null } : UNANSWERED
    return { id, recipient, words, at, confirmedAt, ...told }
  })
}

const UNANSWERED = { answer: null, upheld: null, answeredBy: null }

async function paymentsOf(db: Db | Tx, roundId: string, most: number) {
  const where = { engineRoundId: roundId }
  const [lists, lines, counts] = await Promise.all([
    db.payoutList.findMany({ where, orderBy: { shard: 'asc' } }),
    db.payout.findMany({ where, orderBy: [{ listAddress: 'asc' }, { index: 'asc' }], take: most }),
    db.payout.groupBy({ by: ['state'], where, _count: true }),
  ])
  return {
    lists: lists.map(({ total, roundId: _, engineRoundId: _e, mint: _m, ...list }) => ({
      ...list,
      total: units(total),
    })),
    payouts: lines.map(({ name, recipient, state, index, paidAt, units: amount }) => {
      return { name: (name ?? '').replace('recipient:', ''), recipient, state, index, paidAt, units: units(amount) }
    }),
    counts: Object.fromEntries(counts.map(({ state, _count }) => [state, _count])) as Partial<
      Record<(typeof lines)[number]['state'], number>
    >,
  }
}
