import { describe, expect, test } from 'vitest'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'

describe.each<PaymentKind>(['native', 'mint'])('a raise paid in %s', (payment) => {
  test('succeeds above its cap: everybody pays the same share, the rest comes back, the issuer gets E less the fee', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const ben = world.investor()
    must(world.commit(ann, 1_500n * COIN))
    must(world.commit(ben, 500n * COIN))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    expect(world.raise).toMatchObject({ state: 'Succeeded', confirmed: 2_000n * COIN, entitlement: 1_000n * COIN - 2n })

    must(world.release())
    must(world.payFee())
    const before = world.payments(ann.publicKey)
    must(world.claim(ann))
    must(world.claim(ben))
    expect(world.payments(ann.publicKey) - before).toBeGreaterThanOrEqual(750n * COIN)
    expect(world.saleTokens(ann.publicKey)).toBe(750_000n * COIN)
    expect(world.saleTokens(ben.publicKey)).toBe(250_000n * COIN)
    expect(world.raise.positionsOpen).toBe(0)
    expect(world.vaultBalance).toBe(2n)
    must(world.close())
    expect(world.isClosed).toBe(true)
    expect(world.vm.account(world.paymentVault)).toBeNull()
    expect(world.vm.account(world.saleVault)).toBeNull()
  })

  test('fails below its minimum: everybody gets back every unit', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const start = world.payments(ann.publicKey)
    must(world.commit(ann, 99n * COIN))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    must(world.refund(ann))
    const end = world.payments(ann.publicKey)
    // In native coin the fees of the transaction itself are missing: two signatures.
    expect(start - end).toBe(payment === 'native' ? 10_000n : 0n)
    must(world.reclaim())
    expect(world.saleTokens(world.issuer.publicKey)).toBe(world.terms.tokensAtCap)
    must(world.close())
  })
})
