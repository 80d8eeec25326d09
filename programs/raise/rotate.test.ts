import { describe, expect, test } from 'vitest'
import { approve, rotate } from '@/chain/raise/instructions'
import { ROLES } from '@/chain/raise/layout'
import { decide, succeededInSteps } from '@/test/raise-decisions'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'

describe.each<PaymentKind>(['native', 'mint'])('rotate, paid in %s', (payment) => {
  test('a new cosigner takes over, and the old one is nobody from then on', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const next = world.vm.person()
    must(decide.rotate(world, 'cosigner', next))
    expect(world.raise.cosigner).toEqual(next.publicKey)
    expect(world.commit(ann, COIN).error).toBe('WrongKey')
    Object.assign(world, { cosigner: next })
    must(world.commit(ann, COIN))
  })

  test('new approvers take over, in any state', () => {
    const { world } = succeededInSteps(payment, [200n * COIN])
    const [a, b] = [world.vm.person(), world.vm.person()]
    must(decide.rotate(world, 'approverA', a))
    must(decide.rotate(world, 'approverB', b))
    expect(decide.approve(world, 1).error).toBe('WrongKey')
    const keys = { approverA: a.publicKey, approverB: b.publicKey, tranche: 1 }
    must(world.vm.send([approve(world.reference, keys)], [a, b]))
    expect(world.raise).toMatchObject({ approverA: a.publicKey, approverB: b.publicKey })
  })

  test.each(ROLES)('%s is never somebody who has a role already', (role) => {
    const world = RaiseWorld.open(payment)
    for (const held of [world.issuer, world.guardian, world.cosigner, world.approverA, world.approverB]) {
      expect(decide.rotate(world, role, held).error).toBe('BadKeys')
    }
  })

  test('a role that was given away can be given back', () => {
    const world = RaiseWorld.open(payment)
    const next = world.vm.person()
    must(decide.rotate(world, 'cosigner', next))
    must(decide.rotate(world, 'approverA', world.cosigner))
    must(decide.rotate(world, 'cosigner', world.approverA))
  })

  test('issuer, guardian, fee wallet and any other role stay', () => {
    const world = RaiseWorld.open(payment)
    const next = world.vm.person()
    const { reference, guardian } = world
    for (const role of [3, 4, 255]) {
      const instruction = rotate(reference, { guardian: guardian.publicKey, newKey: next.publicKey, role: 'cosigner' })
      instruction.data[1] = role
      expect(world.vm.send([instruction], [guardian, next]).error).toBe('BadRole')
    }
  })

  test('only the guardian may', () => {
    const world = RaiseWorld.open(payment)
    const next = world.vm.person()
    for (const actor of [world.issuer, world.cosigner, world.approverA, world.stranger, next]) {
      const keys = { guardian: actor.publicKey, newKey: next.publicKey, role: 'cosigner' as const }
      expect(world.vm.send([rotate(world.reference, keys)], [actor, next]).error).toBe('WrongKey')
    }
  })
})
