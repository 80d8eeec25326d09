import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { Keypair, type PublicKey, Transaction } from '@solana/web3.js'
import bs58 from 'bs58'
import { Account, FailedTransactionMetadata, LiteSvm } from 'litesvm/dist/internal'
import pg from 'pg'
import { decodeDistribution } from '@/chain/distributor/accounts'
import { distributionAddress } from '@/chain/distributor/addresses'
import { createDistribution } from '@/chain/distributor/instructions'
import { LIMITS } from '@/chain/distributor/layout'
import { LINES_MAX } from '@/chain/distributor/list'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { accounts } from '@/domains/ledger/schema'
import { median, round } from '../figures'
import type { BookInput } from './book'
import { randomList, recipientAt, type ShardInput } from './list'
import type { PrepareData, Prepared } from './prepare'

const WALLETS = Number(process.env.BENCH_WALLETS ?? 90_000)
/** Ours and its denominator in turns; the figures are medians. */
const RUNS = Number(process.env.BENCH_RUNS ?? 5)
const GOAL = 0.8
/** Claims are booked while the next ones are sent, so that little is left to book at the end. */
const CHUNKS_A_BOOKING = 4
const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const [operator, guardian, payer] = [Keypair.generate(), Keypair.generate(), Keypair.generate()]
const blockhash = Keypair.generate().publicKey.toBytes()

/** A machine with the program, on which the operator and whoever claims can pay. Signatures are checked, as on a chain. */
function machine(): LiteSvm {
  const svm = new LiteSvm()
  svm.setSigverify(true)
  svm.setBlockhashCheck(false)
  svm.setTransactionHistory(0n)
  svm.addProgram(
    programId.toBytes(),
    readFileSync(new URL('../../programs/distributor/distributor.so', import.meta.url)),
  )
  const rich = new Account(10n ** 16n, new Uint8Array(), new Uint8Array(32), false, 0n)
  for (const { publicKey } of [operator, payer]) svm.setAccount(publicKey.toBytes(), rich)
  return svm
}

function submit(svm: LiteSvm, wire: Uint8Array): void {
  const answer = svm.sendLegacyTransaction(wire)
  if (answer instanceof FailedTransactionMetadata) throw new Error(answer.toString())
}

/** One payment of everybody, on a machine of its own. */
type Payment = { svm: LiteSvm; round: Uint8Array; shards: readonly ShardInput[] }

const addressOf = ({ round }: Payment, shard: number): PublicKey =>
  distributionAddress(programId, { operator: operator.publicKey, guardian: guardian.publicKey, round, shard })

function posting({ svm, round, shards }: Payment, { shard, root, total }: Extract<Prepared, { kind: 'planned' }>) {
  const count = shards[shard]!.amounts.length
  const keys = { operator: operator.publicKey, guardian: guardian.publicKey, pool: operator.publicKey }
  const claimUntil = svm.getClock().unixTimestamp + BigInt(LIMITS.claimSecondsMin)
  const terms = { ...keys, programId, mint: null, round, shard, root, total, count, claimUntil }
  const transaction = new Transaction({ feePayer: operator.publicKey, recentBlockhash: bs58.encode(blockhash) })
  transaction.add(createDistribution(terms)).sign(operator, guardian)
  return new Uint8Array(transaction.serialize())
}

/** A thread that has started: the product's would have, long before there is something to pay. */
async function thread(file: string, workerData?: PrepareData): Promise<Worker> {
  const worker = new Worker(new URL(file, import.meta.url), { workerData, execArgv: ['--import', 'tsx'] })
  await once(worker, 'message')
  return worker
}

type Threads = { work: Worker; books: Worker }

async function threads(round: Uint8Array): Promise<Threads> {
  const keys = { operator: operator.publicKey.toBase58(), guardian: guardian.publicKey.toBase58(), round, blockhash }
  const payment = { payer: payer.publicKey.toBase58(), payerSecret: payer.secretKey }
  const work = await thread('./prepare.ts', { programId: programId.toBase58(), ...keys, ...payment })
  return { work, books: await thread('./book.ts') }
}

/** Plans, builds, signs, submits, confirms and books. Returns every transaction in its order, for the denominator. */
async function payEverybody(payment: Payment, { work, books }: Threads) {
  const { svm, shards } = payment
  const wires: Uint8Array[] = []
  let booked = 0
  let chunks = 0
  books.on('message', (message: { booked: number }) => {
    booked += message.booked
  })
  const take = (wire: Uint8Array) => {
    submit(svm, wire)
    wires.push(wire)
  }
  work.on('message', (message: Prepared) => {
    const input = shards[message.shard]!
    if (message.kind === 'planned') return take(posting(payment, message))
    message.ends.forEach((end, index) => {
      take(message.bytes.subarray(message.ends[index - 1] ?? 0, end))
    })
    chunks += 1
    if (!message.last && chunks % CHUNKS_A_BOOKING > 0) return
    const address = addressOf(payment, message.shard)
    const account = svm.getAccount(address.toBytes())!.data()
    books.postMessage({ address: address.toBase58(), account, input } satisfies BookInput)
  })
  work.postMessage(shards)
  await once(work, 'exit')
  const submittedAt = performance.now()
  books.postMessage(null)
  await once(books, 'exit')
  return { wires, booked, submittedAt }
}

