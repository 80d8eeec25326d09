import { listProblem } from '@/chain/distributor/list'
import { type PlannedList, type Poster, planLists } from '@/chain/distributor/plan'
import { ownersOf } from '@/domains/identity/queries/wallets'
import { type Db, decimal, type Tx } from '@/server/db'
import { computed } from '../queries/aside'
import { inputTexts } from '../queries/engine-inputs'
import { type EngineRoundRow, engineRound, lockedRound } from '../queries/engine-rows'
import type { BondLine } from '../rules/bonds'
import type { Distribution } from '../rules/distribute'
import { refuseRound } from '../rules/engine-refusals'
import { stepTo } from '../rules/round-context'
import { type Act, addApproval, assertMayDecide, recordRound } from './engine-rounds'
import { kindOf } from './kinds'
import { type NamedLine, writeNamedLines } from './lines'

type Approval = Act & { roundId: string; digest: string; isChecker: boolean; plan: ListPlan | null }

/** The lists that a round's computed list comes to, by its digest (hex), and whether what bonds lose needs one more in the end. */
export type ListPlan = { digest: string; lists: readonly PlannedList<NamedLine>[]; owesLostBonds: boolean }

/**
 * Plans every list and line of a round whose list is computed; null where none is. Asked before the transaction that writes them: tens
 * of thousands of lines take seconds, and what they follow from never changes.
 */
export async function planOfList(
  db: Db | Tx,
  { roundId, programId }: { roundId: string; programId: string },
): Promise<ListPlan | null> {
  const round = await engineRound(db, roundId)
  if (round.listDigest === null || round.state !== 'distribution') return null
  const { lines, owesLostBonds } = await linesOf(db, round)
  return { digest: round.listDigest, lists: await plannedLists(db, round, programId, lines), owesLostBonds }
}

/**
 * One person's yes to a list. With the second one the lists that will be posted, and every line of them, are fixed. Refuses after the
 * sheet's `rootDue`, whoever is concerned, and where a recipient has no wallet.
 */
export async function approveList(tx: Tx, { roundId, digest, isChecker, plan, ...act }: Approval): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (round.listDigest !== digest || kindOf(round.kind).endsWith !== 'list') throw refuseRound.wrongDigest()
  stepTo(round.kept, 'post_root', act.now)
  await assertMayDecide(tx, round, act.personId)
  if (!(await addApproval(tx, { round, subject: 'list', digest, isChecker, ...act }))) return
  if (plan?.digest !== digest) throw refuseRound.wrongDigest()
  await writeLists(tx, round, plan.lists)
  const { owesLostBonds } = plan
  if (owesLostBonds) await tx.engineRound.update({ where: { id: roundId }, data: { owesLostBonds } })
  const roots = plan.lists.map(({ root }) => root).join(' ')
  await recordRound(tx, round, 'listApproved', act, { list: digest, roots })
}

/**
 * Gives back what was paid in for a round that is void: nobody needs to approve that. While the root would still be in time, it would
 * keep bonds from their owners, so it gives them back whole; later they are their owners' to take.
 */
export async function planGivingBack(
  tx: Tx,
  { roundId, amount, programId, now }: { roundId: string; amount: bigint; programId: string; now: Date },
): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (round.state !== 'void' || round.kept.isListFixed || amount === 0n) return
  const back: NamedLine = { kind: 'payout', name: 'leftover', recipient: round.leftoverTo!, amount }
  const isInTime = now < new Date(round.read.sheet.times.rootDue)
  const bonds = isInTime ? [...(await bondsOf(tx, roundId)).keys()].map((wallet) => bondLine(wallet, 0n)) : []
  await writeLists(tx, round, await plannedLists(tx, round, programId, [...bonds, back]))
  await recordRound(tx, round, 'givingBack', { personId: null, now }, { units: amount.toString() })
}

const bondLine = (wallet: string, amount: bigint): NamedLine => ({
  ...{ kind: 'bond' as const, name: `bond:${wallet}`, recipient: wallet, amount },
})

