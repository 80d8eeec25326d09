import type { Role } from '@/chain/raise/layout'
import { append } from '@/domains/log/actions'
import type { Side } from '@/domains/projects/rules/review'
import type { GuardianAct } from '@/generated/prisma/enums'
import type { GuardianOrderModel } from '@/generated/prisma/models'
import { isUniqueViolation, type Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { assertForeignRaise, assertMayDecideOrder } from '../rules/order'
import { refuse } from '../rules/refusals'

type Proposal = {
  raise: string
  act: GuardianAct
  reason: string
  /** Of a creation: the issuer's prepared transaction. */
  intentId?: string
  /** Of a verdict: which payment. */
  tranche?: number
  /** Of a rotation. */
  role?: Role
  newKey?: string
  side: Side
  viewer: Viewer
  now: Date
}

/** Proposes that the keys that lie offline sign an act on a raise. Nothing happens until another person confirms. */
export async function proposeOrder(tx: Tx, { raise, side, viewer, now, ...act }: Proposal) {
  assertForeignRaise(viewer, side)
  try {
    const order = await tx.guardianOrder.create({
      data: { ...act, raiseAddress: raise, proposedBy: viewer.personId, proposedAt: now },
    })
    await record(tx, order, { type: 'proposed', viewer, now })
    return { orderId: order.id }
  } catch (error) {
    if (isUniqueViolation(error)) throw refuse.orderOpen()
    throw error
  }
}

type Decision = { orderId: string; side: Side; viewer: Viewer; now: Date }

async function openOrder(tx: Tx, orderId: string): Promise<GuardianOrderModel> {
  await tx.$executeRaw`select 1 from guardian_order where id = ${orderId}::uuid for update`
  const order = await tx.guardianOrder.findUnique({ where: { id: orderId } })
  if (!order) throw refuse.noOrder()
  if (order.state !== 'proposed') throw refuse.orderDecided()
  return order
}

/** Confirms another person's order. What follows is the guardian's signature. */
export async function confirmOrder(tx: Tx, { orderId, side, viewer, now }: Decision): Promise<GuardianOrderModel> {
  const order = await openOrder(tx, orderId)
  assertMayDecideOrder(order, viewer, side)
  return decide(tx, order, { state: 'confirmed', viewer, now })
}

/** Notes which transaction the guardian is to sign for a confirmed order. */
export const linkIntent = (tx: Tx, { orderId, intentId }: { orderId: string; intentId: string }) =>
  tx.guardianOrder.update({ where: { id: orderId }, data: { intentId } })

/** Turns an order down; its proposer cannot, since a decision is another person's. */
export async function returnOrder(tx: Tx, { orderId, side, viewer, now }: Decision): Promise<GuardianOrderModel> {
  const order = await openOrder(tx, orderId)
  assertMayDecideOrder(order, viewer, side)
  return decide(tx, order, { state: 'returned', viewer, now })
}

/** Notes that the transaction of an order is final: it is not to be carried out again. */
export async function finishOrders(tx: Tx, { intentId, now }: { intentId: string; now: Date }): Promise<void> {
  const where = { intentId, state: 'confirmed' as const }
  for (const order of await tx.guardianOrder.findMany({ where })) {
    const done = await tx.guardianOrder.update({ where: { id: order.id }, data: { state: 'done', doneAt: now } })
    await record(tx, done, { type: 'done', viewer: null, now })
  }
}

async function decide(
  tx: Tx,
  order: GuardianOrderModel,
  { state, viewer, now }: { state: 'confirmed' | 'returned'; viewer: Viewer; now: Date },
): Promise<GuardianOrderModel> {
  const data = { state, decidedBy: viewer.personId, decidedAt: now }
  const decided = await tx.guardianOrder.update({ where: { id: order.id }, data })
  await record(tx, decided, { type: state, viewer, now })
  return decided
}

const record = (
  tx: Tx,
  order: GuardianOrderModel,
  { type, viewer, now }: { type: string; viewer: Viewer | null; now: Date },
) =>
  append(tx, {
    type: `raises.order_${type}`,
    at: now,
    actorId: viewer?.personId ?? null,
    subjects: [`raise:${order.raiseAddress}`, `order:${order.id}`],
    facts: {
      act: order.act,
      ...(order.tranche !== null && { tranche: order.tranche }),
      ...(order.role && { role: order.role, newKey: order.newKey }),
    },
  })
