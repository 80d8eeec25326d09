import type { Keypair } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { entitlement } from '@/chain/raise/formulas'
import { cancelRaise, pauseRaise, resumeRaise } from '@/chain/raise/instructions'
import { COIN, must, type PaymentKind, RaiseWorld, TERMS } from '@/test/raise-world'

function draft(payment: PaymentKind) {
  const world = new RaiseWorld(payment)
  must(world.create())
  world.deposit()
  return world
}

const cancel = (world: RaiseWorld, actor: Keypair) =>
  world.vm.send([cancelRaise(world.reference, actor.publicKey)], [actor]).error

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe('open', () => {
    test('needs the whole allocation, to the unit', () => {
      const world = draft(payment)
      const vault = { mint: world.saleMint, owner: world.address }
      world.vm.setTokenAccount({ ...vault, amount: TERMS.tokensAtCap - 1n }, world.saleVault)
      expect(world.open().error).toBe('AllocationMissing')
      world.vm.setTokenAccount({ ...vault, amount: TERMS.tokensAtCap }, world.saleVault)
      expect(world.open().error).toBeNull()
    })

    test('is refused while the sale vault is missing, or was frozen before its mint lost the authority', () => {
      const world = draft(payment)
      const vault = { mint: world.saleMint, owner: world.address, amount: TERMS.tokensAtCap }
      world.vm.setTokenAccount({ ...vault, frozen: true }, world.saleVault)
      expect(world.open().error).toBe('WrongVault')
      world.vm.setAccount(world.saleVault, { lamports: 0n })
      expect(world.open().error).toBe('WrongVault')
    })

    test('is possible until closes_at, to the second', () => {
      const late = draft(payment)
      late.vm.now = TERMS.closesAt
      expect(late.open().error).toBe('AlreadyClosed')
      late.vm.now = TERMS.closesAt - 1n
      expect(late.open().error).toBeNull()
    })
  })

  describe('cancel', () => {
    test('the issuer may in a draft at any time, and in an open raise before it closes', () => {
      const early = draft(payment)
      expect(cancel(early, early.issuer)).toBeNull()
      expect(early.raise.state).toBe('Failed')
      const late = draft(payment)
      late.vm.now = TERMS.closesAt
      expect(cancel(late, late.issuer)).toBeNull()
      const open = RaiseWorld.open(payment)
      open.vm.now = TERMS.closesAt
      expect(cancel(open, open.issuer)).toBe('WrongKey')
      open.vm.now = TERMS.closesAt - 1n
      expect(cancel(open, open.issuer)).toBeNull()
    })

    test('the guardian may until it is settled', () => {
      const world = RaiseWorld.open(payment)
      must(world.commit(world.investor(), 200n * COIN))
      world.vm.now = world.raise.settleAfter
      expect(cancel(world, world.guardian)).toBeNull()
      expect(world.settle().error).toBe('WrongState')
      const other = RaiseWorld.open(payment)
      must(other.commit(other.investor(), 200n * COIN))
      other.vm.now = other.raise.settleAfter
      must(other.settle())
      expect(cancel(other, other.guardian)).toBe('WrongState')
    })

    test('anyone may end a draft that can no longer open, to the second', () => {
      const world = draft(payment)
      world.vm.now = TERMS.closesAt - 1n
      expect(cancel(world, world.stranger)).toBe('WrongKey')
      world.vm.now = TERMS.closesAt
      expect(cancel(world, world.stranger)).toBeNull()
      const open = RaiseWorld.open(payment)
      open.vm.now = TERMS.closesAt
      expect(cancel(open, open.stranger)).toBe('WrongKey')
    })

    test('neither cosigner nor approvers may', () => {
      const world = RaiseWorld.open(payment)
      for (const actor of [world.cosigner, world.approverA, world.approverB, world.feeWallet]) {
        expect(cancel(world, actor)).toBe('WrongKey')
      }
    })
  })

  test('pause and resume belong to the guardian and change a flag, not the state', () => {
    const world = RaiseWorld.open(payment)
    for (const actor of [world.issuer, world.cosigner, world.stranger]) {
      expect(world.vm.send([pauseRaise(world.reference, actor.publicKey)], [actor]).error).toBe('WrongKey')
      expect(world.vm.send([resumeRaise(world.reference, actor.publicKey)], [actor]).error).toBe('WrongKey')
    }
    must(world.vm.send([pauseRaise(world.reference, world.guardian.publicKey)], [world.guardian]))
    expect(world.raise).toMatchObject({ paused: true, state: 'Open' })
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    expect(world.raise).toMatchObject({ paused: true, state: 'Failed' })
  })

  describe('settle', () => {
    test('waits for the close and the reflection after it, to the second', () => {
      const world = RaiseWorld.open(payment)
      world.vm.now = TERMS.closesAt + BigInt(TERMS.reflectionSeconds) - 1n
      expect(world.settle().error).toBe('TooEarly')
      world.vm.now += 1n
      expect(world.settle().error).toBeNull()
    })

    test('one unit below the minimum fails, the minimum itself succeeds', () => {
      const ends = (amount: bigint) => {
        const world = RaiseWorld.open(payment)
        must(world.commit(world.investor(), amount))
        world.vm.now = world.raise.settleAfter
        must(world.settle())
        return world.raise
      }
      expect(ends(TERMS.minimum - 1n)).toMatchObject({ state: 'Failed', entitlement: 0n, settledAt: 0n })
      expect(ends(TERMS.minimum)).toMatchObject({ state: 'Succeeded', entitlement: TERMS.minimum })
    })

    test('over the cap, the issuer is entitled to the cap less one unit a position', () => {
      const world = RaiseWorld.open(payment)
      for (let i = 0; i < 3; i++) must(world.commit(world.investor(), 500n * COIN))
      world.vm.now = world.raise.settleAfter
      must(world.settle())
      expect(world.raise.entitlement).toBe(TERMS.cap - 3n)
      expect(entitlement(1_500n * COIN, TERMS.cap, 3n)).toBe(TERMS.cap - 3n)
      expect(world.raise.settledAt).toBe(world.vm.now)
    })
  })
})
