import type { Keypair } from '@solana/web3.js'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { UntrustworthyNode } from '@/chain/follower'
import { paymentsHeld } from '@/chain/raise/formulas'
import { balanceOf, balances } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { actsAbout } from '@/domains/log/queries'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { keysOf, snapshotOf } from '@/test/raise-snapshot'
import { COIN, DAY, must, type PaymentKind, RaiseWorld, TERMS, type Terms } from '@/test/raise-world'
import { Vm } from '@/test/vm'
import { applySnapshot } from './jobs/follow'

let slot = 1_000n

/** A raise in the VM, its investors, and the books that follow it. */
class Followed {
  readonly world: RaiseWorld
  readonly investors: Keypair[]
  readonly before: bigint[]
  readonly issuerBefore: bigint
  readonly feeBefore: bigint

  constructor(
    readonly db: Db,
    payment: PaymentKind = 'mint',
    changes: Partial<Terms> = {},
    investors = 3,
  ) {
    this.world = new RaiseWorld(payment, changes, new Vm({ signatures: false }))
    must(this.world.create())
    this.world.deposit()
    must(this.world.open())
    this.world.vm.now = this.world.terms.opensAt
    this.investors = Array.from({ length: investors }, () => this.world.investor())
    this.before = this.investors.map((investor) => this.world.payments(investor.publicKey))
    this.issuerBefore = this.world.payments(this.world.issuer.publicKey)
    this.feeBefore = this.world.payments(this.world.feeWallet.publicKey)
  }

  get address(): string {
    return this.world.address.toBase58()
  }
  get asset(): string {
    return this.world.paymentMint?.toBase58() ?? 'KOII'
  }
  get saleAsset(): string {
    return this.world.saleMint.toBase58()
  }
  read(genesis?: string): Promise<void> {
    slot += 1n
    const snapshot = snapshotOf(this.world, this.investors, slot, genesis)
    return applySnapshot({ db: this.db, keys: keysOf(this.world) }, snapshot)
  }
  payment(account: string): Promise<bigint> {
    return balanceOf(this.db, account, this.asset)
  }
  tokens(account: string): Promise<bigint> {
    return balanceOf(this.db, account, this.saleAsset)
  }
  wallet(index: number): string {
    return accounts.wallet(this.investors[index]!.publicKey.toBase58())
  }
  states(): Promise<{ state: string }[]> {
    return this.db.position.findMany({ where: { raiseAddress: this.address }, select: { state: true } })
  }

  /** Vaults, the program's own totals and the books agree to the unit. */
  async expectVaults(): Promise<void> {
    const held = this.world.isClosed ? 0n : paymentsHeld(this.world.raise)
    expect(await this.payment(accounts.payment(this.address))).toBe(held)
    expect(await this.tokens(accounts.sale(this.address))).toBe(this.world.isClosed ? 0n : this.world.saleVaultBalance)
    if (!this.world.isClosed) expect(this.world.vaultBalance).toBe(held)
  }

  /** Everybody's account moved by exactly what their wallet did on chain. */
  async expectWallets(): Promise<void> {
    for (const [index, investor] of this.investors.entries()) {
      const moved = this.world.payments(investor.publicKey) - this.before[index]!
      expect(await this.payment(this.wallet(index))).toBe(moved)
      expect(await this.tokens(this.wallet(index))).toBe(this.world.saleTokens(investor.publicKey))
    }
    const fee = accounts.fee(this.world.feeWallet.publicKey.toBase58())
    const issuer = accounts.issuer(this.world.issuer.publicKey.toBase58())
    expect(await this.payment(fee)).toBe(this.world.payments(this.world.feeWallet.publicKey) - this.feeBefore)
    expect(await this.payment(issuer)).toBe(this.world.payments(this.world.issuer.publicKey) - this.issuerBefore)
    expect(await this.payment(accounts.unseen(this.address))).toBe(0n)
    expect(await this.tokens(accounts.unseen(this.address))).toBe(0n)
  }
}

const afterSettling = TERMS.closesAt + BigInt(TERMS.reflectionSeconds)

describe('booking without history', () => {
  test('a commitment of 250 is booked once, however often it is read', async ({ db }) => {
    const raise = new Followed(db)
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
    const raise = new Followed(db)
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
    const raise = new Followed(db)
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
    const raise = new Followed(db)
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
    const raise = new Followed(db, 'native')
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
    const raise = new Followed(db)
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
    const raise = new Followed(db)
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
    const raise = new Followed(db, 'native')
    must(raise.world.commit(raise.investors[0]!, 300n * COIN))
    raise.world.vm.setLamports(raise.world.paymentVault, raise.world.vm.lamports(raise.world.paymentVault) + 5n)
    await raise.read()
    expect(await raise.payment(accounts.payment(raise.address))).toBe(300n * COIN)
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row.paymentVault.toFixed(0)).toBe((300n * COIN + 5n).toString())
  })

  test('a commitment by a wallet that nobody verified is booked all the same, and flagged', async ({ db }) => {
    const raise = new Followed(db)
    must(raise.world.commit(raise.investors[0]!, 300n * COIN))
    await raise.read()
    const position = await db.position.findFirstOrThrow({ where: { raiseAddress: raise.address } })
    expect(position).toMatchObject({ personId: null, flags: ['compliance.notVerified'] })
    must(raise.world.withdraw(raise.investors[0]!, 100n * COIN))
    await raise.read()
    const after = await db.position.findFirstOrThrow({ where: { raiseAddress: raise.address } })
    expect(after.flags).toEqual(['compliance.notVerified'])
    expect(await actsAbout(db, `raise:${raise.address}`)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'raises.flagged' })]),
    )
  })

  test('a raise under somebody else’s keys is marked as not ours', async ({ db }) => {
    const raise = new Followed(db)
    const stranger = keysOf(new RaiseWorld('mint', {}, raise.world.vm))
    slot += 1n
    await applySnapshot({ db, keys: stranger }, snapshotOf(raise.world, raise.investors, slot))
    expect(await db.raise.findUniqueOrThrow({ where: { address: raise.address } })).toMatchObject({ recognised: false })
  })

  test('times far outside the calendar do not stop the books', async ({ db }) => {
    const raise = new Followed(db, 'mint', { withdrawUntil: -(2n ** 63n) })
    await raise.read()
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row.withdrawUntil).toEqual(new Date(0))
  })
})

