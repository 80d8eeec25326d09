import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import type { Prisma } from '@/generated/prisma/client'
import { type Db, type Tx, units } from '@/server/db'
import { unnamedAsset } from '../rules/asset'
import { chainHealth } from './followed'

/** The newest comparison of one raise, for its badge and for staff. Amounts are base units. */
export type ReconciliationView = {
  raise: string
  slot: bigint
  at: Date
  chainPayment: bigint
  chainSale: bigint
  owedPayment: bigint
  owedSale: bigint
  positionsTotal: bigint
  booksPayment: bigint
  booksSale: bigint
  difference: bigint
  ok: boolean
  findings: string[]
}

type Row = Prisma.ReconciliationGetPayload<object>

const viewOf = (row: Row): ReconciliationView => ({
  raise: row.raiseAddress,
  ...{ slot: row.slot, at: row.at, ok: row.ok, findings: row.findings },
  chainPayment: units(row.chainPayment),
  chainSale: units(row.chainSale),
  owedPayment: units(row.owedPayment),
  owedSale: units(row.owedSale),
  positionsTotal: units(row.positionsTotal),
  booksPayment: units(row.booksPayment),
  booksSale: units(row.booksSale),
  difference: units(row.difference),
})

/** The newest comparison of a raise; null before the first. */
export async function reconciliationOf(db: Db | Tx, raiseAddress: string): Promise<ReconciliationView | null> {
  const row = await db.reconciliation.findUnique({ where: { raiseAddress } })
  return row && viewOf(row)
}

/** For staff: where the books stand, every living raise with its comparison (differences first), what the worker put off. */
export async function reconciliations(db: Db | Tx) {
  const raises = await db.raise.findMany({ where: { closedAt: null }, orderBy: { address: 'asc' } })
  const addresses = raises.map(({ address }) => address)
  const rows = await db.reconciliation.findMany({ where: { raiseAddress: { in: addresses } } })
  const flagged = await db.position.groupBy({
    by: ['raiseAddress'],
    where: { NOT: { flags: { isEmpty: true } } },
    _count: true,
  })
  const lines = raises.map(async ({ address, state, paymentMint, paymentDecimals }) => {
    const row = rows.find(({ raiseAddress }) => raiseAddress === address)
    const facts = await raiseFactsOf(db, address)
    return {
      ...{ address, state, title: facts?.title ?? null },
      payment: facts?.paymentAsset ?? unnamedAsset(paymentMint, paymentDecimals),
      flagged: flagged.find(({ raiseAddress }) => raiseAddress === address)?._count ?? 0,
      comparison: row ? viewOf(row) : null,
    }
  })
  const all = await Promise.all(lines)
  const differing = all.filter(({ comparison }) => comparison?.ok === false)
  const others = all.filter(({ comparison }) => comparison?.ok !== false)
  return { chain: await chainHealth(db), raises: [...differing, ...others], putOff: await cranksPutOff(db) }
}

/** What the worker could not send and when it tries again, the most stubborn first. */
const cranksPutOff = (db: Db | Tx) =>
  db.crankDelay.findMany({ orderBy: [{ failures: 'desc' }, { item: 'asc' }], take: 100 })
