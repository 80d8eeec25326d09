import { describe, expect, onTestFinished, test } from 'vitest'
import { compared, Nodes } from '@/chain/agreement'
import { makeFirstAdmin } from '@/domains/identity/actions/staff'
import { accounts } from '@/domains/ledger/schema'
import { actsAbout } from '@/domains/log/queries'
import type { Db } from '@/server/db'
import { anotherDatabase } from '@/test/db'
import { Dice } from '@/test/dice'
import { FollowedRaise } from '@/test/followed-raise'
import { LyingStage } from '@/test/lying-stage'
import { type Lie, PaperChain } from '@/test/paper-chain'
import { keysOf, snapshotOf } from '@/test/raise-snapshot'
import { COIN, must, TERMS } from '@/test/raise-world'
import { RAISE_PROGRAM_ID, Vm } from '@/test/vm'
import { recordReconciliation } from './actions/record-reconciliation'
import { followChain } from './jobs/follow'
import { crankableRaises, unreleasable } from './queries/crankable'
import { chainHealth, isHalted } from './queries/followed'
import { dueCranks, withoutReleases } from './rules/crank'

/** Books of its own for each test: each has a chain of its own. */
async function ownBooks(): Promise<Db> {
  const { db, close } = await anotherDatabase()
  onTestFinished(close)
  return db
}

const ADMIN = 'admin@example.org'
const keepWatch = (db: Db) => db.$transaction((tx) => makeFirstAdmin(tx, { email: ADMIN, now: new Date() }))
const mailsTo = (db: Db, to: string) => db.outgoingMail.findMany({ where: { to }, orderBy: { queuedAt: 'asc' } })

/** A raise on a chain on paper, seen through two nodes. */
function pair(slot = 10) {
  const stage = new LyingStage(new Vm({ signatures: false }), new Dice(1))
  stage.raise('mint')
  const { world, investors } = stage.worlds[0]!
  world.vm.now = world.terms.opensAt
  const chain = new PaperChain({ slot, time: stage.vm.now, view: stage.view() }, 'genesis of the test')
  const lie: Lie = {}
  const clock = { ms: 0 }
  const nodes = (first: Lie, second: Lie) => new Nodes(chain.node(first), chain.node(second), () => clock.ms)
  const second = nodes({}, lie)
  const next = () => {
    chain.produce({ slot: chain.tip.slot + 1, time: stage.vm.now, view: stage.view() })
    chain.finalize(1)
  }
  const ground = (db: Db, nodes = second) => ({ db, nodes, programId: RAISE_PROGRAM_ID, keys: keysOf(world) })
  const view = () => stage.view()
  return { world, investors, chain, view, lie, clock, next, nodes, ground, address: world.address.toBase58() }
}

