import { Keypair } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { isTombstone, isUsed } from '@/chain/distributor/accounts'
import { claim, reclaim } from '@/chain/distributor/instructions'
import { leafContent, treeOf } from '@/chain/distributor/list'
import { payoutAddress } from '@/chain/raise/addresses'
import { leafHash, MerkleTree } from '@/kit/merkle'
import { DistributionWorld } from '@/test/distribution-world'
import { COIN, DAY, must, type PaymentKind } from '@/test/raise-world'
import { EPOCH } from '@/test/vm'

const END = EPOCH + 60n * DAY

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe('claim', () => {
    test('pays everybody what the list says, once, whoever sends it, in any order', () => {
      const world = DistributionWorld.posted(payment)
      for (const index of [2, 0, 1]) {
        const { recipient, amount } = world.entries[index]!
        const before = world.holds(recipient)
        must(world.claim(index))
        expect(world.holds(recipient) - before).toBe(amount)
        expect(world.claim(index).error).toBe('AlreadyClaimed')
      }
      expect(world.inVault()).toBe(0n)
      expect(world.distribution).toMatchObject({ claims: 3, claimed: 23n * COIN })
    })

    test('works for every leaf of trees of every shape, with a path of exact length', () => {
      for (let count = 1; count <= 17; count += 1) {
        const world = DistributionWorld.posted(payment, { amounts: Array.from({ length: count }, () => COIN) })
        for (let index = 0; index < count; index += 1) {
          const leaf = { ...world.proven(index), recipient: world.entries[index]!.recipient }
          const longer = { ...leaf, path: [...leaf.path, new Uint8Array(32)] }
          expect(world.crank(claim(world.reference, longer)).error).toBe('WrongProof')
          const shorter = { ...leaf, path: leaf.path.slice(0, -1) }
          if (count > 1) expect(world.crank(claim(world.reference, shorter)).error).toBe('WrongProof')
          must(world.claim(index))
          expect(isUsed(world.distribution, index)).toBe(true)
        }
        expect(world.inVault()).toBe(0n)
      }
    })

    test('refuses another amount, place, recipient, kind or list', () => {
      const world = DistributionWorld.posted(payment)
      const leaf = { ...world.proven(0), recipient: world.entries[0]!.recipient }
      const attempt = (change: object) => world.crank(claim(world.reference, { ...leaf, ...change })).error
      expect(attempt({ amount: leaf.amount + 1n })).toBe('WrongProof')
      expect(attempt({ index: 1 })).toBe('WrongProof')
      expect(attempt({ index: 3 })).toBe('WrongProof')
      expect(attempt({ index: 2 ** 32 - 1 })).toBe('WrongProof')
      expect(attempt({ recipient: world.people[1]!.publicKey })).toBe('WrongProof')
      expect(attempt({ amount: 0n })).toBe('AmountZero')
      const kinds = world.entries.map((entry) => ({ ...entry, kind: 'bond' as const }))
      const other = treeOf(world.stranger.publicKey, world.entries)
      for (const tree of [treeOf(world.address, kinds), other]) {
        const posted = DistributionWorld.posted(payment, { vm: world.vm, changes: { root: tree.root } })
        const { recipient, amount } = posted.entries[0]!
        const path = tree.path(0)
        expect(posted.crank(claim(posted.reference, { index: 0, amount, recipient, path })).error).toBe('WrongProof')
      }
    })

    test('an inner node is no leaf', () => {
      const world = DistributionWorld.posted(payment)
      const inner = MerkleTree.over(
        world.entries.slice(0, 2).map((entry, index) => leafHash(leafContent(world.address, { ...entry, index }))),
      )
      expect(inner.root.length).toBe(32)
      const path = world.tree.path(0).slice(1)
      const { amount, recipient } = world.entries[0]!
      expect(world.crank(claim(world.reference, { index: 0, amount, recipient, path })).error).toBe('WrongProof')
    })

    test('is possible until one second before the end', () => {
      const world = DistributionWorld.posted(payment)
      world.vm.now = END - 1n
      must(world.claim(0))
      world.vm.now = END
      expect(world.claim(1).error).toBe('ClaimsOver')
    })

    test('never pays more than the total that both keys signed', () => {
      const world = DistributionWorld.posted(payment, { changes: { total: 12n * COIN } })
      must(world.claim(0))
      must(world.claim(1))
      expect(world.claim(2).error).toBe('AboveTotal')
      const huge = DistributionWorld.posted(payment, { amounts: [2n ** 64n - 1n, COIN], changes: { total: COIN } })
      must(huge.claim(1))
      expect(huge.claim(0).error).toBe('AboveTotal')
    })

    test('a list that names its own vault or account pays nobody', () => {
      const world = new DistributionWorld(payment)
      world.entries[0]!.recipient = world.vault
      world.entries[1]!.recipient = world.address
      world.fund()
      must(world.create())
      expect(world.claim(0).error).toBe(payment === 'native' ? 'WrongDestination' : 'DestinationUnusable')
      expect(world.claim(1).error).toBe('WrongDestination')
      must(world.claim(2))
    })

    test('two claims in one transaction are two; the same twice is none', () => {
      const world = DistributionWorld.posted(payment)
      const [one, two] = [world.claimInstruction(0), world.claimInstruction(1)]
      expect(world.vm.send([one, one], [world.stranger]).error).toBe('AlreadyClaimed')
      expect(world.distribution.claims).toBe(0)
      must(world.vm.send([one, two], [world.stranger]))
      expect(world.distribution.claims).toBe(2)
    })
  })

  describe('reclaim', () => {
    test('waits for the end, then pays the pool and nobody else, again after a donation', () => {
      const world = DistributionWorld.posted(payment)
      must(world.claim(1))
      world.vm.now = END - 1n
      expect(world.crank(world.reclaimInstruction).error).toBe('TooEarly')
      world.vm.now = END
      const before = world.holds(world.pool.publicKey)
      must(world.crank(world.reclaimInstruction))
      expect(world.holds(world.pool.publicKey) - before).toBe(16n * COIN)
      expect(world.crank(world.reclaimInstruction).error).toBe('NothingDue')
      donate(world, 3n * COIN)
      must(world.crank(world.reclaimInstruction))
      expect(world.holds(world.pool.publicKey) - before).toBe(19n * COIN)
      const thief = { pool: world.stranger.publicKey }
      expect(world.crank(reclaim(world.reference, thief)).error).toBe('WrongKey')
    })
  })

  describe('close', () => {
    test('leaves the bitmap for 30 days, then eight bytes; the rest to the pool, the rent to the operator', () => {
      const world = DistributionWorld.posted(payment)
      must(world.claim(0))
      world.vm.now = END + 30n * DAY - 1n
      expect(world.crank(world.closeInstruction).error).toBe('TooEarly')
      world.vm.now = END + 30n * DAY
      const pool = world.holds(world.pool.publicKey)
      const operator = world.vm.lamports(world.operator.publicKey)
      const rent = world.vm.rent(288) - world.vm.rent(8)
      must(world.crank(world.closeInstruction))
      const native = payment === 'native'
      expect(world.holds(world.pool.publicKey) - pool).toBe(18n * COIN + (native ? world.vm.rent(0) : 0n))
      expect(world.vm.lamports(world.operator.publicKey) - operator).toBe(rent + (native ? 0n : world.vm.rent(165)))
      expect(isTombstone(world.vm.account(world.address)!.data)).toBe(true)
      expect(world.vm.account(world.vault)).toBeNull()
      expect(world.claim(1).error).toBe('WrongDistribution')
      expect(world.crank(world.closeInstruction).error).toBe('WrongDistribution')
    })

    test('a dust donation blocks nothing, not even for a pool that does not exist yet', () => {
      const world = DistributionWorld.posted(payment, { changes: { pool: Keypair.generate().publicKey } })
      for (const index of [0, 1, 2]) must(world.claim(index))
      world.vm.now = END + 30n * DAY
      if (payment === 'native') donate(world, 1n)
      Object.assign(world, { pool: { publicKey: world.terms.pool } })
      must(world.crank(world.closeInstruction))
    })

    test('lamports sent into the same transaction revive nothing', () => {
      const world = DistributionWorld.posted(payment)
      world.vm.now = END + 30n * DAY
      must(world.vm.send([world.closeInstruction], [world.stranger]))
      world.vm.setLamports(world.address, 10n * COIN)
      expect(world.claim(0).error).toBe('WrongDistribution')
      expect(world.vm.lamports(world.address)).toBe(10n * COIN)
    })
  })
})

