import type { Keypair } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { APPROVE_BY, decide, succeededInSteps, TRANCHES } from '@/test/raise-decisions'
import { readingOf } from '@/test/raise-snapshot'
import { COIN, DAY, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'
import type { Outcome } from '@/test/vm'
import { type Crank, dueCranks } from './crank'

/** What the worker would find due in a world at its present second. */
function dueIn(world: RaiseWorld, investors: readonly Keypair[]): Crank[] {
  const { address, raise, saleVault, positions } = readingOf(world, investors, 1n)
  const known = positions.map(({ address, position }) => ({
    ...{ ...position, address, wallet: position.investor.toBase58(), held: false },
  }))
  return dueCranks({ address, raise, saleVault, positions: known }, world.vm.now)
}

const verbs = (world: RaiseWorld, investors: readonly Keypair[]) => dueIn(world, investors).map(({ verb }) => verb)

function send(world: RaiseWorld, { verb, tranche, investor }: Crank, investors: readonly Keypair[]): Outcome {
  const whose = investors.find(({ publicKey }) => publicKey.toBase58() === investor)
  if (verb === 'release') return world.release(tranche)
  if (verb === 'expire') return decide.expire(world, tranche)
  if (verb === 'unwind') return decide.unwind(world, whose!)
  if (verb === 'refund' || verb === 'claim') return world[verb](whose!)
  if (verb === 'cancel') throw new Error('nothing here is cancelled')
  return world[verb]()
}

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  test('a payment that nobody approved expires at its second, and not before', () => {
    const { world, investors } = succeededInSteps(payment, [200n * COIN])
    must(world.release())
    must(world.payFee())
    must(world.claim(investors[0]!))
    must(world.reclaim())
    world.vm.now = APPROVE_BY[1] - 1n
    expect(verbs(world, investors)).toEqual([])
    world.vm.now = APPROVE_BY[1]
    expect(dueIn(world, investors)).toMatchObject([{ verb: 'expire', tranche: 1 }])
    must(decide.expire(world, 1))
    expect(verbs(world, investors)).toEqual(['reclaim', 'unwind'])
  })

  test('an approved payment is released when it is due, and the next one waits for its approval', () => {
    const { world, investors } = succeededInSteps(payment, [200n * COIN])
    must(decide.approve(world, 1))
    world.vm.now = TRANCHES[1]!.notBefore
    expect(dueIn(world, investors)).toContainEqual(expect.objectContaining({ verb: 'release', tranche: 0 }))
    must(world.release(0))
    expect(dueIn(world, investors)).toContainEqual(expect.objectContaining({ verb: 'release', tranche: 1 }))
    must(world.release(1))
    expect(verbs(world, investors)).not.toContain('release')
  })

  test('the worker alone ends a raise that unwinds, with somebody under old terms in it, and nothing is tried in vain', () => {
    const world = RaiseWorld.open(payment, { tranches: TRANCHES, vestingDuration: 50 * 86_400 })
    const investors = [700n, 500n, 300n].map((amount) => {
      const investor = world.investor()
      must(world.commit(investor, amount * COIN + 1n))
      return investor
    })
    must(decide.changeTerms(world))
    must(decide.confirm(world, investors[0]!))
    must(decide.confirm(world, investors[1]!))
    const done = new Set<string>()
    for (let day = 0; day < 200 && !world.isClosed; day += 1) {
      world.vm.advance(DAY)
      for (let due = dueIn(world, investors); due.length > 0; due = world.isClosed ? [] : dueIn(world, investors)) {
        for (const crank of due) must(send(world, crank, investors))
        for (const { verb } of due) done.add(verb)
      }
    }
    expect(world.isClosed).toBe(true)
    expect([...done].sort()).toEqual(
      ['claim', 'close', 'expire', 'payFee', 'reclaim', 'refund', 'release', 'settle', 'unwind'].sort(),
    )
    expect(world.vm.account(world.paymentVault)).toBeNull()
  })
})
