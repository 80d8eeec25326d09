import { describe, expect } from 'vitest'
import { UntrustworthyNode } from '@/chain/untrustworthy'
import { accounts } from '@/domains/ledger/schema'
import { actsAbout } from '@/domains/log/queries'
import { test } from '@/test/db'
import { FollowedRaise } from '@/test/followed-raise'
import { keysOf, snapshotOf } from '@/test/raise-snapshot'
import { COIN, must, RaiseWorld, TERMS } from '@/test/raise-world'
import { applySnapshot } from './jobs/follow'

const afterSettling = TERMS.closesAt + BigInt(TERMS.reflectionSeconds)

describe('booking without history', () => {
  test('a commitment of 250 is booked once, however often it is read', async ({ db }) => {
    const raise = new FollowedRaise(db)
    must(raise.world.commit(raise.investors[0]!, 250n * COIN))
    await raise.read()
    await raise.read()
    expect(await raise.payment(raise.wallet(0))).toBe(-250n * COIN)
    expect(await db.transfer.count({ where: { toAccount: accounts.payment(raise.address) } })).toBe(1)
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row).toMatchObject({ state: 'open', recognised: true, positionsOpen: 1 })
    await raise.expectVaults()
  })

  test('two commitments and a partial withdrawal between two readings are one booking of their sum', async ({ db }) => {
    const raise = new FollowedRaise(db)
    const [ann] = raise.investors
    must(raise.world.commit(ann!, 250n * COIN))
    must(raise.world.commit(ann!, 50n * COIN))
    must(raise.world.withdraw(ann!, 100n * COIN))
    await raise.read()
    expect(await raise.payment(raise.wallet(0))).toBe(-200n * COIN)
    await raise.expectVaults()
    await raise.expectWallets()
  })

  test('a position that was closed and opened again between two readings counts with what is in it now', async ({
    db,
  }) => {
    const raise = new FollowedRaise(db)
    const [ann] = raise.investors
    must(raise.world.commit(ann!, 250n * COIN))
    await raise.read()
    must(raise.world.withdraw(ann!, 250n * COIN))
    must(raise.world.commit(ann!, 70n * COIN))
    await raise.read()
    await raise.expectVaults()
    await raise.expectWallets()
    must(raise.world.withdraw(ann!, 70n * COIN))
    await raise.read()
    expect(await raise.states()).toEqual([{ state: 'withdrawn' }])
    must(raise.world.commit(ann!, 9n * COIN))
    await raise.read()
    expect(await raise.states()).toEqual([{ state: 'open' }])
    await raise.expectWallets()
  })

  test('below the minimum everybody is refunded to the unit, read or not in between', async ({ db }) => {
    const raise = new FollowedRaise(db)
    for (const investor of raise.investors.slice(0, 2)) must(raise.world.commit(investor, 30n * COIN))
    await raise.read()
    raise.world.vm.now = afterSettling
    must(raise.world.settle())
    for (const investor of raise.investors.slice(0, 2)) must(raise.world.refund(investor))
    must(raise.world.reclaim())
    await raise.read()
    expect(await raise.states()).toEqual([{ state: 'refunded' }, { state: 'refunded' }])
    await raise.expectVaults()
    await raise.expectWallets()
  })

  test('the last reading was before settlement, the next finds the raise closed: formulas give everybody their due', async ({
    db,
  }) => {
    const raise = new FollowedRaise(db, 'native')
    for (const investor of raise.investors) must(raise.world.commit(investor, 700n * COIN))
    await raise.read()
    raise.world.vm.now = afterSettling
    must(raise.world.settle())
    must(raise.world.release())
    must(raise.world.payFee())
    for (const investor of raise.investors) must(raise.world.claim(investor))
    must(raise.world.close())
    await raise.read()
    expect(await raise.states()).toEqual(raise.investors.map(() => ({ state: 'completed' })))
    await raise.expectVaults()
    expect(await raise.payment(accounts.fee(raise.world.feeWallet.publicKey.toBase58()))).toBe(
      raise.world.payments(raise.world.feeWallet.publicKey) - raise.feeBefore,
    )
    for (const index of raise.investors.keys())
      expect(await raise.tokens(raise.wallet(index))).toBe(raise.world.saleTokens(raise.investors[index]!.publicKey))
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row).toMatchObject({ state: 'closed', outcome: 'succeeded', positionsOpen: 0 })
  })

  test('one withdrew and one was paid out unseen: the totals of the program tell who was who', async ({ db }) => {
    const raise = new FollowedRaise(db)
    const [ann, ben, cleo] = raise.investors
    must(raise.world.commit(ann!, 300n * COIN))
    must(raise.world.commit(ben!, 200n * COIN))
    must(raise.world.commit(cleo!, 400n * COIN))
    await raise.read()
    must(raise.world.withdraw(ben!, 200n * COIN))
    raise.world.vm.now = afterSettling
    must(raise.world.settle())
    must(raise.world.release())
    must(raise.world.claim(ann!))
    await raise.read()
    await raise.expectVaults()
    await raise.expectWallets()
    expect((await raise.states()).map(({ state }) => state).sort()).toEqual(['completed', 'open', 'withdrawn'])
  })

  test('somebody came and went unseen: the sums stay exact, and an account of its own says so', async ({ db }) => {
    const raise = new FollowedRaise(db)
    await raise.read()
    must(raise.world.commit(raise.investors[0]!, 300n * COIN))
    raise.world.vm.now = afterSettling
    must(raise.world.settle())
    must(raise.world.release())
    must(raise.world.claim(raise.investors[0]!))
    await raise.read()
    await raise.expectVaults()
    expect(await raise.payment(accounts.unseen(raise.address))).toBe(-300n * COIN)
    expect(await raise.tokens(accounts.unseen(raise.address))).toBe(300_000n * COIN)
  })

  test('a donation to the vault is in nobody’s books', async ({ db }) => {
    const raise = new FollowedRaise(db, 'native')
    must(raise.world.commit(raise.investors[0]!, 300n * COIN))
    raise.world.vm.setLamports(raise.world.paymentVault, raise.world.vm.lamports(raise.world.paymentVault) + 5n)
    await raise.read()
    expect(await raise.payment(accounts.payment(raise.address))).toBe(300n * COIN)
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row.paymentVault.toFixed(0)).toBe((300n * COIN + 5n).toString())
  })

  test('a commitment by a wallet that nobody verified is booked all the same, and flagged', async ({ db }) => {
    const raise = new FollowedRaise(db)
    must(raise.world.commit(raise.investors[0]!, 300n * COIN))
    await raise.read()
    const position = await db.position.findFirstOrThrow({ where: { raiseAddress: raise.address } })
    expect(position).toMatchObject({ personId: null, flags: ['compliance.notVerified'] })
    must(raise.world.withdraw(raise.investors[0]!, 100n * COIN))
    await raise.read()
    const after = await db.position.findFirstOrThrow({ where: { raiseAddress: raise.address } })
    expect(after.flags).toEqual(['compliance.notVerified'])
    const acts = await actsAbout(db, `raise:${raise.address}`)
    const [flagged] = acts.filter(({ type }) => type === 'raises.flagged')
    expect(JSON.parse(flagged?.body ?? '').facts).toEqual({ raise: raise.address, positions: [position.address] })
  })

  test('a raise under somebody else’s keys is marked as not ours', async ({ db }) => {
    const raise = new FollowedRaise(db)
    const stranger = keysOf(new RaiseWorld('mint', {}, raise.world.vm))
    FollowedRaise.slot += 1n
    await applySnapshot({ db, keys: stranger }, snapshotOf(raise.world, raise.investors, FollowedRaise.slot))
    expect(await db.raise.findUniqueOrThrow({ where: { address: raise.address } })).toMatchObject({ recognised: false })
  })

  test('times far outside the calendar do not stop the books', async ({ db }) => {
    const raise = new FollowedRaise(db, 'mint', { withdrawUntil: -(2n ** 63n) })
    await raise.read()
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row.withdrawUntil).toEqual(new Date(0))
  })
})

