import { PublicKey, SystemProgram } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { takeBondBack } from '@/chain/distributor/instructions'
import { payoutAddress } from '@/chain/raise/addresses'
import { DistributionWorld } from '@/test/distribution-world'
import { COIN, DAY, must, type PaymentKind } from '@/test/raise-world'
import { EPOCH } from '@/test/vm'

const DEADLINE = EPOCH + 10n * DAY
const FREE = EPOCH + 40n * DAY
const BOND = 20n * COIN

/** A bond of 20 for a list that will slash `slashed` of it; the list's second leaf is a payout. */
function locked(payment: PaymentKind, slashed = 8n * COIN) {
  const world = new DistributionWorld(payment, { amounts: [] })
  const owner = world.holder(BOND + COIN)
  const friend = world.holder()
  world.entries.push(
    { kind: 'bond', recipient: owner.publicKey, amount: slashed },
    { recipient: friend.publicKey, amount: 2n * COIN },
  )
  must(world.lock(owner))
  return { world, owner }
}

function judged(payment: PaymentKind, slashed?: bigint) {
  const { world, owner } = locked(payment, slashed)
  world.fund()
  must(world.create())
  return { world, owner }
}

describe.each<PaymentKind>(['native', 'mint'])('a bond in %s', (payment) => {
  test('locks exactly its amount, for terms that its owner signs', () => {
    const { world, owner } = locked(payment)
    expect(world.bond(owner)).toMatchObject({
      owner: owner.publicKey,
      distribution: world.address,
      pool: world.pool.publicKey,
      mint: world.mint,
      amount: BOND,
      rootDeadline: DEADLINE,
      freeAt: FREE,
      judged: false,
    })
    expect(world.inVault(world.bondVault(owner))).toBe(BOND)
  })

  test.each([
    ['nothing', { amount: 0n }, 'AmountZero'],
    ['a deadline that is now', { rootDeadline: EPOCH }, 'BadBondTimes'],
    ['a deadline in a second', { rootDeadline: EPOCH + 1n }, null],
    ['a deadline in a year', { rootDeadline: EPOCH + 365n * DAY, freeAt: EPOCH + 365n * DAY }, null],
    [
      'a deadline a second later',
      { rootDeadline: EPOCH + 365n * DAY + 1n, freeAt: EPOCH + 366n * DAY },
      'BadBondTimes',
    ],
    ['free a second before the deadline', { freeAt: DEADLINE - 1n }, 'BadBondTimes'],
    ['free 60 days after it', { freeAt: DEADLINE + 60n * DAY }, null],
    ['free a second later', { freeAt: DEADLINE + 60n * DAY + 1n }, 'BadBondTimes'],
    ['no pool', { pool: PublicKey.default }, 'BadPool'],
  ] as const)('%s: answered by name', (_, changes, expected) => {
    const world = new DistributionWorld(payment)
    expect(world.lock(world.holder(BOND + COIN), { rootDeadline: DEADLINE, freeAt: DEADLINE, ...changes }).error).toBe(
      expected,
    )
  })

  test('its own addresses are no pool', () => {
    const world = new DistributionWorld(payment)
    const owner = world.holder(BOND + COIN)
    for (const pool of [world.bondAddress(owner), world.bondVault(owner)])
      expect(world.lock(owner, { pool }).error).toBe('BadPool')
  })

  test('more than the owner has is refused; a second bond and one after the root too', () => {
    const { world, owner } = locked(payment)
    expect(world.lock(owner).error).toBe('BondExists')
    const poor = world.holder(BOND - 1n)
    expect(world.lock(poor, { amount: BOND + 2n * COIN }).error).toBe('Custom(1)')
    world.fund()
    must(world.create())
    expect(world.lock(world.holder(BOND + COIN)).error).toBe('RootPosted')
    world.vm.now = EPOCH + 90n * DAY
    must(world.crank(world.closeInstruction))
    expect(world.lock(world.holder(BOND + COIN)).error).toBe('RootPosted')
  })

  test('lamports sent to its addresses beforehand are no part of it and block nothing', () => {
    const world = new DistributionWorld(payment)
    const owner = world.holder(BOND + COIN)
    world.vm.setLamports(world.bondAddress(owner), 5n * COIN)
    if (payment === 'native') world.vm.setLamports(world.bondVault(owner), 3n * COIN)
    const before = world.holds(owner.publicKey)
    must(world.lock(owner))
    expect(before - world.holds(owner.publicKey)).toBeGreaterThanOrEqual(BOND)
    expect(world.bond(owner)?.amount).toBe(BOND)
  })

  test.each([8n * COIN, 0n, BOND])('is slashed of %s: that to the pool, the rest to the owner, at once', (slashed) => {
    const { world, owner } = judged(payment, slashed)
    const [pool, own] = [world.holds(world.pool.publicKey), world.holds(owner.publicKey)]
    must(world.slash(owner, 0))
    expect(world.holds(world.pool.publicKey) - pool).toBe(slashed)
    const rents = payment === 'native' ? world.vm.rent(200) + world.vm.rent(0) : 0n
    expect(world.holds(owner.publicKey) - own).toBe(BOND - slashed + rents)
    expect(world.bond(owner)).toBeNull()
    expect(world.vm.account(world.bondVault(owner))).toBeNull()
    expect(world.distribution).toMatchObject({ claims: 1, claimed: 0n })
    expect(world.slash(owner, 0).error).toBe('WrongBond')
    must(world.claim(1))
  })

  test('cannot be slashed of more than it is', () => {
    const { world, owner } = judged(payment, BOND + 1n)
    expect(world.slash(owner, 0).error).toBe('AboveBond')
  })

  test('a payout leaf slashes nothing, a bond leaf pays nothing', () => {
    const { world, owner } = judged(payment)
    const path = world.tree.path(0)
    expect(world.claim(0).error).toBe('WrongProof')
    world.entries[1]!.recipient = owner.publicKey
    expect(world.slash(owner, 1).error).toBe('WrongProof')
    expect(path.length).toBe(1)
  })

  test('a root is in time until one second before the deadline', () => {
    for (const [late, expected] of [
      [DEADLINE - 1n, null],
      [DEADLINE, 'RootTooLate'],
    ] as const) {
      const { world, owner } = locked(payment)
      world.vm.now = late
      world.fund()
      must(world.create())
      expect(world.slash(owner, 0).error).toBe(expected)
      if (expected) must(world.takeBack(owner))
    }
  })

  test('is slashed until one second before it is free', () => {
    const { world, owner } = judged(payment)
    world.vm.now = FREE
    expect(world.slash(owner, 0).error).toBe('BondFree')
    world.vm.now = FREE - 1n
    must(world.slash(owner, 0))
  })

  test('comes back when no root came in time, to its owner alone', () => {
    const { world, owner } = locked(payment)
    world.vm.now = DEADLINE - 1n
    expect(world.takeBack(owner).error).toBe('TooEarly')
    world.vm.now = DEADLINE
    const theirs = takeBondBack({ ...world.bondOf(owner), owner: world.stranger.publicKey })
    expect(world.crank(theirs).error).toBe('WrongBond')
    const before = world.holds(owner.publicKey)
    must(world.takeBack(owner))
    expect(world.holds(owner.publicKey)).toBeGreaterThanOrEqual(before + BOND - 10_000n)
    expect(world.bond(owner)).toBeNull()
    expect(world.takeBack(owner).error).toBe('WrongBond')
  })

  test('with a root in time it waits until it is free, even when the list was closed before', () => {
    const { world, owner } = judged(payment)
    world.vm.now = FREE - 1n
    expect(world.takeBack(owner).error).toBe('TooEarly')
    world.vm.now = FREE
    must(world.takeBack(owner))
    const late = new DistributionWorld(payment)
    const other = late.holder(BOND + COIN)
    must(late.lock(other, { rootDeadline: EPOCH + 300n * DAY, freeAt: EPOCH + 360n * DAY }))
    late.fund()
    must(late.create())
    late.vm.now = EPOCH + 300n * DAY
    must(late.crank(late.closeInstruction))
    expect(late.takeBack(other).error).toBe('TooEarly')
    late.vm.now = EPOCH + 360n * DAY
    must(late.takeBack(other))
  })

  test('a bond revived inside the transaction that ended it pays nothing', () => {
    const { world, owner } = locked(payment)
    world.vm.now = DEADLINE
    const [from, to] = [owner.publicKey, world.bondAddress(owner)]
    const back = takeBondBack(world.bondOf(owner))
    const revive = SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports: world.vm.rent(200) })
    expect(world.vm.send([back, revive, back], [owner]).error).toBe('WrongBond')
    must(world.vm.send([back, revive], [owner]))
    expect(world.vm.account(to)!.data.length).toBe(0)
  })

  test('what was donated to its vault goes to the owner with the rest', () => {
    const { world, owner } = judged(payment)
    const { mint, vm } = world
    const vault = world.bondVault(owner)
    if (mint) vm.setTokenAccount({ mint, owner: world.bondAddress(owner), amount: BOND + 3n }, vault)
    else vm.setLamports(vault, vm.lamports(vault) + 3n)
    const pool = world.holds(world.pool.publicKey)
    must(world.slash(owner, 0))
    expect(world.holds(world.pool.publicKey) - pool).toBe(8n * COIN)
    expect(world.vm.account(vault)).toBeNull()
  })
})