/** What the chain and the books must say when everybody was paid once. */
async function check(payment: Payment, booked: number): Promise<void> {
  const { svm, shards } = payment
  for (const shard of shards) {
    for (const [index, amount] of shard.amounts.entries()) {
      const found = svm.getBalance(recipientAt(shard, index))
      if (found !== amount) throw new Error(`recipient ${index} of shard ${shard.shard} has ${found}, not ${amount}`)
    }
    const { claims } = decodeDistribution(svm.getAccount(addressOf(payment, shard.shard).toBytes())!.data())
    if (claims !== shard.amounts.length) throw new Error(`shard ${shard.shard} shows ${claims} claims`)
  }
  const found = await bookedBy(shards.map(({ shard }) => accounts.list(addressOf(payment, shard).toBase58())))
  const due = shards.flatMap((shard) =>
    [...shard.amounts].map((amount, index) => `${recipientOf(shard, index)} ${amount}`),
  )
  if (booked !== WALLETS || found.length !== due.length) throw new Error(`${booked} booked now, ${found.length} in all`)
  found.sort()
  const wrong = due.sort().find((one, place) => one !== found[place])
  if (wrong) throw new Error(`not booked once: ${wrong}`)
}

const recipientOf = (shard: ShardInput, index: number): string =>
  accounts.wallet(bs58.encode(recipientAt(shard, index)))

/** Every transfer out of these accounts: to whom and how much. */
async function bookedBy(lists: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  const sent = `select to_account || ' ' || units as line from transfer where from_account = any($1)`
  const { rows } = await client.query<{ line: string }>(sent, [lists])
  await client.end()
  return rows.map(({ line }) => line)
}

/** A second life that remembers nothing reads the bitmaps: nothing is left to send, and the books know it all. */
async function booksAgain(payment: Payment): Promise<number> {
  const { svm, shards } = payment
  let booked = 0
  const books = await thread('./book.ts')
  books.on('message', (message: { booked: number }) => {
    booked += message.booked
  })
  for (const input of shards) {
    const address = addressOf(payment, input.shard)
    const account = svm.getAccount(address.toBytes())!.data()
    books.postMessage({ address: address.toBase58(), account, input } satisfies BookInput)
  }
  books.postMessage(null)
  await once(books, 'exit')
  return booked
}

const seconds = (since: number) => (performance.now() - since) / 1_000
/** What all threads of this process computed since: the machine may have been somebody else's for a part of the time. */
function computing(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000_000
}

/** Pays everybody once, then has the machine alone do the same again. In seconds, by the clock and of computing. */
async function measure() {
  const [roundId, shards] = [Keypair.generate().publicKey.toBytes(), randomList(WALLETS, LINES_MAX)]
  const payment = { svm: machine(), round: roundId, shards }
  const ready = await threads(roundId)
  const [started, busy] = [performance.now(), process.cpuUsage()]
  const { wires, booked, submittedAt } = await payEverybody(payment, ready)
  const [ours, oursComputing] = [seconds(started), computing(busy)]

  const alone = machine()
  const [startedAlone, busyAlone] = [performance.now(), process.cpuUsage()]
  for (const wire of wires) submit(alone, wire)
  const [peer, peerComputing] = [seconds(startedAlone), computing(busyAlone)]

  await check(payment, booked)
  const again = await booksAgain(payment)
  if (again !== 0) throw new Error(`${again} transfers were booked twice`)
  const submitted = (submittedAt - started) / 1_000
  return { ours, peer, submitted, oursComputing, peerComputing, transactions: wires.length }
}

const runs: Awaited<ReturnType<typeof measure>>[] = []
for (let run = 0; run < RUNS; run += 1) runs.push(await measure())

const middle = (figure: (run: (typeof runs)[number]) => number) => round(median(runs.map(figure)))
const ratio = middle(({ ours, peer }) => peer / ours)
const checks = {
  wallets: WALLETS,
  transactions: middle(({ transactions }) => transactions),
  runs: runs.map(({ ours, peer }) => round(peer / ours)),
  seconds: middle(({ ours }) => ours),
  submitted: middle(({ submitted }) => submitted),
  vmSeconds: middle(({ peer }) => peer),
  computing: middle(({ oursComputing }) => oursComputing),
  vmComputing: middle(({ peerComputing }) => peerComputing),
}
console.log(
  JSON.stringify({
    ...{
      name: 'payout/native',
      ours: middle(({ ours }) => WALLETS / ours),
      peer: middle(({ peer }) => WALLETS / peer),
    },
    ...{ ratio, goal: GOAL, ok: ratio >= GOAL, checks },
  }),
)
