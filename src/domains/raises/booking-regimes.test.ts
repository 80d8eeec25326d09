import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { addWallet } from '@/domains/identity/actions/wallets'
import { DAY } from '@/kit/time'
import { test } from '@/test/db'
import { COIN, must } from '@/test/raise-world'
import { Regulated } from '@/test/regulated-raise'
import { tellRefused } from './jobs/tell-refused'

const SITE = 'https://flotilla.example'
const tell = ({ db, now }: Regulated) => tellRefused(db, { site: SITE, now })

describe('a commitment as it is booked, with Regulation Crowdfunding on', () => {
  test('is refused while nothing is known of its person; they are told once, and it stays theirs to take out', async ({
    db,
  }) => {
    const one = await new Regulated(db).start()
    await one.commit(300n * COIN, null)
    expect(await one.flags()).toEqual(['compliance.statementNeeded'])
    expect(await one.raise.states()).toEqual([{ state: 'open' }])
    await tell(one)
    await tell(one)
    const notices = await db.notice.findMany({ where: { personId: one.personId } })
    expect(notices).toMatchObject([
      { link: '/portfolio', readAt: null, text: expect.stringContaining('where you live') },
    ])
    const mails = await db.outgoingMail.findMany({ where: { to: `${one.personId}@example.org` } })
    expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining(`${SITE}/portfolio`)])
    // Whoever was told and adds more is told again; whoever takes everything out is not.
    await one.commit(10n * COIN, null)
    await tell(one)
    expect(await db.notice.count({ where: { personId: one.personId } })).toBe(2)
    must(one.raise.world.withdraw(one.raise.investors[0]!, 310n * COIN))
    await one.raise.read()
    expect(await one.raise.states()).toEqual([{ state: 'withdrawn' }])
    expect(await tell(one)).toBe(0)
  })

  test('fits to the cent into what it was counted for, also when the rate is of another day by then', async ({
    db,
  }) => {
    const one = await new Regulated(db).start()
    await one.prepared()
    await one.sent(1n, 1n)
    await one.commit(2_000n * COIN, 249_999n)
    expect(await one.flags()).toEqual([])
    one.raise.world.vm.now += BigInt((2 * DAY) / 1_000)
    await one.commit(1n * COIN, 1n)
    expect(await one.flags()).toEqual(['compliance.overLimit'])
  })

  test('asks for a rate of today when it was counted for nothing', async ({ db }) => {
    const one = await new Regulated(db).start()
    await one.prepared()
    one.raise.world.vm.now += BigInt((2 * DAY) / 1_000)
    await one.commit(100n * COIN, null)
    expect(await one.flags()).toEqual(['compliance.rateOld'])
  })

  test('takes the same few statements however many there are', async ({ db }) => {
    const one = await new Regulated(db).start()
    await one.prepared()
    for (const investor of one.raise.investors.slice(1)) {
      const personId = randomUUID()
      await db.person.create({ data: { id: personId, displayName: 'B', createdAt: one.now } })
      await db.$transaction((tx) => addWallet(tx, { address: investor.publicKey.toBase58(), personId, now: one.now }))
      must(one.raise.world.commit(investor, 100n * COIN))
    }
    await one.commit(100n * COIN, 10_000n)
    const rows = await db.position.findMany({ where: { raiseAddress: one.raise.address } })
    const told = rows.filter(({ flags }) => flags.includes('compliance.statementNeeded'))
    expect([rows.length, told.length]).toEqual([3, 2])
  })
})
