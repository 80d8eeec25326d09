import { type PlannedList, planLostBonds } from '@/chain/distributor/plan'
import type { Db, Tx } from '@/server/db'
import { computed } from '../queries/aside'
import { inputTexts } from '../queries/engine-inputs'
import { type EngineRoundRow, engineRound, lockedRound } from '../queries/engine-rows'
import { shareLost } from '../rules/bonds'
import { refuseRound } from '../rules/engine-refusals'
import { bondsOf, digestOf, ownerOf, posterOf, writeLists } from './engine-lists'
import { recordRound } from './engine-rounds'
import type { NamedLine } from './lines'
import { finishEngineRound } from './steps'

/** The list of what bonds lost; null where the chain has taken none of them. */
export type LostBonds = { list: PlannedList<NamedLine> | null }

/**
 * Plans the list of what bonds have lost, once each of them is judged or cannot be any more; null before, and where nothing is owed.
 * Two people approved who is right and how a bond that is lost is shared. An owner who took theirs back on its last day has cut the
 * parts of that bond alone: nobody is promised what the vault does not hold.
 */
export async function planOfLostBonds(
  db: Db | Tx,
  { roundId, programId }: { roundId: string; programId: string },
): Promise<LostBonds | null> {
  const round = await engineRound(db, roundId)
  if (!round.owesLostBonds || (await waitsForBonds(db, roundId))) return null
  const lines = await lostBondLines(db, round)
  return { list: lines.length === 0 ? null : planLostBonds(posterOf(round, programId), digestOf(round), lines) }
}

/** Writes that list, for both keys to post; where nothing was lost in fact the round has nothing left to pay. */
export async function listLostBonds(
  tx: Tx,
  { roundId, lost: { list }, now }: { roundId: string; lost: LostBonds; now: Date },
): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (!round.owesLostBonds || (await waitsForBonds(tx, roundId))) return
  if (list) await writeLists(tx, round, [list])
  await tx.engineRound.update({ where: { id: roundId }, data: { owesLostBonds: false } })
  const facts = { units: (list?.total ?? 0n).toString(), ...(list && { list: list.address, root: list.root }) }
  await recordRound(tx, round, 'lostBondsListed', { personId: null, now }, facts)
  if (!list) await finishEngineRound(tx, { roundId, now })
}

const BONDS = { kind: 'bond' } as const

const waitsForBonds = async (db: Db | Tx, engineRoundId: string): Promise<boolean> =>
  (await db.payout.count({ where: { engineRoundId, ...BONDS, state: 'waiting' } })) > 0

/** The parts of auditors who were right, and the rest for the treasury. */
async function lostBondLines(db: Db | Tx, round: EngineRoundRow): Promise<NamedLine[]> {
  const taken = await db.payout.findMany({
    where: { engineRoundId: round.id, ...BONDS, state: 'paid', units: { gt: 0 } },
    select: { recipient: true },
  })
  const owners = await bondsOf(db, round.id)
  const isTaken = new Set(taken.map(({ recipient }) => owners.get(recipient)))
  const { distribution } = await computed(await inputTexts(db, round), { ask: 'whole' })
  const { bonds, proceedings } = distribution
  const { toAuditors, toPool } = shareLost(
    bonds.lines.filter((line) => isTaken.has(ownerOf(line))),
    proceedings.right,
    round.read.sheet.bonds.toAuditors,
  )
  const rest: NamedLine = { kind: 'payout', name: 'lost-bonds', recipient: round.operator!, amount: toPool }
  return [...(await auditorLines(db, round, toAuditors)), ...(toPool > 0n ? [rest] : [])]
}

async function auditorLines(
  db: Db | Tx,
  { id: roundId }: EngineRoundRow,
  parts: readonly { person: string; units: bigint }[],
): Promise<NamedLine[]> {
  const auditors = await db.roundAuditor.findMany({ where: { roundId } })
  const wallets = new Map(auditors.map(({ person, wallet }) => [person, wallet]))
  return parts.map(({ person, units: amount }) => {
    const recipient = wallets.get(person)
    if (!recipient) throw refuseRound.noWallet({ recipient: person })
    return { kind: 'payout', name: `auditor:${person}`, recipient, amount }
  })
}
