import { describe, expect, test } from 'vitest'
import { isStale, withdrawable } from '@/chain/raise/formulas'
import { changeTerms, pauseRaise } from '@/chain/raise/instructions'
import { decide, OTHER_TERMS } from '@/test/raise-decisions'
import { COIN, DAY, must, type PaymentKind, RaiseWorld, TERMS } from '@/test/raise-world'
import { RaiseAccountWriter } from './account-writer'

const NONE = new Uint8Array(32)
const CONFIRM = BigInt(TERMS.confirmSeconds)

/** An open raise with two commitments under the first terms. */
function committed(payment: PaymentKind, changes = {}) {
  const world = RaiseWorld.open(payment, changes)
  const [ann, ben] = [world.investor(), world.investor()]
  must(world.commit(ann, 60n * COIN))
  must(world.commit(ben, 70n * COIN))
  return { world, ann, ben }
}

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe('change_terms', () => {
    test('leaves nobody confirmed, and everybody free to go', () => {
      const { world, ann } = committed(payment)
      world.vm.now = TERMS.withdrawUntil + 3n * DAY
      expect(world.withdraw(ann, 60n * COIN).error).toBe('NotWithdrawable')
      must(decide.changeTerms(world))
      expect(world.raise).toMatchObject({ confirmed: 0n, positionsConfirmed: 0, termsVersion: 2, positionsOpen: 2 })
      expect(world.raise.termsHash).toEqual(OTHER_TERMS)
      expect(isStale(world.raise, world.position(ann)!)).toBe(true)
      expect(withdrawable(world.raise, world.position(ann)!, world.vm.now)).toBe(60n * COIN)
      must(world.withdraw(ann, 60n * COIN))
      expect(world.raise).toMatchObject({ committed: 70n * COIN, confirmed: 0n, positionsOpen: 1 })
    })

    test('is possible in an open raise until it closes, to the second', () => {
      const draft = new RaiseWorld(payment)
      must(draft.create())
      expect(decide.changeTerms(draft).error).toBe('WrongState')
      const { world } = committed(payment)
      world.vm.now = TERMS.closesAt
      expect(decide.changeTerms(world).error).toBe('AlreadyClosed')
      world.vm.now = TERMS.closesAt - 1n
      must(decide.changeTerms(world))
      world.vm.now = world.raise.settleAfter
      must(world.settle())
      expect(decide.changeTerms(world, new Uint8Array(32).fill(9)).error).toBe('WrongState')
    })

    test('puts the settlement off as far as the confirmation needs, and never brings it forward', () => {
      const { world } = committed(payment)
      const planned = TERMS.closesAt + BigInt(TERMS.reflectionSeconds)
      world.vm.now = planned - CONFIRM
      must(decide.changeTerms(world))
      expect(world.raise.settleAfter).toBe(planned)
      world.vm.now = planned - CONFIRM + 1n
      must(decide.changeTerms(world, TERMS.termsHash))
      expect(world.raise.settleAfter).toBe(planned + 1n)
      world.vm.now = planned
      expect(world.settle().error).toBe('TooEarly')
      world.vm.now = planned + 1n
      must(world.settle())
    })

    test('refuses no terms, and the terms that are in force', () => {
      const { world } = committed(payment)
      expect(decide.changeTerms(world, NONE).error).toBe('BadTermsHash')
      expect(decide.changeTerms(world, TERMS.termsHash).error).toBe('TermsUnchanged')
    })

    test('a return to the first terms needs a new yes all the same', () => {
      const { world, ann } = committed(payment)
      must(decide.changeTerms(world))
      must(decide.changeTerms(world, TERMS.termsHash))
      expect(world.raise.termsVersion).toBe(3)
      expect(isStale(world.raise, world.position(ann)!)).toBe(true)
      must(decide.confirm(world, ann, TERMS.termsHash))
      expect(world.raise.confirmed).toBe(60n * COIN)
    })

    test('needs both the issuer and the guardian', () => {
      const { world } = committed(payment)
      const { issuer, guardian, stranger, cosigner, vm, reference } = world
      for (const [one, other] of [
        [issuer, stranger],
        [cosigner, guardian],
        [guardian, issuer],
      ] as const) {
        const keys = { issuer: one.publicKey, guardian: other.publicKey, termsHash: OTHER_TERMS }
        expect(vm.send([changeTerms(reference, keys)], [one, other]).error).toBe('WrongKey')
      }
    })

    test('is refused when the changes can no longer be counted', () => {
      const { world } = committed(payment)
      new RaiseAccountWriter(world).write({ termsVersion: 2 ** 32 - 1 })
      expect(decide.changeTerms(world).error).toBe('Overflow')
    })

    test('new commitments need the new terms, and an old position its confirmation first', () => {
      const { world, ann } = committed(payment)
      must(decide.changeTerms(world))
      const cem = world.investor()
      expect(world.commit(cem, COIN).error).toBe('TermsMismatch')
      must(world.commit(cem, COIN, { termsHash: OTHER_TERMS }))
      expect(world.commit(ann, COIN, { termsHash: OTHER_TERMS }).error).toBe('StalePosition')
      must(decide.confirm(world, ann))
      must(world.commit(ann, COIN, { termsHash: OTHER_TERMS }))
      expect(world.raise).toMatchObject({ confirmed: 62n * COIN, positionsConfirmed: 2, committed: 132n * COIN })
    })
  })

  describe('confirm', () => {
    test('is possible until the raise can be settled, to the second, paused or not', () => {
      const { world, ann, ben } = committed(payment)
      must(decide.changeTerms(world))
      must(world.vm.send([pauseRaise(world.reference, world.guardian.publicKey)], [world.guardian]))
      world.vm.now = world.raise.settleAfter
      expect(decide.confirm(world, ann).error).toBe('AlreadyClosed')
      world.vm.now -= 1n
      must(decide.confirm(world, ann))
      must(decide.confirm(world, ben))
      expect(world.raise).toMatchObject({ confirmed: 130n * COIN, positionsConfirmed: 2 })
    })

    test('is for a position under old terms, once, and for the terms in force', () => {
      const { world, ann } = committed(payment)
      expect(decide.confirm(world, ann, TERMS.termsHash).error).toBe('NothingDue')
      must(decide.changeTerms(world))
      expect(decide.confirm(world, ann, TERMS.termsHash).error).toBe('TermsMismatch')
      must(decide.confirm(world, ann))
      expect(decide.confirm(world, ann).error).toBe('NothingDue')
      expect(decide.confirm(world, world.investor()).error).toBe('WrongPosition')
    })

    test('stops at the cap where nothing is split: first to confirm, first in', () => {
      const limits = { oversubscription: false, cap: 20n * COIN, positionMaximum: 2n * COIN, minimum: COIN }
      const world = RaiseWorld.open(payment, limits)
      const early = Array.from({ length: 2 }, () => world.investor())
      for (const investor of early) must(world.commit(investor, 2n * COIN))
      must(decide.changeTerms(world))
      for (let i = 0; i < 8; i++) must(world.commit(world.investor(), 2n * COIN, { termsHash: OTHER_TERMS }))
      must(world.commit(world.investor(), COIN, { termsHash: OTHER_TERMS }))
      must(world.commit(world.investor(), COIN, { termsHash: OTHER_TERMS }))
      must(decide.confirm(world, early[0]!))
      expect(world.raise.confirmed).toBe(20n * COIN)
      expect(decide.confirm(world, early[1]!).error).toBe('CapReached')
      must(world.withdraw(early[1]!, 2n * COIN))
    })

    test('never counts more than 64 bits hold', () => {
      const { world, ann } = committed(payment)
      must(decide.changeTerms(world))
      const writer = new RaiseAccountWriter(world)
      writer.write({ confirmed: 2n ** 64n - 60n * COIN })
      expect(decide.confirm(world, ann).error).toBe('Overflow')
      writer.write({ confirmed: 2n ** 64n - 1n - 60n * COIN })
      must(decide.confirm(world, ann))
    })

    test('has its number, so that whoever follows the raise sees another position', () => {
      const { world, ann } = committed(payment)
      must(decide.changeTerms(world))
      const { sequence } = world.raise
      must(decide.confirm(world, ann))
      expect([world.raise.sequence, world.position(ann)!.sequence]).toEqual([sequence + 1n, sequence + 1n])
    })

    test('leaves what is fresh as it was: only the remaining reflection is free afterwards', () => {
      const { world, ann } = committed(payment)
      world.vm.now = TERMS.withdrawUntil
      must(decide.changeTerms(world))
      must(decide.confirm(world, ann))
      expect(world.withdraw(ann, COIN).error).toBe('NotWithdrawable')
    })
  })

  test('who did not confirm is refunded in full after success, whatever happens to the others', () => {
    const { world, ann, ben } = committed(payment)
    const cem = world.investor()
    must(world.commit(cem, 90n * COIN))
    const before = world.payments(ann.publicKey)
    must(decide.changeTerms(world))
    must(decide.confirm(world, ben))
    must(decide.confirm(world, cem))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    expect(world.raise).toMatchObject({ state: 'Succeeded', entitlement: 160n * COIN, positionsConfirmed: 2 })
    expect(world.claim(ann).error).toBe('StalePosition')
    must(world.release())
    must(world.claim(ben))
    must(world.refund(ann))
    const home = payment === 'native' ? world.vm.rent(144) + 2n * world.vm.rent(165) : 0n
    expect(world.payments(ann.publicKey) - before).toBe(60n * COIN + home)
    must(world.claim(cem))
    must(world.payFee())
    expect(world.vaultBalance).toBe(0n)
    must(world.close())
  })

  test('below the minimum of confirmed money the raise fails, however much lies in its vault', () => {
    const { world, ann, ben } = committed(payment)
    must(decide.changeTerms(world))
    must(decide.confirm(world, ann))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    expect(world.raise.state).toBe('Failed')
    must(world.refund(ann))
    must(world.refund(ben))
    expect(world.vaultBalance).toBe(0n)
  })
})
