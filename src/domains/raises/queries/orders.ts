import { personById } from '@/domains/identity/queries'
import type { Db, Tx } from '@/server/db'

/** An order of the guardian; null when there is none. */
export const orderById = (db: Db | Tx, id: string) => db.guardianOrder.findUnique({ where: { id } })

/** Open orders and the newest decided ones, with the names of who acted. Staff pages only. */
export async function guardianOrders(db: Db | Tx, take = 50) {
  const orders = await db.guardianOrder.findMany({ orderBy: [{ state: 'asc' }, { proposedAt: 'desc' }], take })
  const ids = [
    ...new Set(orders.flatMap(({ proposedBy, decidedBy }) => (decidedBy ? [proposedBy, decidedBy] : [proposedBy]))),
  ]
  const people = await Promise.all(
    ids.map(async (id) => [id, (await personById(db, id))?.displayName ?? 'somebody'] as const),
  )
  const names = new Map(people)
  return orders.map(({ proposedBy, decidedBy, ...order }) => ({
    ...order,
    proposedBy,
    proposer: names.get(proposedBy) ?? 'somebody',
    decider: decidedBy ? (names.get(decidedBy) ?? 'somebody') : null,
  }))
}
