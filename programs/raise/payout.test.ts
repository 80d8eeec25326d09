import type { Keypair } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { claimable, feeOf } from '@/chain/raise/formulas'
import { claim, payFee, reclaim, refund, release } from '@/chain/raise/instructions'
import { COIN, DAY, must, type PaymentKind, RaiseWorld, TERMS, type Terms } from '@/test/raise-world'

/** A raise that ended with one investor's commitment: above the minimum it succeeded, below it failed. */
function ended(payment: PaymentKind, amount: bigint, changes: Partial<Terms> = {}) {
  const world = RaiseWorld.open(payment, changes)
  const ann = world.investor()
  must(world.commit(ann, amount))
  world.vm.now = world.raise.settleAfter
  must(world.settle())
  return { world, ann }
}

const by = (world: RaiseWorld, investor: Keypair) => ({ payer: world.stranger.publicKey, investor: investor.publicKey })

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe('refund', () => {
    test('is refused while the raise can still succeed, and to whoever takes part in its success', () => {
      const world = RaiseWorld.open(payment)
      const ann = world.investor()
      must(world.commit(ann, 200n * COIN))
      expect(world.refund(ann).error).toBe('WrongState')
      world.vm.now = world.raise.settleAfter
      must(world.settle())
      expect(world.refund(ann).error).toBe('WrongState')
    })

    test('pays everybody everything, in any order, and only once', () => {
      const world = RaiseWorld.open(payment)
      const people = [world.investor(), world.investor(), world.investor()]
      for (const [i, person] of people.entries()) must(world.commit(person, BigInt(i + 1) * 7n * COIN))
      world.vm.now = world.raise.settleAfter
      must(world.settle())
      for (const [i, person] of [...people.entries()].reverse()) {
        const before = world.payments(person.publicKey)
        must(world.refund(person))
        const extra = payment === 'native' ? world.vm.rent(144) + 2n * world.vm.rent(165) : 0n
        expect(world.payments(person.publicKey) - before).toBe(BigInt(i + 1) * 7n * COIN + extra)
        expect(world.refund(person).error).toBe('WrongPosition')
      }
      expect(world.vaultBalance).toBe(0n)
      expect(world.raise).toMatchObject({ returned: 42n * COIN, committed: 42n * COIN, positionsOpen: 0 })
    })
  })

  describe('claim', () => {
    test('is refused before success and after failure', () => {
      const world = RaiseWorld.open(payment)
      const ann = world.investor()
      must(world.commit(ann, 200n * COIN))
      expect(world.claim(ann).error).toBe('WrongState')
      const failed = ended(payment, 99n * COIN)
      expect(failed.world.claim(failed.ann).error).toBe('WrongState')
    })

    test('pays the excess before anything is released, and the tokens only after', () => {
      const { world, ann } = ended(payment, 2_000n * COIN)
      const before = world.payments(ann.publicKey)
      must(world.claim(ann))
      expect(world.payments(ann.publicKey) - before).toBe(1_000n * COIN)
      expect(world.saleTokens(ann.publicKey)).toBe(0n)
      expect(world.claim(ann).error).toBe('NothingDue')
      must(world.release())
      must(world.claim(ann))
      expect(world.saleTokens(ann.publicKey)).toBe(TERMS.tokensAtCap)
      expect(world.position(ann)).toBeNull()
    })

    test('vests: nothing before the cliff, then evenly, all of it at the end', () => {
      const vesting = { vestingCliff: 10 * 86_400, vestingDuration: 100 * 86_400 }
      const { world, ann } = ended(payment, 500n * COIN, vesting)
      must(world.release())
      const start = world.vm.now
      const bought = 500_000n * COIN
      world.vm.now = start + 10n * DAY - 1n
      expect(world.claim(ann).error).toBe('NothingDue')
      world.vm.now = start + 10n * DAY
      expect(claimable(world.raise, world.position(ann)!, world.vm.now)).toEqual({ payment: 0n, tokens: bought / 10n })
      must(world.claim(ann))
      expect(world.saleTokens(ann.publicKey)).toBe(bought / 10n)
      expect(world.claim(ann).error).toBe('NothingDue')
      world.vm.now = start + 10n * DAY + 1n
      must(world.claim(ann))
      expect(world.saleTokens(ann.publicKey)).toBe((bought * (10n * DAY + 1n)) / (100n * DAY))
      world.vm.now = start + 100n * DAY - 1n
      must(world.claim(ann))
      expect(world.position(ann)).not.toBeNull()
      world.vm.now = start + 100n * DAY
      must(world.claim(ann))
      expect(world.saleTokens(ann.publicKey)).toBe(bought)
      expect(world.position(ann)).toBeNull()
    })
  })

  describe('a token account that is missing', () => {
    test('is created, and whoever paid for it is repaid from the deposit', () => {
      const { world, ann } = ended(payment, 2_000n * COIN)
      must(world.release())
      const before = world.vm.lamports(world.stranger.publicKey)
      const lamports = world.vm.lamports(ann.publicKey)
      must(world.claim(ann))
      expect(before - world.vm.lamports(world.stranger.publicKey)).toBe(5_000n)
      // One of the two token accounts was needed: the rest of the deposit comes home with the rent.
      const home = world.vm.rent(144) + world.vm.rent(165) + (payment === 'native' ? 1_000n * COIN : 0n)
      expect(world.vm.lamports(ann.publicKey) - lamports).toBe(home)
    })

    test('is created twice at most; after that somebody else must, and the claim works again', () => {
      const { world, ann } = ended(payment, 500n * COIN, { vestingDuration: 100 })
      must(world.release())
      const lose = () => {
        const address = claim(world.reference, by(world, ann)).keys[7]!.pubkey
        world.vm.setAccount(address, { lamports: 0n })
      }
      for (let i = 0; i < 2; i++) {
        world.vm.advance(10n)
        must(world.claim(ann))
        lose()
      }
      expect(world.position(ann)!.deposit).toBe(0n)
      world.vm.advance(10n)
      expect(world.claim(ann).error).toBe('DepositSpent')
      world.giveTokens(ann.publicKey, world.saleMint, 0n)
      expect(world.claim(ann).error).toBeNull()
    })

    test('costs the deposit nothing where lamports lie at its address already', () => {
      const { world, ann } = ended(payment, 500n * COIN)
      must(world.release())
      const address = claim(world.reference, by(world, ann)).keys[7]!.pubkey
      world.vm.setLamports(address, world.vm.rent(165))
      const lamports = world.vm.lamports(ann.publicKey)
      must(world.claim(ann))
      expect(world.vm.lamports(ann.publicKey) - lamports).toBe(world.vm.rent(144) + 2n * world.vm.rent(165))
    })
  })

  describe('tokens go to the owner only', () => {
    test('an account that was given away is refused; with the signature of the owner any account will do', () => {
      const { world, ann } = ended(payment, 500n * COIN)
      must(world.release())
      const associated = claim(world.reference, by(world, ann)).keys[7]!.pubkey
      const mint = world.saleMint
      world.vm.setTokenAccount({ mint, owner: world.stranger.publicKey, amount: 0n }, associated)
      expect(world.claim(ann).error).toBe('DestinationUnusable')
      world.vm.setTokenAccount({ mint, owner: ann.publicKey, amount: 0n, frozen: true }, associated)
      expect(world.claim(ann).error).toBe('DestinationUnusable')
      const other = world.vm.setTokenAccount({ mint, owner: world.guardian.publicKey, amount: 0n })
      const toOther = claim(world.reference, { ...by(world, ann), ownTokens: other })
      const unsigned = { ...toOther, keys: toOther.keys.map((key, i) => (i === 3 ? { ...key, isSigner: false } : key)) }
      expect(world.crank(unsigned as typeof toOther).error).toBe('WrongDestination')
      must(world.vm.send([toOther], [world.stranger, ann]))
      expect(world.vm.tokens(other)).toBe(500_000n * COIN)
    })

    test("somebody else's good account is not a destination", () => {
      const { world, ann } = ended(payment, 500n * COIN)
      must(world.release())
      const thief = world.giveTokens(world.stranger.publicKey, world.saleMint, 0n)
      const stolen = claim(world.reference, by(world, ann))
      stolen.keys[7] = { ...stolen.keys[7]!, pubkey: thief }
      expect(world.crank(stolen).error).toBe('WrongDestination')
    })
  })

  describe('release', () => {
    test('pays the entitlement less the fee to the issuer, when it is due, once', () => {
      const notBefore = TERMS.closesAt + 30n * DAY
      const tranches = [{ bps: 10_000, notBefore, approveBy: 0n }]
      const { world } = ended(payment, 200n * COIN + 7n, { tranches })
      world.vm.now = notBefore - 1n
      expect(world.release().error).toBe('TooEarly')
      world.vm.now = notBefore
      expect(world.release(1).error).toBe('TrancheUnknown')
      const before = world.payments(world.issuer.publicKey)
      must(world.release())
      const fee = feeOf(200n * COIN + 7n, TERMS.feeBps)
      expect(world.payments(world.issuer.publicKey) - before).toBe(200n * COIN + 7n - fee)
      expect(world.raise).toMatchObject({ released: 200n * COIN + 7n, feesDue: fee })
      expect(world.release().error).toBe('TrancheNotReleasable')
    })

    test('is refused unless the raise succeeded', () => {
      expect(RaiseWorld.open(payment).release().error).toBe('WrongState')
      expect(ended(payment, 99n * COIN).world.release().error).toBe('WrongState')
    })

    test('releases a second tranche only when it is approved', () => {
      const tranches = [
        { bps: 4_000, notBefore: 0n, approveBy: 0n },
        { bps: 6_000, notBefore: 1n, approveBy: TERMS.closesAt + 12n * DAY },
      ]
      const { world, ann } = ended(payment, 200n * COIN, { tranches })
      expect(world.release(1).error).toBe('TrancheNotReleasable')
      must(world.release(0))
      expect(world.raise.released).toBe(80n * COIN)
      expect(world.release(1).error).toBe('TrancheNotReleasable')
      must(world.claim(ann))
      expect(world.saleTokens(ann.publicKey)).toBe(80_000n * COIN)
      expect(world.position(ann)).not.toBeNull()
      must(world.payFee())
      expect(world.close().error).toBe('PositionsOpen')
    })
  })

  describe('the fee', () => {
    test('goes to the fee wallet, once', () => {
      const { world } = ended(payment, 200n * COIN)
      expect(world.payFee().error).toBe('NothingDue')
      must(world.release())
      const before = world.payments(world.feeWallet.publicKey)
      must(world.payFee())
      expect(world.payments(world.feeWallet.publicKey) - before).toBe(10n * COIN)
      expect(world.payFee().error).toBe('NothingDue')
      expect(world.vaultBalance).toBe(0n)
    })
  })

  describe('reclaim', () => {
    test('leaves what was sold, whoever asks, however often', () => {
      const { world, ann } = ended(payment, 250n * COIN)
      must(world.reclaim())
      expect(world.saleTokens(world.issuer.publicKey)).toBe(750_000n * COIN)
      expect(world.saleVaultBalance).toBe(250_000n * COIN)
      expect(world.reclaim().error).toBe('NothingDue')
      must(world.release())
      must(world.claim(ann))
      expect(world.saleVaultBalance).toBe(0n)
    })

    test('is refused in Draft and Open', () => {
      const draft = new RaiseWorld(payment)
      must(draft.create())
      draft.deposit()
      expect(draft.reclaim().error).toBe('WrongState')
      expect(RaiseWorld.open(payment).reclaim().error).toBe('WrongState')
    })
  })
})

