import type { RaiseReading } from '@/chain/follower'
import { pageStaff } from '@/domains/identity/actions/page-staff'
import { ownersOf } from '@/domains/identity/queries/wallets'
import { balances } from '@/domains/ledger/queries'
import { type AssetKey, accounts } from '@/domains/ledger/schema'
import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { type Books, type Comparison, compare } from '../rules/reconcile'

/** Compares one raise and keeps the result; a change from well to not well, or back, goes to the log. Null when the books moved on. */
export async function recordReconciliation(
  tx: Tx,
  { reading, now }: { reading: RaiseReading; now: Date },
): Promise<Comparison | null> {
  const { address, slot } = reading
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtext(${`raise:${address}`}))::text`
  const row = await tx.raise.findUnique({ where: { address } })
  if (!row || row.closedAt || row.slot !== slot) return null
  const comparison = compare(reading, await booksOf(tx, row))
  const before = await tx.reconciliation.findUnique({ where: { raiseAddress: address }, select: { ok: true } })
  const data = { ...columnsOf(comparison), slot, at: now }
  await tx.reconciliation.upsert({
    where: { raiseAddress: address },
    create: { raiseAddress: address, ...data },
    update: data,
  })
  if ((before?.ok ?? true) !== comparison.ok) {
    const facts = { raise: address, slot: slot.toString(), ok: comparison.ok, findings: comparison.findings }
    await append(tx, { type: 'raises.reconciled', at: now, actorId: null, subjects: [`raise:${address}`], facts })
    if (!comparison.ok) await pageStaff(tx, { ...differenceMail(address, comparison), now })
  }
  return comparison
}

const differenceMail = (raise: string, { findings }: Comparison) => ({
  subject: 'Books and chain differ for one raise',
  text: [
    `Raise ${raise}:`,
    ...findings.map((finding) => `- ${finding}`),
    'The worker releases nothing of this raise until they agree. Withdrawals, refunds and claims go on. See /staff/reconciliation.',
  ].join('\n'),
})

async function booksOf(tx: Tx, raise: { address: string; paymentAsset: AssetKey; saleMint: AssetKey }): Promise<Books> {
  const [payment, sale] = [accounts.payment(raise.address), accounts.sale(raise.address)]
  const found = await balances(tx, [payment, sale])
  const of = (account: string, asset: AssetKey) =>
    found.find((balance) => balance.account === account && balance.asset === asset)?.units ?? 0n
  return { payment: of(payment, raise.paymentAsset), sale: of(sale, raise.saleMint) }
}

const columnsOf = (comparison: Comparison) => ({
  chainPayment: comparison.chainPayment.toString(),
  chainSale: comparison.chainSale.toString(),
  owedPayment: comparison.owedPayment.toString(),
  owedSale: comparison.owedSale.toString(),
  positionsTotal: comparison.positionsTotal.toString(),
  booksPayment: comparison.booksPayment.toString(),
  booksSale: comparison.booksSale.toString(),
  difference: comparison.difference.toString(),
  ok: comparison.ok,
  findings: comparison.findings,
})

/** Names the people of positions whose wallets were nobody's when they were booked. */
export async function recordOwners(tx: Tx): Promise<void> {
  const nameless = await tx.position.findMany({
    where: { personId: null },
    select: { wallet: true },
    distinct: ['wallet'],
  })
  const people = await ownersOf(
    tx,
    nameless.map(({ wallet }) => wallet),
  )
  for (const [wallet, personId] of people)
    await tx.position.updateMany({ where: { wallet, personId: null }, data: { personId } })
}
