import { describe, expect, test } from 'vitest'
import { isStale, withdrawable } from '@/chain/raise/formulas'
import { withdraw } from '@/chain/raise/instructions'
import { decide, OTHER_TERMS } from '@/test/raise-decisions'
import { COIN, must, type PaymentKind, RaiseWorld, TERMS } from '@/test/raise-world'

const REFLECTION = BigInt(TERMS.reflectionSeconds)

describe.each<PaymentKind>(['native', 'mint'])('withdraw, paid in %s', (payment) => {
  test('gives back exactly the amount, and the rent with the last of it', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const start = world.vm.lamports(ann.publicKey)
    const payments = world.payments(ann.publicKey)
    must(world.commit(ann, 5n * COIN))
    must(world.withdraw(ann, 2n * COIN))
    expect(world.position(ann)).toMatchObject({ committed: 3n * COIN, fresh: 3n * COIN, sequence: 2n })
    must(world.withdraw(ann, 3n * COIN))
    expect(world.position(ann)).toBeNull()
    expect(world.raise).toMatchObject({ committed: 0n, confirmed: 0n, positionsOpen: 0, positionsConfirmed: 0 })
    expect(world.vaultBalance).toBe(0n)
    // Only the fees of three transactions are missing.
    expect(start - world.vm.lamports(ann.publicKey)).toBe(20_000n)
    expect(payments - world.payments(ann.publicKey)).toBe(payment === 'native' ? 20_000n : 0n)
  })

  test('is free before withdraw_until, to the second; afterwards only what is fresh', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    must(world.commit(ann, 10n * COIN))
    world.vm.now = TERMS.withdrawUntil - 1n
    must(world.withdraw(ann, COIN))
    world.vm.now = TERMS.withdrawUntil
    expect(world.withdraw(ann, COIN).error).toBe('NotWithdrawable')
    must(world.commit(ann, 2n * COIN))
    expect(world.withdraw(ann, 2n * COIN + 1n).error).toBe('NotWithdrawable')
    world.vm.now += REFLECTION - 1n
    expect(withdrawable(world.raise, world.position(ann)!, world.vm.now)).toBe(2n * COIN)
    must(world.withdraw(ann, COIN))
    world.vm.now += 1n
    expect(withdrawable(world.raise, world.position(ann)!, world.vm.now)).toBe(0n)
    expect(world.withdraw(ann, COIN).error).toBe('NotWithdrawable')
  })

  test('money that was fresh grows old together with what is added later', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    world.vm.now = TERMS.withdrawUntil
    must(world.commit(ann, 10n * COIN))
    world.vm.now += REFLECTION
    must(world.commit(ann, COIN))
    expect(world.position(ann)).toMatchObject({ committed: 11n * COIN, fresh: COIN })
    world.vm.now += REFLECTION - 1n
    must(world.commit(ann, COIN))
    expect(world.position(ann)).toMatchObject({ fresh: 2n * COIN, freshUntil: world.vm.now + REFLECTION })
  })

  test('ends when the raise can be settled, to the second', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    world.vm.now = TERMS.closesAt - 1n
    must(world.commit(ann, 5n * COIN))
    world.vm.now = TERMS.closesAt + REFLECTION - 2n
    expect(world.withdraw(ann, COIN).error).toBeNull()
    world.vm.now = TERMS.closesAt + REFLECTION
    expect(world.withdraw(ann, COIN).error).toBe('AlreadyClosed')
  })

  test('leaves nothing or at least the smallest position', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    must(world.commit(ann, 3n * COIN))
    expect(world.withdraw(ann, 0n).error).toBe('AmountZero')
    expect(world.withdraw(ann, 3n * COIN + 1n).error).toBe('AmountTooLarge')
    expect(world.withdraw(ann, 2n ** 64n - 1n).error).toBe('AmountTooLarge')
    expect(world.withdraw(ann, 2n * COIN + 1n).error).toBe('BelowPositionMinimum')
    expect(world.withdraw(ann, 2n * COIN).error).toBeNull()
    expect(world.withdraw(ann, COIN).error).toBeNull()
  })

  test('a position under old terms may leave at any time before settlement, and counts for nothing', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    must(world.commit(ann, 3n * COIN))
    must(decide.changeTerms(world))
    world.vm.now = world.raise.settleAfter - 1n
    expect(isStale(world.raise, world.position(ann)!)).toBe(true)
    const { confirmed } = world.raise
    must(world.withdraw(ann, 3n * COIN))
    expect(world.raise.confirmed).toBe(confirmed)
    expect(world.raise.positionsOpen).toBe(0)
  })

  test('a position under old terms cannot be added to', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    must(world.commit(ann, 3n * COIN))
    must(decide.changeTerms(world))
    expect(world.commit(ann, COIN, { termsHash: OTHER_TERMS }).error).toBe('StalePosition')
  })

  test("nobody withdraws from somebody else's position", () => {
    const world = RaiseWorld.open(payment)
    const [ann, ben] = [world.investor(), world.investor()]
    must(world.commit(ann, 3n * COIN))
    must(world.commit(ben, 3n * COIN))
    const stolen = withdraw(world.reference, { investor: ben.publicKey, amount: COIN })
    stolen.keys[2] = {
      ...stolen.keys[2]!,
      pubkey: withdraw(world.reference, { investor: ann.publicKey, amount: COIN }).keys[2]!.pubkey,
    }
    expect(world.vm.send([stolen], [ben]).error).toBe('WrongPosition')
  })
})

test('an investor who signs may name another token account, but neither the vault nor a frozen one', () => {
  const world = RaiseWorld.open('mint')
  const ann = world.investor()
  must(world.commit(ann, 5n * COIN))
  const mint = world.paymentMint!
  const to = (ownDestination: typeof mint) =>
    world.vm.send([withdraw(world.reference, { investor: ann.publicKey, amount: COIN, ownDestination })], [ann]).error
  const other = world.vm.setTokenAccount({ mint, owner: world.stranger.publicKey, amount: 0n })
  expect(to(other)).toBeNull()
  expect(world.vm.tokens(other)).toBe(COIN)
  expect(to(world.paymentVault)).toBe('WrongDestination')
  expect(to(world.vm.setTokenAccount({ mint, owner: ann.publicKey, amount: 0n, frozen: true }))).toBe(
    'DestinationUnusable',
  )
  expect(to(world.saleVault)).toBe('DestinationUnusable')
  expect(to(mint)).toBe('DestinationUnusable')
})
