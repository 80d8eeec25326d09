import { describe, expect, test } from 'vitest'
import { tombstoneOf } from '@/chain/raise/accounts'
import { cancelRaise, closeRaise } from '@/chain/raise/instructions'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'

/** Failed, and everybody refunded. */
function finished(payment: PaymentKind) {
  const world = RaiseWorld.open(payment)
  const ann = world.investor()
  must(world.commit(ann, 99n * COIN))
  world.vm.now = world.raise.settleAfter
  must(world.settle())
  return { world, ann }
}

const donate = (world: RaiseWorld, units: bigint) => {
  if (!world.paymentMint) return world.vm.setLamports(world.paymentVault, world.vm.lamports(world.paymentVault) + units)
  const amount = world.vm.tokens(world.paymentVault)! + units
  world.vm.setTokenAccount({ mint: world.paymentMint, owner: world.address, amount }, world.paymentVault)
}

describe.each<PaymentKind>(['native', 'mint'])('close, paid in %s', (payment) => {
  test('waits for every position, every release and every fee', () => {
    expect(RaiseWorld.open(payment).close().error).toBe('WrongState')
    const { world, ann } = finished(payment)
    expect(world.close().error).toBe('PositionsOpen')
    must(world.refund(ann))
    expect(world.close().error).toBeNull()

    const success = RaiseWorld.open(payment)
    const ben = success.investor()
    must(success.commit(ben, 200n * COIN))
    success.vm.now = success.raise.settleAfter
    must(success.settle())
    must(success.release())
    must(success.claim(ben))
    expect(success.close().error).toBe('MoneyDue')
    must(success.payFee())
    expect(success.close().error).toBeNull()
    expect(tombstoneOf(success.vm.account(success.address)!.data), 'tranches released').toBe(1)
  })

  test('gives donations, unsold tokens and every rent but that of 8 bytes to the issuer', () => {
    const { world, ann } = finished(payment)
    must(world.refund(ann))
    donate(world, 12_345n)
    const issuer = world.issuer.publicKey
    const before = { lamports: world.vm.lamports(issuer), payments: world.payments(issuer) }
    const vaults = world.vm.lamports(world.paymentVault) + world.vm.lamports(world.saleVault)
    must(world.close())
    expect(world.saleTokens(issuer)).toBe(world.terms.tokensAtCap)
    const home = world.vm.rent(776) - world.vm.rent(8) + vaults
    expect(world.vm.lamports(issuer) - before.lamports).toBe(home)
    if (payment === 'mint') expect(world.payments(issuer) - before.payments).toBe(12_345n)
    for (const vault of [world.paymentVault, world.saleVault]) expect(world.vm.account(vault)).toBeNull()
  })

  test('leaves 8 bytes for ever: the id is never used again, and nothing works on it', () => {
    const { world, ann } = finished(payment)
    must(world.refund(ann))
    must(world.close())
    expect(world.isClosed).toBe(true)
    expect(world.vm.account(world.address)!.lamports).toBe(world.vm.rent(8))
    expect(tombstoneOf(world.vm.account(world.address)!.data), 'it failed').toBe(0)
    expect(world.create().error).toBe('RaiseExists')
    for (const answer of [world.open(), world.commit(ann, COIN), world.settle(), world.reclaim(), world.close()]) {
      expect(answer.error).toBe('WrongRaise')
    }
  })

  test('a donation blocks nothing on the way there', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    donate(world, 1n)
    must(world.commit(ann, 1_500n * COIN))
    donate(world, 3n * COIN)
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    donate(world, 1n)
    must(world.release())
    must(world.claim(ann))
    must(world.payFee())
    // What is left: the donations, and the unit that was held back for rounding.
    expect(world.vaultBalance).toBe(3n * COIN + 3n)
    must(world.close())
  })

  test('a draft that was cancelled closes even though its vaults were never made', () => {
    const world = new RaiseWorld(payment)
    must(world.create())
    must(world.vm.send([cancelRaise(world.reference, world.issuer.publicKey)], [world.issuer]))
    must(world.close())
    expect(world.isClosed).toBe(true)
  })

  test('an issuer without a token account waits only where there is something to send', () => {
    const { world, ann } = finished(payment)
    must(world.refund(ann))
    const tokens = closeRaise(world.reference, world.issuer.publicKey).keys[5]!.pubkey
    world.vm.setAccount(tokens, { lamports: 0n })
    expect(world.close().error).toBe('DestinationUnusable')
    world.giveTokens(world.issuer.publicKey, world.saleMint, 0n)
    must(world.reclaim())
    world.vm.setAccount(tokens, { lamports: 0n })
    expect(world.close().error).toBeNull()
  })
})
