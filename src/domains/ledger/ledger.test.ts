import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { U64_MAX } from '@/kit/money'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { CauseConflict, post } from './actions'
import { balanceOf, balances, entriesOf, totals } from './queries'
import { accounts, type TransferInput } from './schema'

const at = new Date('2026-05-01T00:00:00Z')
const raise = () => accounts.payment(randomUUID())
const move = (from: string, to: string, units: bigint, changes: Partial<TransferInput> = {}): TransferInput => ({
  ...{ from, to, units, at, asset: 'KOII', cause: randomUUID() },
  ...changes,
})
const book = (db: Db, transfers: readonly TransferInput[]) => db.$transaction((tx) => post(tx, transfers))

describe('the ledger', () => {
  test('250 KOII in and 100 KOII out leave 150 KOII', async ({ db }) => {
    const [wallet, vault] = [accounts.wallet(randomUUID()), raise()]
    await book(db, [move(wallet, vault, 250n)])
    await book(db, [move(vault, wallet, 100n)])
    expect(await balanceOf(db, vault, 'KOII')).toBe(150n)
    expect(await balances(db, [wallet, vault, raise()])).toEqual(
      expect.arrayContaining([
        { account: wallet, asset: 'KOII', units: -150n },
        { account: vault, asset: 'KOII', units: 150n },
      ]),
    )
    expect((await entriesOf(db, vault)).map(({ units }) => units)).toEqual([-100n, 250n])
    const [newest] = await entriesOf(db, vault)
    expect((await entriesOf(db, vault, { cursor: newest!.serial })).map(({ units }) => units)).toEqual([250n])
  })
  test('the largest amount of the chain is kept to the unit', async ({ db }) => {
    const vault = raise()
    await book(db, [move('world:KOII', vault, U64_MAX), move('world:KOII', vault, U64_MAX)])
    expect(await balanceOf(db, vault, 'KOII')).toBe(2n * U64_MAX)
  })
  test('the same report twice moves money once', async ({ db }) => {
    const vault = raise()
    const commit = move('wallet:a', vault, 250n)
    expect(await book(db, [commit])).toBe(1)
    expect(await book(db, [{ ...commit, at: new Date('2027-01-01') }])).toBe(0)
    expect(await book(db, [commit, commit, move('wallet:a', vault, 1n)])).toBe(1)
    expect(await balanceOf(db, vault, 'KOII')).toBe(251n)
  })
  test.for([
    ['amount', { units: 251n }],
    ['sender', { from: 'wallet:b' }],
    ['receiver', { to: 'wallet:c' }],
    ['asset', { asset: 'USDC' }],
  ] as const)('a repeat with another %s is refused, and nothing of its batch is booked', async ([, change], { db }) => {
    const vault = raise()
    const commit = move('wallet:a', vault, 250n)
    await book(db, [commit])
    await expect(book(db, [move('wallet:a', vault, 7n), { ...commit, ...change }])).rejects.toThrow(CauseConflict)
    expect(await balanceOf(db, vault, 'KOII')).toBe(250n)
  })
  test.for([
    ['nothing', { units: 0n }],
    ['less than nothing', { units: -1n }],
    ['more than the chain can count', { units: U64_MAX + 1n }],
    ['to itself', { to: 'wallet:a' }],
    ['to an account without a kind', { to: 'somebody' }],
    ['without a cause', { cause: '' }],
  ] as const)('a transfer of/with %s is refused', async ([, change], { db }) => {
    await expect(book(db, [move('wallet:a', 'wallet:b', 1n, change)])).rejects.toThrow(RangeError)
  })
  test('totals sum a family of accounts and take % and _ in a name literally', async ({ db }) => {
    const family = `fee:${randomUUID()}`
    await book(db, [move('wallet:a', `${family}_1`, 5n), move('wallet:a', `${family}x1`, 7n)])
    await book(db, [move(`${family}_1`, 'wallet:a', 2n), move('wallet:a', `${family}_1`, 9n, { asset: 'USDC' })])
    expect(await totals(db, `${family}_`)).toEqual([
      { asset: 'KOII', received: 5n, sent: 2n, balance: 3n },
      { asset: 'USDC', received: 9n, sent: 0n, balance: 9n },
    ])
  })
  test.for(["update transfer set units = 1 where cause <> ''", 'delete from transfer', 'truncate transfer'])(
    'the database refuses: %s',
    async (statement, { pool }) => {
      await expect(pool.query(statement)).rejects.toThrow('transfer is append-only')
    },
  )
  test.for([
    ["'wallet:a', 'wallet:a', 1", 'transfer_two_accounts'],
    ["'wallet:a', 'wallet:b', 0", 'transfer_units'],
    ["'wallet:a', 'b', 1", 'transfer_account_form'],
  ])('the database refuses (%s) whoever writes it', async ([values, constraint], { pool }) => {
    const statement = `insert into transfer (cause, asset, at, from_account, to_account, units) values ('x', 'KOII', now(), ${values})`
    await expect(pool.query(statement)).rejects.toThrow(constraint!)
  })
})

describe('whatever is posted, in whatever order, however often and at the same time', () => {
  const names = ['wallet:a', 'wallet:b', 'raise:x:payment', 'issuer:i', 'fee:f']
  const step = fc.record({
    from: fc.constantFrom(...names),
    hop: fc.integer({ min: 1, max: names.length - 1 }),
    asset: fc.constantFrom('KOII', 'USDC'),
    units: fc.bigInt(1n, U64_MAX),
  })

  test('every asset sums to zero and each cause counts once', async ({ db }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (steps, dice) => {
          const world = randomUUID()
          const transfers = steps.map(({ from, hop, asset, units }, index) => {
            const to = names[(names.indexOf(from) + hop) % names.length]!
            return move(`${from}:${world}`, `${to}:${world}`, units, { asset, cause: `${world}:${index}` })
          })
          const die = () => dice.next().value as number
          const posts = Array.from({ length: 5 }, () => transfers.filter(() => die() % 2 === 0).reverse())
          await Promise.all([...posts, transfers].map((batch) => book(db, batch)))
          const found = await balances(
            db,
            names.map((name) => `${name}:${world}`),
          )
          for (const { account, asset, units } of found) {
            const net = transfers
              .filter((transfer) => transfer.asset === asset)
              .reduce(
                (sum, { from, to, units: moved }) => sum + (to === account ? moved : from === account ? -moved : 0n),
                0n,
              )
            expect(units).toBe(net)
          }
          for (const asset of ['KOII', 'USDC'])
            expect(found.reduce((sum, row) => (row.asset === asset ? sum + row.units : sum), 0n)).toBe(0n)
        },
      ),
      { numRuns: 25 },
    )
  })
})
