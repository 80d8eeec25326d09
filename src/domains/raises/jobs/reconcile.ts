import { log } from '@/server/log'
import { recordOwners, recordReconciliation } from '../actions/record-reconciliation'
import { type FollowGround, followChain } from './follow'

/**
 * Reads every raise whole, also those that did not change, books what is new, and compares chain, positions and books.
 * Returns the addresses where they differ.
 */
export async function reconcile(ground: FollowGround, now: Date): Promise<string[]> {
  const { raises } = await followChain(ground, { whole: true })
  const differing: string[] = []
  for (const reading of raises) {
    const comparison = await ground.db.$transaction((tx) => recordReconciliation(tx, { reading, now }))
    if (!comparison || comparison.ok) continue
    differing.push(reading.address)
    log.error({ raise: reading.address, findings: comparison.findings }, 'books and chain differ')
  }
  await ground.db.$transaction(recordOwners)
  return differing
}

/** Comparing reads everything, so it happens more seldom than following. */
const RECONCILE_EVERY_MS = 15_000

/** Follows the chain turn by turn. Both readings are made here, one after the other: an older one never meets newer books. */
export class Follower {
  #reconciledAt = -RECONCILE_EVERY_MS

  async turn(ground: FollowGround, now: Date): Promise<void> {
    if (performance.now() - this.#reconciledAt < RECONCILE_EVERY_MS) {
      await followChain(ground)
      return
    }
    await reconcile(ground, now)
    this.#reconciledAt = performance.now()
  }
}