describe('nodes and chains that go back', () => {
  test('a node that is behind is refused, and so is one that lost a raise', async ({ db }) => {
    const raise = new FollowedRaise(db)
    must(raise.world.commit(raise.investors[0]!, 250n * COIN))
    await raise.read()
    const ground = { db, keys: keysOf(raise.world) }
    const old = snapshotOf(raise.world, raise.investors, FollowedRaise.slot - 1n)
    await expect(applySnapshot(ground, old)).rejects.toThrow(UntrustworthyNode)
    const lost = {
      ...snapshotOf(raise.world, raise.investors, FollowedRaise.slot + 1n),
      raises: [],
      missing: [raise.address],
    }
    await expect(applySnapshot(ground, lost)).rejects.toThrow('1 of 1 raises not booked')
    FollowedRaise.slot += 1n
    await raise.expectVaults()
  })

  test('the chain comes back younger than the books: it is the truth, and the books are put right by further entries', async ({
    db,
  }) => {
    const raise = new FollowedRaise(db)
    const [ann, ben] = raise.investors
    must(raise.world.commit(ann!, 250n * COIN))
    const young = {
      raise: raise.world,
      investors: raise.investors,
      snapshot: snapshotOf(raise.world, raise.investors, 0n),
    }
    must(raise.world.commit(ann!, 50n * COIN))
    must(raise.world.commit(ben!, 70n * COIN))
    await raise.read()
    const ground = { db, keys: keysOf(raise.world) }
    const restarted = (at: bigint) => ({
      ...young.snapshot,
      ...{ slot: at, genesis: `restarted ${raise.address}` },
      raises: young.snapshot.raises.map((reading) => ({ ...reading, slot: at })),
    })
    await applySnapshot(ground, restarted(3n))
    expect(await raise.payment(raise.wallet(0))).toBe(-300n * COIN)
    await applySnapshot(ground, restarted(4n))
    expect(await raise.payment(raise.wallet(0))).toBe(-250n * COIN)
    expect(await raise.payment(raise.wallet(1))).toBe(0n)
    expect(await raise.payment(accounts.payment(raise.address))).toBe(250n * COIN)
    const head = await db.chainHead.findUniqueOrThrow({ where: { id: 1 } })
    expect(head.notice).toContain('set back')
    await applySnapshot(ground, { ...restarted(5n), genesis: 'yet another', raises: [] })
    await applySnapshot(ground, { ...restarted(6n), genesis: 'yet another', raises: [], missing: [raise.address] })
    expect(await raise.payment(accounts.payment(raise.address))).toBe(0n)
    expect(await raise.tokens(accounts.sale(raise.address))).toBe(0n)
    expect((await raise.states()).every(({ state }) => state === 'undone' || state === 'withdrawn')).toBe(true)
  })
})
