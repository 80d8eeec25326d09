// B2 `post-batch`: 90,000 refunds posted with all invariants in one transaction, against a third of what COPY does with the same rows
// in the same table, and Prisma's createMany beside it, turn by turn in one run.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { post } from '@/domains/ledger/actions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, type TransferInput } from '@/domains/ledger/schema'
import { type Db, poolOf } from '@/server/db'
import { inTransaction } from '@/server/sql'
import { addressOf } from '@/test/many-positions'
import { withBooks } from './faults/books'
import { fail, median, round } from './figures'

const ROUNDS = 5
const REFUNDS = 90_000
const BY_ORM = 9_000
const at = new Date()
const scratch = mkdtempSync(path.join(tmpdir(), 'flotilla-bench-'))

const wallets = Array.from({ length: REFUNDS }, (_, index) => accounts.wallet(addressOf(77, index).toBase58()))

function refunds(turn: string, count = REFUNDS): TransferInput[] {
  const from = accounts.payment(`raise-${turn}`)
  return wallets.slice(0, count).map((to, index) => {
    return { from, to, asset: 'KOII', units: BigInt(index + 1), cause: `position:${turn}:${index}:refund`, at }
  })
}

const seconds = async (work: () => unknown): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

/** Every refund is there once, to its wallet and over its amount, and nothing else is. */
async function checkEach(db: Db, turn: string, transfers: readonly TransferInput[]): Promise<void> {
  const { rows } = await poolOf(db).query<{ booked: number; due: number }>(
    `select count(*)::int as booked, count(*) filter (where t.to_account = due.wallet and t.units = due.units)::int as due
     from transfer t left join unnest($1::text[], $2::text[], $3::numeric[]) as due (cause, wallet, units) on due.cause = t.cause
     where t.from_account = $4`,
    [
      transfers.map(({ cause }) => cause),
      transfers.map(({ to }) => to),
      transfers.map(({ units }) => units.toString()),
      accounts.payment(`raise-${turn}`),
    ],
  )
  const { booked, due } = rows[0]!
  if (booked !== REFUNDS || due !== REFUNDS) fail(`${booked} refunds are booked, ${due} of them as they are due`)
}

async function ours(db: Db, turn: string): Promise<number> {
  const transfers = refunds(turn)
  const took = await seconds(() => inTransaction(db, (sql) => post(sql, transfers)))
  const sum = (BigInt(REFUNDS) * BigInt(REFUNDS + 1)) / 2n
  if ((await balanceOf(db, accounts.payment(`raise-${turn}`), 'KOII')) !== -sum) fail('the sum is not the sum')
  if ((await inTransaction(db, (sql) => post(sql, transfers))) !== 0) fail('a repeated refund was booked twice')
  await checkEach(db, turn, transfers)
  return REFUNDS / took
}

async function byCopy(url: string, turn: string): Promise<number> {
  const rows = refunds(turn).map(({ cause, from, to, asset, units }) =>
    [cause, from, to, asset, units, at.toISOString(), '{}'].join('\t'),
  )
  const file = path.join(scratch, 'rows')
  writeFileSync(file, `${rows.join('\n')}\n`)
  const command = `\\copy transfer (cause, from_account, to_account, asset, units, at, facts) from '${file}'`
  return REFUNDS / (await seconds(() => execFileSync('psql', ['-q', '-X', '-c', command, url], { stdio: 'pipe' })))
}

async function byOrm(db: Db, turn: string): Promise<number> {
  const data = refunds(turn, BY_ORM).map(({ from, to, units, ...rest }) => {
    return { ...rest, fromAccount: from, toAccount: to, units: units.toString() }
  })
  return BY_ORM / (await seconds(() => db.transfer.createMany({ data })))
}

try {
  execFileSync('psql', ['--version'])
} catch {
  console.error('psql, which runs COPY, is not installed: it comes with Debian’s postgresql-client.')
  process.exit(3)
}

await withBooks(2, [], async ([books, bare]) => {
  const rounds: { mine: number; copy: number; orm: number }[] = []
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const mine = await ours(books!.db, `a${turn}`)
    const copy = await byCopy(bare!.url, `b${turn}`)
    const orm = await byOrm(bare!.db, `c${turn}`)
    if (turn > 0) rounds.push({ mine, copy, orm })
  }
  const ratio = median(rounds.map(({ mine, copy }) => mine / (copy / 3)))
  const againstOrm = median(rounds.map(({ mine, orm }) => mine / orm))
  const [mine, copy] = [median(rounds.map((one) => one.mine)), median(rounds.map((one) => one.copy / 3))]
  const checks = {
    rounds: ROUNDS,
    secondsFor90000: round(REFUNDS / mine),
    againstCreateMany: round(againstOrm),
    onceEach: true,
  }
  const result = { ours: round(mine), peer: round(copy), ratio: round(ratio), goal: 0.65, ok: ratio >= 0.65 }
  console.log(JSON.stringify({ name: 'post-batch', ...result, checks }))
})
rmSync(scratch, { recursive: true })
process.exit(0)
