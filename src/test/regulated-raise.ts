import { randomUUID } from 'node:crypto'
import { decideRule, proposeRule } from '@/domains/compliance/actions/rule-change'
import type { RuleProposal } from '@/domains/compliance/schema/regime'
import { addWallet } from '@/domains/identity/actions/wallets'
import { instantOf } from '@/domains/raises/rules/mirror'
import { after } from '@/kit/time'
import type { Db } from '@/server/db'
import { approved } from './application-world'
import { FollowedRaise } from './followed-raise'
import { must, type Terms } from './raise-world'

/** A raise of securities under Regulation Crowdfunding, at a dollar for each coin, and one investor in the United States. */
export class Regulated {
  readonly personId = randomUUID()
  projectId = ''
  readonly raise: FollowedRaise
  constructor(
    readonly db: Db,
    changes: Partial<Terms> = {},
  ) {
    this.raise = new FollowedRaise(db, 'native', changes)
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
}