/** Wallets with a bond, and whose bond it is, as `ownerOf` says it. */
export async function bondsOf(tx: Db | Tx, roundId: string): Promise<Map<string, string>> {
  const where = { roundId, bond: { gt: 0 } }
  const [handedIn, auditors] = await Promise.all([
    tx.roundSubmission.findMany({ where, orderBy: { wallet: 'asc' } }),
    tx.roundAuditor.findMany({ where, orderBy: { wallet: 'asc' } }),
  ])
  return new Map([
    ...handedIn.map(({ wallet, person, key: submission }) => [wallet, ownerOf({ person, submission })] as const),
    ...auditors.map(({ wallet, person }) => [wallet, ownerOf({ person, submission: null })] as const),
  ])
}

/** A bond by its owner: a person for their work, or as auditor (null). */
export const ownerOf = ({ person, submission }: Pick<BondLine, 'person' | 'submission'>): string =>
  `${person} ${submission ?? ''}`

/** What a round's lists hold, and whether its bonds lose something that is not theirs to pay out. */
type Lines = { lines: readonly NamedLine[]; owesLostBonds: boolean }

/** Bonds first, since they name the first list; then recipients, and what is left of a pool that was paid in. */
async function linesOf(tx: Db | Tx, round: EngineRoundRow): Promise<Lines> {
  const { distribution } = await computed(await inputTexts(tx, round), { ask: 'whole' })
  const slashed = new Map(distribution.bonds.lines.map((one) => [ownerOf(one), one.slashed as bigint]))
  const bonds = [...(await bondsOf(tx, round.id))].map(([wallet, owner]) => bondLine(wallet, slashed.get(owner) ?? 0n))
  const paid = await recipientLines(tx, round, distribution)
  const left = round.read.sheet.pool - paid.reduce((sum, { amount }) => sum + amount, 0n)
  const leftover: NamedLine[] =
    kindOf(round.kind).isPaidIn && left > 0n
      ? [{ kind: 'payout', name: 'leftover', recipient: round.leftoverTo!, amount: left }]
      : []
  // Where auditors get no part of it, what bonds lose goes to the treasury at once.
  const owesLostBonds = round.bondPool !== round.operator && bonds.some(({ amount }) => amount > 0n)
  return { lines: [...bonds, ...paid, ...leftover], owesLostBonds }
}

async function recipientLines(tx: Db | Tx, round: EngineRoundRow, { shares }: Distribution): Promise<NamedLine[]> {
  const paid = shares.filter(({ units: amount }) => amount > 0n)
  const wallets = await kindOf(round.kind).walletsOf(
    tx,
    round,
    paid.map(({ recipient }) => recipient),
  )
  return paid.map(({ recipient, units: amount }) => {
    const wallet = wallets.get(recipient)
    if (!wallet) throw refuseRound.noWallet({ recipient })
    return { kind: 'payout', name: `recipient:${recipient}`, recipient: wallet, amount }
  })
}

async function plannedLists(
  db: Db | Tx,
  round: EngineRoundRow,
  programId: string,
  lines: readonly NamedLine[],
): Promise<PlannedList<NamedLine>[]> {
  const paid = lines.filter(({ kind }) => kind === 'payout')
  if (paid.length === 0) throw refuseRound.nobodyPaid()
  const wallets = paid.map(({ recipient }) => recipient)
  const problem = await listProblem(paid, await ownersOf(db, wallets))
  if (problem) throw new RangeError(problem)
  return planLists(posterOf(round, programId), digestOf(round), lines)
}

export const posterOf = ({ operator, guardian }: EngineRoundRow, programId: string): Poster => ({
  ...{ programId, operator: operator!, guardian: guardian! },
})
export const digestOf = ({ sheetDigest }: EngineRoundRow) => Buffer.from(sheetDigest, 'hex')

/** Writes planned lists of a round with all their lines. */
export async function writeLists(
  tx: Tx,
  round: EngineRoundRow,
  lists: readonly PlannedList<NamedLine>[],
): Promise<void> {
  const { operator, guardian, leftoverTo, bondPool, id: engineRoundId, mint } = round
  const of = { engineRoundId, mint, operator: operator!, guardian: guardian! }
  for (const { address, shard, root, total, lines } of lists) {
    // What nobody claims of the pool is the issuer's, and what bonds have lost never is.
    const pool = address === bondPool ? operator! : leftoverTo!
    const data = { address, shard, root, ...of, pool, count: lines.length, total: decimal(total) }
    await tx.payoutList.create({ data })
    await writeNamedLines(tx, engineRoundId, address, lines)
  }
}