describe('two nodes', () => {
  test('while one hides a commitment nothing is credited, everybody can see why, and it heals by itself', async () => {
    const db = await ownBooks()
    const { world, investors, lie, next, ground, address } = pair()
    await keepWatch(db)
    await followChain(ground(db))
    must(world.commit(investors[0]!, 250n * COIN))
    next()
    lie.twist = (method, value) => (method === 'getProgramAccounts' ? (value as unknown[]).slice(0, 0) : value)
    await expect(followChain(ground(db))).rejects.toThrow('differently')
    await expect(followChain(ground(db))).rejects.toThrow('differently')
    expect(await db.transfer.count({ where: { toAccount: accounts.payment(address) } })).toBe(0)
    expect((await chainHealth(db))?.halted?.findings).toEqual([expect.stringContaining(address)])
    expect(await mailsTo(db, ADMIN)).toHaveLength(1)
    delete lie.twist
    await followChain(ground(db))
    expect(await isHalted(db)).toBe(false)
    expect(await db.transfer.count({ where: { toAccount: accounts.payment(address) } })).toBe(1)
    const acts = (await actsAbout(db, 'chain')).map(({ type }) => type)
    expect(acts).toEqual(['raises.creditingResumed', 'raises.creditingHalted'])
  })

  test('what one of them shows before it is final waits, and after half a minute somebody looks', async () => {
    const db = await ownBooks()
    const { world, investors, chain, view, lie, clock, ground, address } = pair(50)
    await followChain(ground(db))
    must(world.commit(investors[0]!, 250n * COIN))
    chain.produce({ slot: chain.tip.slot + 1, time: world.vm.now, view: view() })
    lie.bank = () => chain.tip
    expect(await followChain(ground(db))).toMatchObject({ raises: [], moving: [address] })
    expect(await db.transfer.count({ where: { toAccount: accounts.payment(address) } })).toBe(0)
    clock.ms += 31_000
    await expect(followChain(ground(db))).rejects.toThrow('alike for half a minute')
    chain.finalize(1)
    await followChain(ground(db))
    expect(await db.transfer.count({ where: { toAccount: accounts.payment(address) } })).toBe(1)
  })

  test('one that dates its answers later than the other cannot keep out what comes next', async () => {
    const db = await ownBooks()
    const { world, investors, nodes, lie, next, ground, address } = pair()
    for (const [index, postdated] of [nodes(lie, {}), nodes({}, lie)].entries()) {
      lie.dates = (method, slot) => (method === 'getMultipleAccounts' ? slot + 1_000 : slot)
      await followChain(ground(db, postdated))
      must(world.commit(investors[index]!, 250n * COIN))
      next()
      delete lie.dates
      await followChain(ground(db, postdated))
      expect(await db.transfer.count({ where: { toAccount: accounts.payment(address) } })).toBe(index + 1)
    }
  })

  test('one that is far behind, or on another chain, is named', async () => {
    const { world, investors } = pair()
    const at = (slot: bigint, genesis = 'paper') => snapshotOf(world, investors, slot, genesis)
    expect(() => compared(at(1_000n), at(1_151n))).toThrow('The first node is 151 slots behind the other.')
    expect(() => compared(at(1_151n), at(1_000n))).toThrow('The second node is 151 slots behind the other.')
    expect(() => compared(at(5n), at(5n, 'other'))).toThrow('different chains')
    expect(compared(at(5n), at(6n))).toMatchObject({ waiting: [], snapshot: { slot: 5n } })
  })
})

describe('books that differ from the chain', () => {
  test('staff are told once, releases stop, and what goes to investors goes on', async () => {
    const db = await ownBooks()
    await keepWatch(db)
    const raise = new FollowedRaise(db)
    for (const investor of raise.investors) must(raise.world.commit(investor, 400n * COIN))
    raise.world.vm.now = TERMS.closesAt + BigInt(TERMS.reflectionSeconds)
    must(raise.world.settle())
    await raise.read()
    const { raises } = snapshotOf(raise.world, raise.investors, FollowedRaise.slot)
    const reading = raises[0]!
    const compare = (paymentVault: bigint) =>
      db.$transaction((tx) => recordReconciliation(tx, { reading: { ...reading, paymentVault }, now: new Date() }))
    const mails = async () => (await mailsTo(db, ADMIN)).filter(({ subject }) => subject.includes('differ'))
    const allowed = async () => {
      const state = (await crankableRaises(db)).find(({ address }) => address === raise.address)!
      const due = dueCranks(state, raise.world.vm.now)
      const differing = await unreleasable(db)
      return (differing && !differing.has(raise.address) ? due : withoutReleases(due)).map(({ verb }) => verb)
    }
    expect(await compare(reading.paymentVault)).toMatchObject({ ok: true })
    expect(await allowed()).toEqual(['release', 'claim', 'claim', 'claim'])
    expect(await compare(reading.paymentVault - 1n)).toMatchObject({ ok: false })
    await compare(reading.paymentVault - 1n)
    expect(await mails()).toHaveLength(1)
    expect(await allowed()).toEqual(['claim', 'claim', 'claim'])
    await compare(reading.paymentVault)
    expect(await allowed()).toEqual(['release', 'claim', 'claim', 'claim'])
  })
})
