import type { Tx } from '@/server/db'
import { lockedRound } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { type Act, assertMayDecide, recordRound } from './engine-rounds'
import { once } from './part'
import { namesIn } from './round-people'

/** Proposes to take a recipient out of a round, before its list is made. A second person must confirm it. Returns the proposal's id. */
export async function proposeExclusion(
  tx: Tx,
  { roundId, recipient, reason, ...act }: Act & { roundId: string; recipient: string; reason: string },
): Promise<string> {
  const round = await lockedRound(tx, roundId)
  if (!['submission', 'audit', 'appeal'].includes(round.state)) throw refuseRound.noRound()
  await assertMayDecide(tx, round, act.personId)
  const proposed = { roundId, recipient, reason, proposedBy: act.personId, proposedAt: act.now }
  const { id } = await once(tx.roundExclusion.create({ data: proposed }), refuseRound.excludedAlready)
  await recordRound(tx, round, 'exclusionProposed', act, { exclusion: id })
  return id
}

/** A second person's word on an exclusion: both are named in the export by what they are called in this round. */
export async function decideExclusion(
  tx: Tx,
  { exclusionId, confirm, ...act }: Act & { exclusionId: string; confirm: boolean },
): Promise<void> {
  const found = await tx.roundExclusion.findUnique({ where: { id: exclusionId } })
  if (!found) throw refuseRound.noExclusion()
  const round = await lockedRound(tx, found.roundId)
  if (!['submission', 'audit', 'appeal'].includes(round.state)) throw refuseRound.noExclusion()
  if (confirm && found.proposedBy === act.personId) throw refuseRound.sameExcluder()
  await assertMayDecide(tx, round, act.personId)
  const { count } = await tx.roundExclusion.updateMany({
    where: { id: exclusionId, confirmedAt: null, returnedAt: null },
    data: confirm ? { confirmedBy: act.personId, confirmedAt: act.now } : { returnedAt: act.now },
  })
  if (count === 0) throw refuseRound.noExclusion()
  if (confirm) await namesIn(tx, found.roundId, [found.proposedBy, act.personId])
  const verb = confirm ? 'exclusionConfirmed' : 'exclusionReturned'
  await recordRound(tx, round, verb, act, { exclusion: exclusionId })
}
