import type { Prisma } from '@/generated/prisma/client'
import { type Db, type Tx, units } from '@/server/db'

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

/** The comparisons of all raises that live, those with a difference first, with their names and what waits or is flagged. */
export async function reconciliations(db: Db | Tx) {
  const raises = await db.raise.findMany({ where: { closedAt: null }, orderBy: { address: 'asc' } })
  const rows = await db.reconciliation.findMany({
    where: { raiseAddress: { in: raises.map(({ address }) => address) } },
  })
  const titles = await titlesOf(db)
  const flagged = await db.position.groupBy({
    by: ['raiseAddress'],
    where: { NOT: { flags: { isEmpty: true } } },
    _count: true,
  })
  const views = raises.map((raise) => {
    const row = rows.find(({ raiseAddress }) => raiseAddress === raise.address)
    return {
      ...{ address: raise.address, state: raise.state, title: titles.get(raise.address) ?? null },
      payment: { mint: raise.paymentMint, decimals: raise.paymentDecimals },
      flagged: flagged.find(({ raiseAddress }) => raiseAddress === raise.address)?._count ?? 0,
      comparison: row ? viewOf(row) : null,
    }
  })
  return views.sort((a, b) => (a.comparison?.ok === false ? 0 : 1) - (b.comparison?.ok === false ? 0 : 1))
}

/** The names of projects by the address of their raise. */
async function titlesOf(db: Db | Tx): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ raise_address: string; title: string }[]>`
    select raise_address, title from project_card where raise_address is not null`
  return new Map(rows.map(({ raise_address, title }) => [raise_address, title]))
}

/** What the worker could not send and when it tries again, the most stubborn first. */
export const cranksPutOff = (db: Db | Tx) =>
  db.crankDelay.findMany({ orderBy: [{ failures: 'desc' }, { item: 'asc' }], take: 100 })