describe('nodes and chains that go back', () => {
  test('a node that is behind is refused, and so is one that lost a raise', async ({ db }) => {
    const raise = new Followed(db)
    must(raise.world.commit(raise.investors[0]!, 250n * COIN))
    await raise.read()
    const ground = { db, keys: keysOf(raise.world) }
    const old = snapshotOf(raise.world, raise.investors, slot - 1n)
    await expect(applySnapshot(ground, old)).rejects.toThrow(UntrustworthyNode)
    const lost = { ...snapshotOf(raise.world, raise.investors, slot + 1n), raises: [], missing: [raise.address] }
    await expect(applySnapshot(ground, lost)).rejects.toThrow('1 of 1 raises not booked')
    slot += 1n
    await raise.expectVaults()
  })

  test('the chain comes back younger than the books: it is the truth, and the books are put right by further entries', async ({
    db,
  }) => {
    const raise = new Followed(db)
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
    await applySnapshot(ground, { ...restarted(7n), genesis: 'genesis of the test', raises: [] })
    slot = 1_000_000n
  })
})

type Step = { do: 'commit' | 'withdraw' | 'crank' | 'time'; who: number; amount: bigint; read: boolean }

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('commit', 'commit', 'withdraw', 'crank', 'time'),
  who: fc.integer({ min: 0, max: 3 }),
  amount: fc.bigInt(1n, 900n).map((coins) => coins * COIN + 1n),
  read: fc.boolean(),
})

/** Does one step, or nothing when the program refuses it. */
function play({ world, investors }: Followed, { do: what, who, amount }: Step): void {
  const investor = investors[who]!
  if (what === 'time') world.vm.advance(6n * DAY)
  if (what === 'commit') world.commit(investor, amount)
  if (what === 'withdraw') {
    const held = world.position(investor)?.committed ?? 0n
    world.withdraw(investor, amount % 3n === 0n || amount > held ? held : amount)
  }
  if (what === 'crank') crank({ world, investors } as Followed, who)
}

function crank({ world, investors }: Followed, who: number): void {
  world.settle()
  world.release()
  world.payFee()
  world.refund(investors[who]!)
  world.claim(investors[who]!)
  if (who === 0) world.reclaim()
}

/** Ends the raise and everything in it. */
async function finish(raise: Followed, readAt: (point: number) => boolean): Promise<void> {
  raise.world.vm.advance(60n * DAY)
  raise.world.settle()
  if (readAt(0)) await raise.read()
  raise.world.vm.advance(60n * DAY)
  for (const who of raise.investors.keys()) {
    crank(raise, who)
    if (readAt(1 + who)) await raise.read()
  }
  raise.world.close()
  await raise.read()
}

const terms = fc.record({
  oversubscription: fc.boolean(),
  feeBps: fc.constantFrom(0, 1, 500, 1_000),
  vestingDuration: fc.constantFrom(0, 40 * 86_400),
  minimum: fc.constantFrom(1n, 100n * COIN, 900n * COIN),
  positionMaximum: fc.constant(100n * COIN),
})

describe('any history, any readings', () => {
  const history = fc.array(step, { minLength: 4, maxLength: 16 })
  const changesOf = (chosen: { oversubscription: boolean; positionMaximum: bigint }) => ({
    ...chosen,
    positionMaximum: chosen.oversubscription ? 2_000n * COIN : chosen.positionMaximum,
  })

  test('a reading after settlement is enough for everybody’s account to be exact', async ({ db }) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('mint', 'native'), terms, history, async (payment, chosen, steps) => {
        const raise = new Followed(db, payment as PaymentKind, changesOf(chosen), 4)
        for (const next of steps) {
          const state = raise.world.raise.state
          play(raise, next)
          const mustRead = next.do === 'crank' || (raise.world.raise.state !== state && state === 'Open')
          if (next.read || mustRead) {
            await raise.read()
            await raise.expectVaults()
          }
        }
        await finish(raise, (point) => point === 0)
        await raise.expectVaults()
        if (payment === 'mint') await raise.expectWallets()
        expect(raise.world.isClosed).toBe(true)
      }),
      { numRuns: 12 },
    )
  })

  test('whatever was missed, no unit is lost: vaults agree and all accounts sum to zero', async ({ db }) => {
    await fc.assert(
      fc.asyncProperty(
        terms,
        history,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (chosen, steps, reads) => {
          const raise = new Followed(db, 'mint', changesOf(chosen), 4)
          for (const next of steps) {
            play(raise, next)
            if (next.read) await raise.read()
          }
          await finish(raise, (point) => reads[point]!)
          await raise.expectVaults()
          const people = raise.investors.map((_, index) => raise.wallet(index))
          const found = await balances(db, [
            ...people,
            ...[accounts.unseen(raise.address), accounts.issuer(raise.world.issuer.publicKey.toBase58())],
            accounts.fee(raise.world.feeWallet.publicKey.toBase58()),
          ])
          const sum = found.reduce((total, { asset, units }) => (asset === raise.asset ? total + units : total), 0n)
          expect(sum).toBe(0n)
        },
      ),
      { numRuns: 12 },
    )
  })
})
