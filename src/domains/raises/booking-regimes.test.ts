import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { followCompany } from '@/domains/companies/actions/follow'
import { suspendOffer } from '@/domains/companies/actions/listing'
import { makeFirstAdmin } from '@/domains/identity/actions/staff'
import { addWallet } from '@/domains/identity/actions/wallets'
import { DAY, formatInstant, after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { COIN, must, type Terms } from '@/test/raise-world'
import { Regulated } from '@/test/regulated-raise'
import { followOffers } from './jobs/offers'
import { tellEnded } from './jobs/tell-ended'
import { tellRefused } from './jobs/tell-refused'
import { portfolioOf } from './queries/portfolio'

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

/** One under the regime who commits 600 coins or 50, beside one who came through no site of ours with 900 or none; then it is over. */
async function over(db: Regulated['db'], changes: Partial<Terms>, own: bigint, others: bigint) {
  const one = await new Regulated(db, changes).start()
  const { world, investors, address } = one.raise
  if (others > 0n) must(world.commit(investors[1]!, others * COIN))
  await one.commit(own * COIN, own * 100n)
  const end = () => tellEnded(db, { site: SITE, now: one.now })
  expect(await end()).toBe(0)
  world.vm.now = world.raise.settleAfter
  must(world.settle())
  await one.raise.read()
  expect([await end(), await end()]).toEqual([1, 0])
  const notice = await db.notice.findFirstOrThrow({ where: { personId: one.personId } })
  const mail = await db.outgoingMail.findFirstOrThrow({ where: { to: `${one.personId}@example.org` } })
  expect(mail.text).toBe(`${notice.text}\n${SITE}/portfolio`)
  expect(await db.raise.findUniqueOrThrow({ where: { address } })).toMatchObject({ endToldAt: one.now })
  const [holding] = await portfolioOf(db, { personId: one.personId, wallets: [one.wallet], now: one.now })
  return { one, notice, holding: holding! }
}

describe('the end of a raise, for whoever committed under Regulation Crowdfunding', () => {
  test('is confirmed once: day, kind, price and number, what was sold to all, what this site is paid; on the page too', async ({
    db,
  }) => {
    const year = 366 * 86_400
    const { one, notice, holding } = await over(db, { vestingCliff: year, vestingDuration: year }, 600n, 900n)
    const settledAt = formatInstant(one.now)
    expect(notice).toMatchObject({ personId: one.personId, title: 'A raise is settled: what you bought' })
    expect(notice.text.split('\n')).toEqual([
      `Harbour Storage was settled on ${settledAt}.`,
      'You bought 400000000 HARB, a transferable security, for 400 KOII.',
      'The price was the same for everybody: 1000 KOII for 1000000000 HARB.',
      '200 KOII of what you committed was not accepted and comes back to you.',
      'In all 1000000000 HARB were sold for 1000 KOII.',
      'This site is paid 5 % of each payment to the team, out of that payment: 50 KOII at most, and nothing by you.',
      `No token leaves the raise before ${formatInstant(plus(one.now, 366 * DAY))}, so until then it cannot be passed on.`,
    ])
    expect(holding).toMatchObject({ bought: notice.text.split('\n'), lock: { until: plus(one.now, 366 * DAY) } })
  })

  test('that did not succeed is told with why, and how everything comes back', async ({ db }) => {
    const { notice, holding } = await over(db, {}, 50n, 0n)
    expect(notice.text.split('\n').slice(0, 2)).toEqual([
      'Less than its minimum of 100 KOII was confirmed for Harbour Storage: 50 KOII.',
      'All that you committed, 50 KOII, goes back to your wallet.',
    ])
    expect(holding.bought).toEqual([])
  })
})

test('an offer that is suspended is told to whoever committed at once, and its end after 30 days to them and to staff', async ({
  db,
}) => {
  const one = await new Regulated(db).start()
  await one.commit(100n * COIN, 10_000n)
  const { id: companyId } = await db.companyCase.findUniqueOrThrow({ where: { projectId: one.projectId } })
  const staff = 'first@staff.example'
  await db.$transaction((tx) => makeFirstAdmin(tx, { email: staff, now: one.now }))
  const mails = async (to: string) => (await db.outgoingMail.findMany({ where: { to } })).map(({ subject }) => subject)
  const own = () => mails(`${one.personId}@example.org`)
  const suspended = 'An offer in which you have a position is suspended'
  const cancelled = 'An offer in which you have a position is cancelled'

  await db.$transaction((tx) => suspendOffer(tx, { companyId, actorId: randomUUID(), now: one.now, reason: 'Wrong.' }))
  for (let turn = 0; turn < 2; turn += 1) await followOffers(db, { site: SITE, now: one.now })
  expect([await own(), await mails(staff)]).toEqual([[suspended], []])

  const over = plus(one.now, 30 * DAY)
  await db.$transaction((tx) => followCompany(tx, { companyId, now: over }))
  for (let turn = 0; turn < 2; turn += 1) await followOffers(db, { site: SITE, now: over })
  expect((await own()).toSorted()).toEqual([cancelled, suspended])
  expect(await mails(staff)).toEqual(['An offer was cancelled, and its raise runs on'])
})
