// B1 `commit-hot`: positions booked into ONE raise, each with ledger entry, position row and the gate's question in one transaction
// with the log, fsync on, against `pgbench -N` with 20 clients on the same PostgreSQL, turn by turn in one run.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { applyReading } from '@/domains/raises/actions/apply-reading'
import type { Db } from '@/server/db'
import { inTransaction } from '@/server/sql'
import { ManyPositions } from '@/test/many-positions'
import { withBooks } from './faults/books'
import { fail, median, round } from './figures'

const ROUNDS = 5
/** A slot's worth of a rush: what one reading of the follower brings. */
const A_READING = 1_000
const READINGS = 8
const CLIENTS = 20
const SECONDS = 4
const PGBENCH = '/usr/lib/postgresql/15/bin/pgbench'
const pgbench = existsSync(PGBENCH) ? PGBENCH : 'pgbench'

const now = new Date()
const unix = BigInt(Math.floor(now.getTime() / 1_000))

function peer(url: string, ...args: string[]): string {
  return execFileSync(pgbench, [...args, url], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

function rateOfPeer(url: string): number {
  const said = peer(url, '-N', '-n', '-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(SECONDS))
  return Number(/tps = ([\d.]+)/.exec(said)?.[1])
}

const keysOf = ({ raise }: ManyPositions) => ({
  guardian: raise.guardian.toBase58(),
  cosigner: raise.cosigner.toBase58(),
  approverA: raise.approverA.toBase58(),
  approverB: raise.approverB.toBase58(),
  feeWallet: raise.feeWallet.toBase58(),
})

/**
 * Commitments a second that are booked into so many raises at once, all acknowledged by a commit on disk. The readings are made
 * beforehand: making people is no part of booking them. The follower books its raises in turn; here they are booked at once, on a
 * connection each, unless it is said otherwise.
 */
async function rate(db: Db, raises: readonly ManyPositions[], { inTurn = false } = {}): Promise<number> {
  const turns = Array.from({ length: READINGS }, () =>
    raises.map((raise) => {
      raise.commit(A_READING / raises.length)
      return { reading: raise.reading(), keys: keysOf(raise), now, incarnation: 0 }
    }),
  )
  const book = (reading: (typeof turns)[number][number]) => inTransaction(db, (sql) => applyReading(sql, reading))
  const began = performance.now()
  for (const turn of turns) {
    if (inTurn) for (const reading of turn) await book(reading)
    else await Promise.all(turn.map(book))
  }
  return (READINGS * A_READING) / ((performance.now() - began) / 1_000)
}

/** Every unit once: also after the newest reading is applied a second time. */
async function check(db: Db, raise: ManyPositions): Promise<void> {
  const again = { reading: raise.reading(), keys: keysOf(raise), now, incarnation: 0 }
  const { changed } = await inTransaction(db, (sql) => applyReading(sql, again))
  if (changed) fail('a repeated reading changed the books')
  const address = raise.address.toBase58()
  const booked = await balanceOf(db, accounts.payment(address), 'KOII')
  if (booked !== raise.raise.committed) fail(`booked ${booked}, committed ${raise.raise.committed}`)
  if ((await db.position.count({ where: { raiseAddress: address } })) !== raise.positions.length)
    fail('a position is missing')
}

try {
  execFileSync(pgbench, ['--version'])
} catch {
  console.error('pgbench is not installed: it comes with Debian’s postgresql-contrib or postgresql-15.')
  process.exit(3)
}

await withBooks(2, [], async ([books, bare]) => {
  const { db } = books!
  peer(bare!.url, '-i', '-q', '-s', '10')
  const rounds: { hot: number; spread: number; inTurn: number; theirs: number }[] = []
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const family = 2 * 16 * turn + 1
    const some = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => new ManyPositions(family + first + index, 10n, unix))
    const [[hotRaise], spreadRaises, turnRaises] = [some(0, 1), some(1, 4), some(5, 4)]
    const hot = await rate(db, [hotRaise!])
    const theirs = rateOfPeer(bare!.url)
    const spread = await rate(db, spreadRaises)
    const inTurn = await rate(db, turnRaises, { inTurn: true })
    for (const raise of [hotRaise!, ...spreadRaises, ...turnRaises]) await check(db, raise)
    if (turn > 0) rounds.push({ hot, spread, inTurn, theirs })
  }
  const ours = median(rounds.map(({ hot }) => hot))
  const theirs = median(rounds.map((one) => one.theirs))
  const ratio = median(rounds.map((one) => one.hot / one.theirs))
  const uncontended = median(rounds.map((one) => one.hot / one.spread))
  const checks = {
    ...{ rounds: ROUNDS, aReading: A_READING, hotAgainstFourRaises: round(uncontended) },
    hotAgainstFourInTurn: round(median(rounds.map((one) => one.hot / one.inTurn))),
    everyUnitOnce: true,
  }
  const result = { ours: round(ours), peer: round(theirs), ratio: round(ratio), goal: 2.5 }
  console.log(JSON.stringify({ name: 'commit-hot', ...result, ok: ratio >= 2.5 && uncontended >= 0.9, checks }))
})
process.exit(0)