test('a native fee that an empty wallet cannot hold waits, and stops nothing else', () => {
  const { world, ann } = ended('native', COIN, { feeBps: 1, minimum: COIN })
  const empty = world.feeWallet.publicKey
  world.vm.setAccount(empty, { lamports: 0n })
  must(world.release())
  const { feesDue } = world.raise
  expect(world.payFee().error).toBe('PayoutBelowRent')
  must(world.claim(ann))
  must(world.reclaim())
  expect(world.close().error).toBe('MoneyDue')
  world.vm.setLamports(empty, world.vm.rent(0) - feesDue - 1n)
  expect(world.payFee().error).toBe('PayoutBelowRent')
  world.vm.setLamports(empty, world.vm.rent(0) - feesDue)
  must(world.payFee())
  must(world.close())
})

test('paid in a mint, the wallets of issuer and fee need their own, unfrozen token accounts, or a signature', () => {
  const { world } = ended('mint', 200n * COIN)
  const mint = world.paymentMint!
  const reference = world.reference
  const issuer = world.issuer.publicKey
  const associated = release(reference, { issuer, tranche: 0 }).keys[3]!.pubkey
  world.vm.setAccount(associated, { lamports: 0n })
  expect(world.release().error).toBe('DestinationUnusable')
  world.vm.setTokenAccount({ mint, owner: world.stranger.publicKey, amount: 0n }, associated)
  expect(world.release().error).toBe('DestinationUnusable')
  const other = world.vm.setTokenAccount({ mint, owner: world.guardian.publicKey, amount: 0n })
  must(world.vm.send([release(reference, { issuer, tranche: 0, ownDestination: other })], [world.issuer]))
  expect(world.vm.tokens(other)).toBe(190n * COIN)
  const feeWallet = world.feeWallet.publicKey
  must(world.vm.send([payFee(reference, { feeWallet, ownDestination: other })], [world.feeWallet]))
  expect(world.vm.tokens(other)).toBe(200n * COIN)
  const tokens = world.vm.setTokenAccount({ mint: world.saleMint, owner: world.guardian.publicKey, amount: 0n })
  must(world.vm.send([reclaim(reference, { issuer, ownDestination: tokens })], [world.issuer]))
  expect(world.vm.tokens(tokens)).toBe(800_000n * COIN)
})

test('a missing payment account is created for a refund in a mint, and its creator repaid', () => {
  const { world, ann } = ended('mint', 99n * COIN)
  const associated = refund(world.reference, by(world, ann)).keys[5]!.pubkey
  world.vm.setAccount(associated, { lamports: 0n })
  const before = world.vm.lamports(world.stranger.publicKey)
  must(world.refund(ann))
  expect(world.vm.tokens(associated)).toBe(99n * COIN)
  expect(before - world.vm.lamports(world.stranger.publicKey)).toBe(5_000n)
})