function donate(world: DistributionWorld, amount: bigint): void {
  const { mint, vault, vm } = world
  if (!mint) vm.setLamports(vault, vm.lamports(vault) + amount)
  else vm.setTokenAccount({ mint, owner: world.address, amount: (vm.tokens(vault) ?? 0n) + amount }, vault)
}

describe('paid in a mint', () => {
  test('a recipient whose account is missing, frozen or given away stops that payout only', () => {
    const world = DistributionWorld.posted('mint')
    const mint = world.mint!
    const [ann, ben, cat] = world.people.map(({ publicKey }) => publicKey)
    world.vm.setAccount(payoutAddress(ann!, mint), { lamports: 0n })
    world.vm.setTokenAccount({ mint, owner: ben!, amount: 0n, frozen: true })
    world.vm.setTokenAccount({ mint, owner: world.stranger.publicKey, amount: 0n }, payoutAddress(cat!, mint))
    for (const index of [0, 1, 2]) expect(world.claim(index).error).toBe('DestinationUnusable')
    expect(world.distribution.claims).toBe(0)
    world.vm.setTokenAccount({ mint, owner: ann!, amount: 0n })
    must(world.claim(0))
  })

  test('a recipient who signs may name any token account, never one of another mint or the vault', () => {
    const world = DistributionWorld.posted('mint')
    const [ann] = world.people
    const own = world.vm.setTokenAccount(
      { mint: world.mint!, owner: ann!.publicKey, amount: 0n },
      world.vm.key().publicKey,
    )
    const other = world.vm.setTokenAccount({ mint: world.vm.mint(), owner: ann!.publicKey, amount: 0n })
    const to = (ownDestination: typeof own) =>
      world.vm.send([claim(world.reference, { ...world.proven(0), recipient: ann!.publicKey, ownDestination })], [ann!])
    expect(to(other).error).toBe('DestinationUnusable')
    expect(to(world.vault).error).toBe('WrongDestination')
    must(to(own))
    expect(world.vm.tokens(own)).toBe(5n * COIN)
  })
})