describe('a bond in a mint', () => {
  test.each(['missing', 'frozen', 'given away'])('an owner whose account is %s cannot stop the slash', (trouble) => {
    const { world, owner } = judged('mint')
    const mint = world.mint!
    const at = payoutAddress(owner.publicKey, mint)
    if (trouble === 'missing') world.vm.setAccount(at, { lamports: 0n })
    if (trouble === 'frozen') world.vm.setTokenAccount({ mint, owner: owner.publicKey, amount: 0n, frozen: true })
    if (trouble === 'given away') world.vm.setTokenAccount({ mint, owner: world.stranger.publicKey, amount: 0n }, at)
    must(world.slash(owner, 0))
    expect(world.holds(world.pool.publicKey)).toBe(8n * COIN)
    expect(world.bond(owner)).toMatchObject({ judged: true, amount: 12n * COIN })
    expect(world.slash(owner, 0).error).toBe('BondJudged')
    const own = world.vm.setTokenAccount({ mint, owner: owner.publicKey, amount: 0n }, world.vm.key().publicKey)
    must(world.vm.send([takeBondBack(world.bondOf(owner), { ownDestination: own })], [owner]))
    expect(world.vm.tokens(own)).toBe(12n * COIN)
    expect(world.bond(owner)).toBeNull()
  })

  test('a second leaf against the same bond takes nothing more', () => {
    const { world, owner } = locked('mint')
    world.entries.push({ kind: 'bond', recipient: owner.publicKey, amount: COIN })
    world.fund()
    must(world.create())
    world.vm.setAccount(payoutAddress(owner.publicKey, world.mint!), { lamports: 0n })
    must(world.slash(owner, 0))
    expect(world.slash(owner, 2).error).toBe('BondJudged')
  })
})
