import { describe, expect } from 'vitest'
import { accounts } from '@/domains/ledger/schema'
import { actsAbout } from '@/domains/log/queries'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { FollowedRaise } from '@/test/followed-raise'
import { decide, OTHER_TERMS, TRANCHES } from '@/test/raise-decisions'
import { keysOf, readingOf, snapshotOf } from '@/test/raise-snapshot'
import { COIN, must, type PaymentKind, RaiseWorld, type Terms } from '@/test/raise-world'
import { applySnapshot } from './jobs/follow'
import type { PublishedKeys } from './rules/keys'
import { compare } from './rules/reconcile'

const IN_STEPS = { tranches: TRANCHES }

/** Three commitments above the cap, settled and read. */
async function settled(db: Db, payment: PaymentKind = 'mint', changes: Partial<Terms> = {}): Promise<FollowedRaise> {
  const raise = new FollowedRaise(db, payment, { ...IN_STEPS, ...changes })
  for (const [index, amount] of [700n, 500n, 300n].entries())
    must(raise.world.commit(raise.investors[index]!, amount * COIN + 1n))
  raise.world.vm.now = raise.world.raise.settleAfter
  must(raise.world.settle())
  await raise.read()
  return raise
}

/** Everything that is approved is released, and everybody is paid all of it. */
function payEverybody({ world, investors }: FollowedRaise): void {
  world.vm.now = TRANCHES[2]!.notBefore
  for (const k of TRANCHES.keys()) world.release(k)
  for (const investor of investors) {
    must(decide.unwind(world, investor))
    must(world.claim(investor))
  }
  must(world.reclaim())
  must(world.payFee())
}

const feeOf = ({ world }: FollowedRaise) => accounts.fee(world.feeWallet.publicKey.toBase58())
const issuerOf = ({ world }: FollowedRaise) => accounts.issuer(world.issuer.publicKey.toBase58())

/** What the issuer has to show for the payments of a raise, in their order. */
async function recordOf({ db, address, world }: FollowedRaise): Promise<string[]> {
  const subject = world.issuer.publicKey.toBase58()
  const events = await db.reputationEvent.findMany({ where: { subject }, orderBy: { ref: 'asc' } })
  return events.map(({ ref, kind, outcome }) => `${ref.replace(`tranche:${address}:`, '')} ${kind} ${outcome}`)
}
const [APPROVED, MISSED] = ['tranche.approved kept', 'tranche.missed broken']

describe('a raise that unwinds', () => {
  test('is booked step by step: a payment, a rejection, excess and share, the rest of the tokens', async ({ db }) => {
    const raise = await settled(db)
    const { world, investors } = raise
    must(world.release(0))
    must(world.claim(investors[0]!))
    await raise.read()
    await raise.expectWallets()
    must(decide.approve(world, 1))
    must(decide.reject(world, 2))
    await raise.read()
    await raise.expectVaults()
    must(decide.unwind(world, investors[0]!))
    must(decide.unwind(world, investors[1]!))
    await raise.read()
    await raise.expectVaults()
    await raise.expectWallets()
    expect(await db.position.count({ where: { raiseAddress: raise.address, unwound: true } })).toBe(2)
    const books = { payment: await raise.payment(accounts.payment(raise.address)), sale: world.saleVaultBalance }
    expect(compare(readingOf(world, investors, FollowedRaise.slot), books)).toMatchObject({ ok: true, findings: [] })
    const types = (await actsAbout(db, `raise:${raise.address}`)).map(({ type }) => type)
    for (const type of ['trancheApproved', 'trancheRejected', 'unwinding']) expect(types).toContain(`raises.${type}`)
    expect(await recordOf(raise)).toEqual([`1 ${APPROVED}`, `2 ${MISSED}`])
  })

  test('says nothing of its issuer where its keys are not the published ones: anybody may run such a raise', async ({
    db,
  }) => {
    const raise = await settled(db)
    const { world, investors } = raise
    must(decide.approve(world, 1))
    const read = (keys: PublishedKeys) => {
      FollowedRaise.slot += 1n
      return applySnapshot({ db, keys }, snapshotOf(world, investors, FollowedRaise.slot))
    }
    await read(keysOf(new RaiseWorld('mint', {}, world.vm)))
    must(decide.reject(world, 2))
    await read(keysOf(new RaiseWorld('mint', {}, world.vm)))
    payEverybody(raise)
    must(world.close())
    await read(keysOf(new RaiseWorld('mint', {}, world.vm)))
    expect(await db.raise.findUniqueOrThrow({ where: { address: raise.address } })).toMatchObject({ state: 'closed' })
    expect(await recordOf(raise)).toEqual([])
  })

  test.for<PaymentKind>(['mint', 'native'])(
    'positions that vanished unseen are booked from its state alone, paid in %s',
    async (payment, { db }) => {
      const raise = await settled(db, payment)
      must(decide.approve(raise.world, 1))
      must(decide.reject(raise.world, 2))
      payEverybody(raise)
      expect(raise.world.raise).toMatchObject({ state: 'Unwinding', positionsOpen: 0 })
      await raise.read()
      await raise.expectVaults()
      if (payment === 'mint') await raise.expectWallets()
      expect(await raise.states()).toEqual(raise.investors.map(() => ({ state: 'completed' })))
      must(raise.world.close())
      await raise.read()
      const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
      expect(row).toMatchObject({ state: 'closed', outcome: 'unwinding' })
    },
  )

  test.for([1, 2])(
    'approval of %i, rejection and end unseen: the tombstone says how it ended',
    async (approvals, { db }) => {
      const raise = await settled(db)
      const before = raise.world.payments(raise.world.issuer.publicKey)
      for (let k = 1; k < approvals; k += 1) must(decide.approve(raise.world, k))
      must(decide.reject(raise.world, approvals))
      payEverybody(raise)
      must(raise.world.close())
      await raise.read()
      await raise.expectVaults()
      await raise.expectWallets()
      expect(await raise.payment(issuerOf(raise))).toBe(raise.world.payments(raise.world.issuer.publicKey) - before)
      const kept = approvals === 2 ? [`1 ${APPROVED}`] : []
      expect(await recordOf(raise)).toEqual([...kept, `${approvals} ${MISSED}`])
    },
  )

  test('all three payments approved, released and closed unseen: nothing was unwound', async ({ db }) => {
    const raise = await settled(db)
    const { world } = raise
    must(decide.approve(world, 1))
    must(decide.approve(world, 2))
    world.vm.now = TRANCHES[2]!.notBefore
    for (const k of TRANCHES.keys()) must(world.release(k))
    for (const investor of raise.investors) must(world.claim(investor))
    must(world.payFee())
    must(world.close())
    await raise.read()
    await raise.expectVaults()
    await raise.expectWallets()
    expect(await raise.payment(feeOf(raise))).toBe(world.payments(world.feeWallet.publicKey) - raise.feeBefore)
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row).toMatchObject({ state: 'closed', outcome: 'succeeded' })
    expect(await recordOf(raise)).toEqual([`1 ${APPROVED}`, `2 ${APPROVED}`])
  })
})

