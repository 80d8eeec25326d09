import { describe, expect, test } from 'vitest'
import { tombstoneOf } from '@/chain/raise/accounts'
import { reclaimable, unwindableOf, unwound } from '@/chain/raise/formulas'
import { approve, reject } from '@/chain/raise/instructions'
import { APPROVE_BY, decide, succeededInSteps, TRANCHES } from '@/test/raise-decisions'
import { COIN, DAY, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe('approve', () => {
    test('allows the next tranche, until its time is over, to the second', () => {
      const { world } = succeededInSteps(payment, [200n * COIN])
      world.vm.now = APPROVE_BY[1]
      expect(decide.approve(world, 1).error).toBe('AlreadyClosed')
      world.vm.now -= 1n
      must(decide.approve(world, 1))
      expect(world.raise.tranches.map(({ approved }) => approved)).toEqual([true, true, false])
      expect(world.raise.state).toBe('Succeeded')
    })

    test('is final, in order, and only for tranches that there are', () => {
      const { world } = succeededInSteps(payment, [200n * COIN])
      expect(decide.approve(world, 0).error).toBe('TrancheApproved')
      expect(decide.approve(world, 2).error).toBe('TrancheOutOfTurn')
      expect(decide.approve(world, 3).error).toBe('TrancheUnknown')
      expect(decide.approve(world, 255).error).toBe('TrancheUnknown')
      must(decide.approve(world, 1))
      expect(decide.approve(world, 1).error).toBe('TrancheApproved')
      must(decide.approve(world, 2))
    })

    test('lets a tranche be released after the one before it, when it is due', () => {
      const { world } = succeededInSteps(payment, [200n * COIN])
      must(decide.approve(world, 1))
      world.vm.now = TRANCHES[1]!.notBefore
      expect(world.release(1).error).toBe('TrancheNotReleasable')
      must(world.release(0))
      world.vm.now -= 1n
      expect(world.release(1).error).toBe('TooEarly')
      world.vm.now += 1n
      must(world.release(1))
      expect(world.raise.released).toBe(150n * COIN)
      expect(world.release(2).error).toBe('TrancheNotReleasable')
    })
  })

  describe('approve and reject', () => {
    test('need both approvers in their places, and nobody else can', () => {
      const { world } = succeededInSteps(payment, [200n * COIN])
      const { approverA, approverB, guardian, issuer, cosigner, stranger, vm, reference } = world
      for (const [one, other] of [
        [approverA, stranger],
        [guardian, approverB],
        [approverA, issuer],
        [approverB, approverA],
        [approverA, approverA],
        [guardian, cosigner],
      ] as const) {
        const keys = { approverA: one.publicKey, approverB: other.publicKey, tranche: 1 }
        expect(vm.send([approve(reference, keys)], [one, other]).error).toBe('WrongKey')
        expect(vm.send([reject(reference, keys)], [one, other]).error).toBe('WrongKey')
      }
    })

    test('wait for success, and end with it', () => {
      const open = RaiseWorld.open(payment, { tranches: TRANCHES })
      must(open.commit(open.investor(), 99n * COIN))
      for (const answer of [decide.approve(open, 1), decide.reject(open, 1), decide.expire(open, 1)]) {
        expect(answer.error).toBe('WrongState')
      }
      open.vm.now = open.raise.settleAfter
      must(open.settle())
      for (const answer of [decide.approve(open, 1), decide.reject(open, 1), decide.expire(open, 1)]) {
        expect(answer.error).toBe('WrongState')
      }
      const { world } = succeededInSteps(payment, [200n * COIN])
      must(decide.reject(world, 1))
      for (const answer of [decide.approve(world, 1), decide.reject(world, 2), decide.expire(world, 2)]) {
        expect(answer.error).toBe('WrongState')
      }
    })
  })

  describe('expire and reject', () => {
    test('time alone ends it, to the second, and what is approved stays with the issuer', () => {
      const { world } = succeededInSteps(payment, [200n * COIN + 3n])
      must(decide.approve(world, 1))
      world.vm.now = APPROVE_BY[2] - 1n
      expect(decide.expire(world, 2).error).toBe('TooEarly')
      expect(decide.expire(world, 1).error).toBe('TrancheApproved')
      expect(decide.expire(world, 0).error).toBe('TrancheApproved')
      expect(decide.expire(world, 3).error).toBe('TrancheUnknown')
      world.vm.now += 1n
      const expected = unwindableOf(world.raise.entitlement, world.raise.tranches)
      must(decide.expire(world, 2))
      expect(world.raise).toMatchObject({ state: 'Unwinding', unwindable: expected })
      expect(world.raise.tranches[2]).toMatchObject({ approved: false, rejected: false })
      must(world.release(0))
      must(world.release(1))
      expect(world.raise.released).toBe(world.raise.entitlement - expected)
      expect(world.release(2).error).toBe('TrancheNotReleasable')
    })

    test('a rejection needs no time to pass, of the next tranche or a later one', () => {
      const { world } = succeededInSteps(payment, [200n * COIN])
      expect(decide.reject(world, 0).error).toBe('TrancheApproved')
      expect(decide.reject(world, 3).error).toBe('TrancheUnknown')
      must(decide.reject(world, 2))
      expect(world.raise).toMatchObject({ state: 'Unwinding', unwindable: 120n * COIN })
      expect(world.raise.tranches.map(({ rejected }) => rejected)).toEqual([false, false, true])
    })
  })

  describe('unwind', () => {
    test('pays everybody the same share of what is not released, whoever comes first, and keeps the tokens that were paid for', () => {
      const { world, investors } = succeededInSteps(payment, [150n * COIN, 50n * COIN])
      const [ann, ben] = investors as [(typeof investors)[0], (typeof investors)[0]]
      expect(decide.unwind(world, ann).error).toBe('WrongState')
      must(world.release(0))
      must(decide.reject(world, 1))
      const before = world.payments(ben.publicKey)
      expect(unwound(world.raise, world.position(ben)!)).toBe(30n * COIN)
      must(decide.unwind(world, ben))
      expect(world.payments(ben.publicKey) - before).toBe(30n * COIN)
      expect(decide.unwind(world, ben).error).toBe('NothingDue')
      must(world.claim(ben))
      expect(world.saleTokens(ben.publicKey)).toBe(20_000n * COIN)
      expect(world.position(ben)).toBeNull()
      must(world.claim(ann))
      expect(world.position(ann)).toMatchObject({ unwound: false, delivered: 60_000n * COIN })
      must(decide.unwind(world, ann))
      expect(world.position(ann)).toBeNull()
      expect(world.vaultBalance).toBe(world.raise.feesDue)
    })

    test('pays the excess with the share where nobody claimed it, and once', () => {
      const { world, investors } = succeededInSteps(payment, [1_500n * COIN, 500n * COIN])
      must(decide.reject(world, 1))
      const { unwindable, confirmed } = world.raise
      const [before, share] = [world.payments(investors[0]!.publicKey), (1_500n * COIN * unwindable) / confirmed]
      must(decide.unwind(world, investors[0]!))
      expect(world.payments(investors[0]!.publicKey) - before).toBe(750n * COIN + share)
      must(world.claim(investors[1]!))
      const after = world.payments(investors[1]!.publicKey)
      must(decide.unwind(world, investors[1]!))
      expect(world.payments(investors[1]!.publicKey) - after).toBe((500n * COIN * unwindable) / confirmed)
    })

    test('waits with the end of the position for every token that is still to come', () => {
      const vesting = { vestingDuration: 100 * 86_400 }
      const { world, investors } = succeededInSteps(payment, [200n * COIN], vesting)
      const [ann] = investors
      must(decide.reject(world, 1))
      must(decide.unwind(world, ann!))
      expect(world.position(ann!)).not.toBeNull()
      expect(world.close().error).toBe('PositionsOpen')
      must(world.release(0))
      // 40 % are unlocked; after 30 of 100 days 30 % have vested.
      world.vm.now = world.raise.settledAt + 30n * DAY
      must(world.claim(ann!))
      expect(world.saleTokens(ann!.publicKey)).toBe(60_000n * COIN)
      world.vm.now = world.raise.settledAt + 40n * DAY
      must(world.claim(ann!))
      expect(world.saleTokens(ann!.publicKey)).toBe(80_000n * COIN)
      expect(world.position(ann!)).toBeNull()
    })

    test('is not for a position under old terms: that is refunded in full', () => {
      const world = RaiseWorld.open(payment, { tranches: TRANCHES })
      const [ann, ben] = [world.investor(), world.investor()]
      must(world.commit(ann, 50n * COIN))
      must(world.commit(ben, 120n * COIN))
      must(decide.changeTerms(world))
      must(decide.confirm(world, ben))
      world.vm.now = world.raise.settleAfter
      must(world.settle())
      must(decide.reject(world, 1))
      expect(decide.unwind(world, ann).error).toBe('StalePosition')
      must(world.refund(ann))
      must(decide.unwind(world, ben))
      expect(world.raise).toMatchObject({ returned: 50n * COIN + 72n * COIN, positionsOpen: 1 })
    })
  })

  test('reclaim leaves the approved part of the tokens; close waits for everything and leaves nothing', () => {
    const { world, investors } = succeededInSteps(payment, [300n * COIN, 200n * COIN])
    must(decide.approve(world, 1))
    must(decide.reject(world, 2))
    expect(reclaimable(world.raise, world.saleVaultBalance)).toBe(625_000n * COIN)
    must(world.reclaim())
    expect(world.saleVaultBalance).toBe(375_000n * COIN)
    expect(world.reclaim().error).toBe('NothingDue')
    for (const investor of investors) must(decide.unwind(world, investor))
    must(world.release(0))
    world.vm.now = TRANCHES[1]!.notBefore
    for (const investor of investors) must(world.claim(investor))
    expect(world.close().error).toBe('PositionsOpen')
    must(world.release(1))
    for (const investor of investors) must(world.claim(investor))
    expect(world.close().error).toBe('MoneyDue')
    must(world.payFee())
    expect([world.vaultBalance, world.saleVaultBalance]).toEqual([0n, 0n])
    must(world.close())
    expect(tombstoneOf(world.vm.account(world.address)!.data), 'tranches released').toBe(2)
  })
})
