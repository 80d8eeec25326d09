import { Keypair, PublicKey } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { distributionSize } from '@/chain/distributor/accounts'
import { WRAPPED_NATIVE_MINT } from '@/chain/programs'
import { DistributionWorld, type Options } from '@/test/distribution-world'
import { COIN, DAY, must, type PaymentKind } from '@/test/raise-world'
import { DISTRIBUTOR_PROGRAM_ID, EPOCH, Vm } from '@/test/vm'

const YEAR = 365n * DAY
const U64_MAX = 2n ** 64n - 1n

function answer(payment: PaymentKind, changes: Options['changes'] = {}) {
  const world = new DistributionWorld(payment, { changes })
  world.fund(totalIn(world))
  return world.create().error
}
const totalIn = (world: DistributionWorld) => world.entries.reduce((sum, { amount }) => sum + amount, 0n)

describe.each<PaymentKind>(['native', 'mint'])('create, paid in %s', (payment) => {
  test('records what both keys signed, and holds the whole total', () => {
    const world = DistributionWorld.posted(payment)
    const { terms, mint, vault, distribution } = world
    expect(distribution).toMatchObject({
      shard: 1,
      count: 3,
      claims: 0,
      total: 23n * COIN,
      claimed: 0n,
      createdAt: EPOCH,
      claimUntil: EPOCH + 60n * DAY,
      mint,
      vault,
      operator: terms.operator,
      guardian: terms.guardian,
      pool: terms.pool,
      bitmap: new Uint8Array(8),
    })
    expect(Buffer.from(distribution.root).equals(Buffer.from(world.tree.root))).toBe(true)
    expect(world.inVault()).toBe(23n * COIN)
  })

  test.each([
    ['no leaf', { count: 0 }, 'BadCount'],
    ['12,001 leaves', { count: 12_001 }, 'BadCount'],
    ['12,000 leaves', { count: 12_000 }, null],
    ['a root of zeros', { root: new Uint8Array(32) }, 'BadRoot'],
    ['claims for a second less than 30 days', { claimUntil: EPOCH + 30n * DAY - 1n }, 'BadClaimTime'],
    ['claims for 30 days', { claimUntil: EPOCH + 30n * DAY }, null],
    ['claims for 2 years', { claimUntil: EPOCH + 2n * YEAR }, null],
    ['claims for a second more than 2 years', { claimUntil: EPOCH + 2n * YEAR + 1n }, 'BadClaimTime'],
    ['claims until the end of numbers', { claimUntil: 2n ** 63n - 1n }, 'BadClaimTime'],
    ['claims until before time began', { claimUntil: -(2n ** 63n) }, 'BadClaimTime'],
    ['the System program as pool', { pool: PublicKey.default }, 'BadPool'],
  ] as const)('%s: %o is answered %s', (_, changes, expected) => {
    expect(answer(payment, changes)).toBe(expected)
  })

  test('one key for both is refused', () => {
    const world = new DistributionWorld(payment)
    Object.assign(world, { guardian: world.operator })
    world.fund()
    expect(world.create().error).toBe('BadKeys')
  })

  test('neither the distribution nor its vault can be the pool', () => {
    const world = new DistributionWorld(payment)
    world.fund()
    for (const pool of [world.address, world.vault]) {
      Object.assign(world.changes, { pool })
      expect(world.create().error).toBe('BadPool')
    }
  })

  test('a total that is not there is refused', () => {
    const world = new DistributionWorld(payment)
    world.fund(totalIn(world) - 1n)
    if (payment === 'mint') expect(world.create().error).toBe('NotFunded')
    Object.assign(world.changes, { total: U64_MAX })
    world.fund(totalIn(world))
    expect(world.create().error).toBe(payment === 'mint' ? 'NotFunded' : 'Custom(1)')
  })

  test('another shard, round, operator or guardian has another address', () => {
    const world = new DistributionWorld(payment)
    const { address } = world
    Object.assign(world.seeds, { shard: 2 })
    expect(world.address.equals(address)).toBe(false)
    Object.assign(world.seeds, { shard: 1, round: new Uint8Array(32).fill(4) })
    expect(world.address.equals(address)).toBe(false)
  })

  test('lamports sent to its addresses beforehand block nothing and belong to nobody', () => {
    for (const gift of [1n, 10n * COIN]) {
      const world = new DistributionWorld(payment)
      world.fund()
      world.vm.setLamports(world.address, gift)
      if (payment === 'native') world.vm.setLamports(world.vault, gift)
      must(world.create())
      expect(world.inVault()).toBe(23n * COIN)
      must(world.claim(0))
    }
  })

  test('is possible once, also after the list was closed', () => {
    const world = DistributionWorld.posted(payment)
    world.vm.advance(1n)
    expect(world.create().error).toBe('DistributionExists')
    world.vm.now = EPOCH + 90n * DAY
    must(world.crank(world.closeInstruction))
    Object.assign(world.changes, { claimUntil: world.vm.now + 60n * DAY })
    world.fund()
    expect(world.create().error).toBe('DistributionExists')
  })

  test('the account is as large as the list needs', () => {
    for (const count of [1, 64, 65, 12_000]) {
      const world = DistributionWorld.posted(payment, { changes: { count } })
      const account = world.vm.account(world.address)!
      expect(account.data.length).toBe(distributionSize(count))
      expect(account.lamports).toBe(world.vm.rent(account.data.length))
      expect(account.owner.equals(DISTRIBUTOR_PROGRAM_ID)).toBe(true)
    }
  })
})

describe('the mint of a list', () => {
  const withMint = (change: (vm: Vm) => PublicKey) => {
    const vm = new Vm()
    const world = new DistributionWorld('mint', { vm, mint: change(vm) })
    world.fund()
    return world.create().error
  }
  test('may be frozen by its authority: the site shows the risk', () => {
    expect(withMint((vm) => vm.mint({ freezeAuthority: Keypair.generate().publicKey }))).toBeNull()
  })
  test('is never wrapped native coin', () => {
    const wrapped = (vm: Vm) => {
      vm.setAccount(WRAPPED_NATIVE_MINT, vm.account(vm.mint())!)
      return WRAPPED_NATIVE_MINT
    }
    expect(withMint(wrapped)).toBe('BadMint')
  })
  test.each([
    ['of Token-2022', { owner: new PublicKey('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb') }],
    ['that is not initialised', { data: new Uint8Array(82) }],
    ['that is a token account', { data: new Uint8Array(165).fill(1) }],
  ])('%s is refused', (_, change) => {
    const forged = (vm: Vm) => {
      const address = Keypair.generate().publicKey
      vm.setAccount(address, { ...vm.account(vm.mint())!, ...change })
      return address
    }
    expect(withMint(forged)).toBe('BadMint')
  })
})

test('rent in a form that the program does not know is refused, never guessed', () => {
  const vm = new Vm()
  const world = new DistributionWorld('native', { vm })
  vm.stateRent(6_960n, 3)
  expect(world.create().error).toBe('RentUnknown')
})
