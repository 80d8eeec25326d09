import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { changeTerms, confirmTerms } from '@/chain/raise/instructions'
import { usCalendar } from '@/domains/compliance/queries/dated'
import { reconfirmUntil } from '@/domains/compliance/rules/deadline'
import { KOII } from '@/kit/money'
import { after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { COIN, must } from '@/test/raise-world'
import { Regulated } from '@/test/regulated-raise'
import { askToReconfirm } from './actions/reconfirm'
import { followReconfirmations } from './jobs/reconfirm'
import { lastAsked } from './queries/reconfirm'
import { instantOf } from './rules/mirror'

const SITE = 'https://flotilla.example'
const follow = (db: Regulated['db'], now: Date) => followReconfirmations(db, { site: SITE, now })
const HASH = new Uint8Array(32).fill(9)

/** Three positions under the first terms, of which the first is somebody's in the United States; then the terms change. */
async function changed(db: ConstructorParameters<typeof Regulated>[0]) {
  const one = await new Regulated(db).start()
  await one.prepared()
  const { world, investors } = one.raise
  for (const investor of investors) must(world.commit(investor, 100n * COIN))
  await one.raise.read()
  const keys = { issuer: world.issuer.publicKey, guardian: world.guardian.publicKey }
  must(world.vm.send([changeTerms(world.reference, { ...keys, termsHash: HASH })], [world.issuer, world.guardian]))
  await one.raise.read()
  const raise = await db.raise.findUniqueOrThrow({ where: { address: one.raise.address } })
  const about = { projectId: one.projectId, raiseAddress: raise.address, terms: raise.termsVersion, asset: KOII }
  const ask = () =>
    db.$transaction((tx) =>
      askToReconfirm(tx, {
        ...{ ...about, settleAfter: raise.settleAfter, title: 'Disks', site: SITE, now: one.now },
      }),
    )
  await ask()
  const rows = () => db.reconfirmation.findMany({ where: { raiseAddress: raise.address }, orderBy: { dueAt: 'asc' } })
  return { one, raise, ask, rows }
}

describe('after a material change', () => {
  test('everybody is asked once, under Regulation Crowdfunding for five business days, and silence lapses to the millisecond', async ({
    db,
  }) => {
    const { one, raise, ask, rows } = await changed(db)
    await ask()
    const until = reconfirmUntil(one.now, (await usCalendar(db)).days)
    expect(until < raise.settleAfter).toBe(true)
    expect(await rows()).toMatchObject([
      { personId: one.personId, state: 'due', dueAt: until, rule: 'REG_CF:3' },
      { personId: null, state: 'due', dueAt: raise.settleAfter, rule: 'program' },
      { personId: null, state: 'due', dueAt: raise.settleAfter, rule: 'program' },
    ])
    expect(await db.notice.count({ where: { personId: one.personId } })).toBe(1)
    expect(await db.outgoingMail.count({ where: { to: `${one.personId}@example.org` } })).toBe(1)
    expect(await follow(db, plus(until, -1))).toBe(0)
    expect(await follow(db, until)).toBe(1)
    expect((await rows()).map(({ state }) => state)).toEqual(['lapsed', 'due', 'due'])
    expect(await follow(db, until)).toBe(0)
    const uncounted = await db.notice.findMany({ where: { cause: { startsWith: 'raises.uncounted:' } } })
    expect(uncounted).toMatchObject([{ personId: one.personId, text: expect.stringContaining('100 KOII, goes back') }])
    // The program takes a yes until the settlement, also one that the site did not offer any more.
    const { world, investors } = one.raise
    const [late] = investors
    must(world.vm.send([confirmTerms(world.reference, { investor: late!.publicKey, termsHash: HASH })], [late!]))
    await one.raise.read()
    expect(await follow(db, until)).toBe(1)
    expect((await rows())[0]).toMatchObject({ state: 'late' })
    const { flags } = await db.position.findFirstOrThrow({ where: { wallet: late!.publicKey.toBase58() } })
    expect(flags).toContain('raises.lateYes')
  })
  test('a yes, taking it out and being paid back each end it, and nothing moves a deadline', async ({ db, pool }) => {
    const { one, raise, rows } = await changed(db)
    const { world, investors } = one.raise
    const [ann, ben, cleo] = investors
    must(world.vm.send([confirmTerms(world.reference, { investor: ann!.publicKey, termsHash: HASH })], [ann!]))
    must(world.withdraw(ben!, 100n * COIN))
    await one.raise.read()
    expect(await follow(db, one.now)).toBe(2)
    world.vm.now = BigInt(Math.ceil(raise.settleAfter.getTime() / 1_000))
    must(world.settle())
    must(world.refund(cleo!))
    await one.raise.read()
    await follow(db, instantOf(world.vm.now))
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['confirmed', 'refunded', 'revoked'])
    await expect(pool.query("update reconfirmation set due_at = due_at + interval '1 ms'")).rejects.toThrow(
      'does not move',
    )
    await expect(pool.query("update reconfirmation set state = 'due', settled_at = null")).rejects.toThrow('decided')
    expect(await lastAsked(db, randomUUID())).toBeNull()
  })
})