describe('a change of terms', () => {
  /** Three commitments, read, and then other terms. */
  async function changed(db: Db): Promise<FollowedRaise> {
    const raise = new FollowedRaise(db)
    for (const [index, amount] of [300n, 200n, 400n].entries())
      must(raise.world.commit(raise.investors[index]!, amount * COIN))
    await raise.read()
    must(decide.changeTerms(raise.world))
    return raise
  }

  test('shows in the mirror who has agreed again, though no money moved', async ({ db }) => {
    const raise = await changed(db)
    await raise.read()
    must(decide.confirm(raise.world, raise.investors[0]!))
    await raise.read()
    const rows = await db.position.findMany({ where: { raiseAddress: raise.address }, orderBy: { committed: 'asc' } })
    expect(rows.map(({ termsVersion }) => termsVersion)).toEqual([1, 2, 1])
    const row = await db.raise.findUniqueOrThrow({ where: { address: raise.address } })
    expect(row).toMatchObject({ termsVersion: 2, termsHash: Buffer.from(OTHER_TERMS).toString('hex') })
    expect(row.confirmed.toFixed(0)).toBe((300n * COIN).toString())
    await raise.expectVaults()
    const types = (await actsAbout(db, `raise:${raise.address}`)).map(({ type }) => type)
    expect(types).toContain('raises.termsChanged')
  })

  test('whoever did not agree is refunded after success, read or not in between', async ({ db }) => {
    const raise = await changed(db)
    const { world, investors } = raise
    must(decide.confirm(world, investors[0]!))
    must(decide.confirm(world, investors[1]!))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    await raise.read()
    must(world.refund(investors[2]!))
    must(world.release())
    must(world.claim(investors[0]!))
    must(world.payFee())
    await raise.read()
    await raise.expectVaults()
    await raise.expectWallets()
    expect((await raise.states()).map(({ state }) => state).sort()).toEqual(['completed', 'open', 'refunded'])
  })

  test('agreed, settled, paid and gone unseen: the totals of the program tell who agreed', async ({ db }) => {
    const raise = await changed(db)
    const { world, investors } = raise
    must(decide.confirm(world, investors[0]!))
    must(decide.confirm(world, investors[2]!))
    world.vm.now = world.raise.settleAfter
    must(world.settle())
    must(world.release())
    must(world.payFee())
    must(world.claim(investors[0]!))
    must(world.refund(investors[1]!))
    await raise.read()
    await raise.expectVaults()
    await raise.expectWallets()
    expect((await raise.states()).map(({ state }) => state).sort()).toEqual(['completed', 'open', 'refunded'])
  })
})
