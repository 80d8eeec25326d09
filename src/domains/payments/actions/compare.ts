import type { Tx } from '@/server/db'
import type { Difference } from '../rules/compare'

type Comparison = { from: Date; sessions: number; refunds: number; disputes: number; recovered: number; now: Date }

/** Notes a comparison: what differs now, since when, and what differs no more. */
export async function recordComparison(tx: Tx, differences: readonly Difference[], { now, ...counts }: Comparison) {
  const found = new Map(differences.map(({ kind, about, ...rest }) => [`${kind}:${about}`, { kind, ...rest }]))
  const ids = [...found.keys()]
  await tx.stripeDifference.updateMany({ where: { id: { notIn: ids }, goneAt: null }, data: { goneAt: now } })
  await tx.stripeDifference.updateMany({ where: { id: { in: ids } }, data: { goneAt: null } })
  const rows = [...found].map(([id, difference]) => ({ id, ...difference, seenAt: now }))
  await tx.stripeDifference.createMany({ data: rows, skipDuplicates: true })
  const data = { at: now, ...counts }
  await tx.stripeComparison.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data })
}
