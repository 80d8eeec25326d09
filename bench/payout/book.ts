// A worker thread: books what the bitmap of a list shows as paid, in the ledger of the product.
import { parentPort } from 'node:worker_threads'
import bs58 from 'bs58'
import { decodeDistribution, isUsed } from '@/chain/distributor/accounts'
import { post } from '@/domains/ledger/actions'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { openDatabase } from '@/server/db'
import { inTransaction } from '@/server/sql'
import { recipientAt, type ShardInput } from './list'

export type BookInput = { address: string; account: Uint8Array; input: ShardInput } | null

const BATCH = 4_000
/** The bits of each list that are booked: what a life remembers. Without it the ledger says that they are. */
const known = new Map<string, Uint8Array>()
const { db, pool } = openDatabase(process.env.DATABASE_URL ?? '')
let work: Promise<unknown> = db.$queryRaw`select 1`.then(() => parentPort!.postMessage('ready'))

async function book({ address, account, input }: Exclude<BookInput, null>): Promise<void> {
  const distribution = decodeDistribution(account)
  const before = { bitmap: known.get(address) ?? new Uint8Array() }
  const paid = [...input.amounts.keys()].filter((index) => isUsed(distribution, index) && !isUsed(before, index))
  const at = new Date()
  let booked = 0
  for (let from = 0; from < paid.length; from += BATCH) {
    const transfers = paid.slice(from, from + BATCH).map((index) => ({
      ...{ from: accounts.list(address), to: accounts.wallet(bs58.encode(recipientAt(input, index))) },
      ...{ asset: NATIVE_ASSET, units: input.amounts[index]!, cause: `claim:${address}:${index}`, at },
    }))
    booked += await inTransaction(db, (sql) => post(sql, transfers))
  }
  known.set(address, distribution.bitmap)
  parentPort!.postMessage({ address, booked })
}

parentPort!.on('message', (message: BookInput) => {
  if (message) work = work.then(() => book(message))
  else
    work
      .then(() => db.$disconnect())
      .then(() => pool.end())
      .then(() => parentPort!.close())
})
