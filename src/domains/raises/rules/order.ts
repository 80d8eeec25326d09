import { type Actor, isOnSide, type Side } from '@/domains/projects/rules/review'
import { refuse } from './refusals'

/** Refuses an order of the guardian, or a word on one, to somebody who belongs to the raise's project. */
export function assertForeignRaise(viewer: Actor, side: Side): void {
  if (isOnSide(viewer, side)) throw refuse.ownRaise()
}

/** Refuses the second signature of the first signer, and any of somebody who belongs to the raise's project. */
export function assertMayDecideOrder(order: { proposedBy: string | null }, viewer: Actor, side: Side): void {
  assertForeignRaise(viewer, side)
  if (order.proposedBy === viewer.personId) throw refuse.samePerson()
}
