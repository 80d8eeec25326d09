import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { decideRule, proposeRule } from '@/domains/compliance/actions/rule-change'
import type { RuleProposal } from '@/domains/compliance/schema/regime'
import { addWallet } from '@/domains/identity/actions/wallets'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'
import { approved } from '@/test/application-world'
import { test } from '@/test/db'
import { FollowedRaise } from '@/test/followed-raise'
import { COIN, must } from '@/test/raise-world'
import { tellRefused } from './jobs/tell-refused'
import { instantOf } from './rules/mirror'

const SITE = 'https://flotilla.example'

/** A raise of securities under Regulation Crowdfunding, at a dollar for each coin, and one investor in the United States. */
class Regulated {
  readonly personId = randomUUID()
  projectId = ''
  readonly raise: FollowedRaise
  constructor(readonly db: Db) {
    this.raise = new FollowedRaise(db, 'native')
  }
  get now(): Date {
    return instantOf(this.raise.world.vm.now)
  }
  get wallet(): string {
    return this.raise.investors[0]!.publicKey.toBase58()
  }
  async set(proposal: Pick<RuleProposal, 'kind' | 'subject' | 'payload'>): Promise<void> {
    const by = { reason: 'As agreed.', actorId: randomUUID(), now: after(this.now, -1) }
    await this.db.$transaction(async (tx) => {
      const { changeId } = await proposeRule(tx, { ...proposal, ...by } as RuleProposal & typeof by)
      await decideRule(tx, { changeId, confirm: true, actorId: randomUUID(), now: by.now })
    })
  }
  async start(): Promise<this> {
    const { db, personId, now, wallet } = this
    await db.person.create({
      data: { id: personId, email: `${personId}@example.org`, displayName: 'A', createdAt: now },
    })
    await db.$transaction((tx) => addWallet(tx, { address: wallet, personId, now }))
    await this.set({ kind: 'regime', subject: 'REG_CF', payload: { on: true } })
    this.projectId = (await approved(db)).applicationId
    await db.listing.update({
      where: { projectId: this.projectId },
      data: { state: 'published', raiseAddress: this.raise.address, saleMint: wallet, termsHash: '0'.repeat(64) },
    })
    const payload = { instrument: 'TRANSFERABLE_SECURITY' as const, only: [], blocked: [], concentrationBps: null }
    await this.set({ kind: 'raise', subject: this.projectId, payload })
    await this.set({
      kind: 'rate',
      subject: 'KOII/usd',
      payload: { micros: '1000000', asOf: after(this.now, -1).toISOString() },
    })
    return this
  }
  /** All that Regulation Crowdfunding asks of somebody, and 2,500 dollars a year. */
  async prepared(): Promise<void> {
    const { db, personId, now } = this
    const limits = { REG_CF: '250000' }
    await db.investorStatement.create({
      data: { personId, country: 'US', usPerson: true, category: 'retail', limits, statedAt: now },
    })
    for (const step of ['test', 'REG_CF'])
      await db.investorStep.create({ data: { personId, step, outcome: 'passed', at: now } })
  }
  /** What our cosignature leaves behind: the intent, and what it was counted for. */
  async sent(amount: bigint, cents: bigint): Promise<void> {
    const { db, personId, projectId, now, wallet } = this
    const intent = await db.intent.create({
      data: {
        ...{
          idempotencyKey: randomUUID(),
          personId,
          kind: 'commit',
          wallet,
          raiseAddress: this.raise.address,
          projectId,
        },
        ...{ amount: amount.toString(), assetKey: 'KOII', summary: {}, message: Buffer.from([1]), signatures: {} },
        ...{ lastValidBlockHeight: 1n, preparedSlot: 1n, genesis: 'x', state: 'finalized' },
        ...{ preparedAt: now, sentAt: now, changedAt: now },
      },
    })
    const counted = { intentId: intent.id, regime: 'REG_CF', personId, projectId, cents: cents.toString(), at: now }
    await db.limitEntry.create({ data: counted })
  }
  async commit(amount: bigint, cents: bigint | null): Promise<void> {
    if (cents !== null) await this.sent(amount, cents)
    must(this.raise.world.commit(this.raise.investors[0]!, amount))
    await this.raise.read()
  }
  async flags(): Promise<string[]> {
    const { flags } = await this.db.position.findFirstOrThrow({ where: { raiseAddress: this.raise.address } })
    return flags.filter((code) => code !== 'compliance.notVerified')
  }
  tell = () => tellRefused(this.db, { site: SITE, now: this.now })
}

describe('a commitment as it is booked, with Regulation Crowdfunding on', () => {
  test('is refused while nothing is known of its person; they are told once, and it stays theirs to take out', async ({
    db,
  }) => {
    const one = await new Regulated(db).start()
    await one.commit(300n * COIN, null)
    expect(await one.flags()).toEqual(['compliance.statementNeeded'])
    expect(await one.raise.states()).toEqual([{ state: 'open' }])
    await one.tell()
    await one.tell()
    const notices = await db.notice.findMany({ where: { personId: one.personId } })
    expect(notices).toMatchObject([
      { link: '/portfolio', readAt: null, text: expect.stringContaining('where you live') },
    ])
    const mails = await db.outgoingMail.findMany({ where: { to: `${one.personId}@example.org` } })
    expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining(`${SITE}/portfolio`)])
    // Whoever was told and adds more is told again; whoever takes everything out is not.
    await one.commit(10n * COIN, null)
    await one.tell()
    expect(await db.notice.count({ where: { personId: one.personId } })).toBe(2)
    must(one.raise.world.withdraw(one.raise.investors[0]!, 310n * COIN))
    await one.raise.read()
    expect(await one.raise.states()).toEqual([{ state: 'withdrawn' }])
    expect(await one.tell()).toBe(0)
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
