import { randomUUID } from 'node:crypto'
import bs58 from 'bs58'
import { describe, expect } from 'vitest'
import { confirmLift, proposeLift, suspendOffer } from '@/domains/companies/actions/listing'
import { decideRule, proposeRule } from '@/domains/compliance/actions/rule-change'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { decide } from '@/domains/projects/actions/decide'
import { saveSection } from '@/domains/projects/actions/draft'
import { claim, propose, saveSheet } from '@/domains/projects/actions/review'
import { submit } from '@/domains/projects/actions/submit'
import { revise } from '@/domains/projects/actions/withdraw'
import { sheetsOf } from '@/domains/projects/queries/sheet'
import type { Draft } from '@/domains/projects/schema/draft'
import { KOII } from '@/kit/money'
import type { Db } from '@/server/db'
import { signerOf } from '@/server/signers'
import { POLICY } from '@/test/application'
import { fullSheet } from '@/test/application-world'
import { test } from '@/test/chain'
import { COIN, InvestWorld, type Person } from '@/test/invest-world'
import { WorkerWorld } from '@/test/worker-world'
import { beginChange, prepareChange, prepareConfirm } from './flows/change-terms'
import { prepareCommit } from './flows/commit'
import { issuerConsole } from './flows/console'
import { confirm, handIn, proposeCreation } from './flows/guardian'
import { adoptChangedTerms } from './jobs/adopt-terms'
import { followOffers } from './jobs/offers'
import { reconcile } from './jobs/reconcile'
import { unreleasable } from './queries/crankable'
import { creationRequests, guardianOrders } from './queries/orders'
import { portfolioOf } from './queries/portfolio'
import { projectPage } from './queries/public'

/** A raise with two investors, its people, and each step of a change as they take it. */
class Changing {
  private constructor(
    readonly worker: WorkerWorld,
    readonly issuer: Person,
    readonly raise: string,
    readonly projectId: string,
  ) {}

  static async start(db: Db, worker: WorkerWorld): Promise<Changing> {
    const issuer = await worker.world.person({ roles: ['member', 'issuer'] })
    const raise = await worker.raise(issuer)
    const { projectId } = await db.listing.findFirstOrThrow({ where: { raiseAddress: raise } })
    return new Changing(worker, issuer, raise, projectId)
  }

  get world(): InvestWorld {
    return this.worker.world
  }
  get db(): Db {
    return this.worker.ground.db
  }
  async save<Name extends keyof Draft>(section: Name, change: (value: Draft[Name]) => void): Promise<void> {
    const key = { applicationId: this.projectId, name: section }
    const row = await this.db.applicationSection.findUniqueOrThrow({ where: { applicationId_name: key } })
    const value = structuredClone(row.value) as Draft[Name]
    change(value)
    const edit = { applicationId: this.projectId, viewer: this.issuer.viewer, now: await this.world.now() }
    await this.db.$transaction((tx) => saveSection(tx, { ...edit, section, revision: row.revision, value }))
  }
  async submit(): Promise<void> {
    const policy = { ...POLICY, feeWallet: this.world.keys.feeWallet.publicKey.toBase58() }
    const chain = { feeDue: false, payments: [KOII], policy, looked: [], mints: [] }
    const about = { applicationId: this.projectId, viewer: this.issuer.viewer, now: await this.world.now() }
    await this.db.$transaction((tx) => submit(tx, { ...about, ...chain }))
  }
  /** Two people of the staff approve what was submitted. */
  async approve(): Promise<void> {
    const [reviewer, checker] = [
      await this.world.person({ roles: ['reviewer'], lamports: 0n }),
      await this.world.person({ roles: ['checker'], lamports: 0n }),
    ]
    const now = await this.world.now()
    const act = { applicationId: this.projectId, viewer: reviewer.viewer, now }
    const decision = await this.db.$transaction(async (tx) => {
      await claim(tx, act)
      await saveSheet(tx, { ...act, ...fullSheet })
      return propose(tx, { ...act, outcome: 'approve', reasons: [], message: 'As said.' })
    })
    const verdict = { ...decision, viewer: checker.viewer, now, verdict: 'confirm', comment: '' } as const
    await this.db.$transaction((tx) => decide(tx, verdict))
  }
  async adopt(): Promise<void> {
    await adoptChangedTerms(this.db, { site: 'https://flotilla.example', now: await this.world.now() })
  }
  async holding({ viewer }: Person) {
    return (await portfolioOf(this.db, { ...viewer, now: await this.world.now() }))[0]!
  }
  async page() {
    const { slug } = await this.db.listing.findUniqueOrThrow({ where: { projectId: this.projectId } })
    return (await projectPage(this.db, slug, await this.world.now()))!
  }
}

/** What two people set: Regulation Crowdfunding on or off, and that a project sells securities. */
async function crowdfunding(db: Db, on: boolean, projectId: string, now: Date): Promise<void> {
  const security = { instrument: 'TRANSFERABLE_SECURITY' as const, only: [], blocked: [], concentrationBps: null }
  const by = { reason: 'As agreed.', actorId: randomUUID(), now }
  await db.$transaction(async (tx) => {
    for (const proposal of [
      { kind: 'regime' as const, subject: 'REG_CF' as const, payload: { on } },
      { kind: 'raise' as const, subject: projectId, payload: security },
    ]) {
      const { changeId } = await proposeRule(tx, { ...proposal, ...by })
      await decideRule(tx, { changeId, confirm: true, actorId: randomUUID(), now })
    }
  })
}

describe('changed terms', () => {
  test('are reviewed, signed, shown side by side and mailed; who agrees stays in, who does not is refunded', {
    timeout: 300_000,
  }, async ({ db, chain }) => {
    const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
    const { world } = worker
    const change = await Changing.start(db, worker)
    const { issuer, raise, projectId } = change
    const [ann, ben] = [await worker.commit(raise, '1500'), await worker.commit(raise, '500')]
    const mail = { email: 'ann@example.org', displayName: 'Ann', createdAt: new Date() }
    await db.person.create({ data: { id: ann.viewer.personId, ...mail } })
    for (const { wallet, viewer } of [ann, ben])
      await db.position.updateMany({ where: { wallet }, data: { personId: viewer.personId } })
    const act = (person: Person) => ({ raise, wallet: person.wallet, idempotencyKey: randomUUID() })
    const own = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
    const asIssuer = () => world.as(issuer)

    // Only the issuer, only this way, and only texts.
    await expect(beginChange(await world.as(ann), { projectId })).rejects.toMatchObject({ code: 'raises.notIssuer' })
    const plain = { applicationId: projectId, viewer: issuer.viewer, now: await world.now() }
    await expect(db.$transaction((tx) => revise(tx, plain))).rejects.toMatchObject({ code: 'projects.listingState' })
    await beginChange(await asIssuer(), { projectId })
    await change.save('risks', (risks) => {
      risks.text = 'The prover is slower than planned.'
    })
    await change.save('terms', (terms) => {
      terms.cap = '3999'
    })
    await expect(change.submit()).rejects.toMatchObject({ code: 'projects.fixedOnChain' })
    await change.save('terms', (terms) => {
      terms.cap = '4000'
    })
    await change.submit()
    await expect(prepareChange(await asIssuer(), own())).rejects.toMatchObject({ code: 'raises.noChange' })
    await change.approve()
    expect((await change.page()).project.content.risks.text).toBe('The prover may be slower than planned. Disks fail.')

    await worker.done(issuer, await prepareChange(await asIssuer(), own()))
    await worker.until(async () => expect((await change.holding(ann)).standing.stale).toBe(true))
    // Ben lives in the United States, where five business days count, and the program's end lies behind them.
    await crowdfunding(db, true, projectId, await world.now())
    // Two people approved that this is where Ben lives.
    await db.clearanceGrant.updateMany({ where: { personId: ben.viewer.personId }, data: { country: 'US' } })
    const stated = { country: 'US', usPerson: true, category: 'retail', limits: {}, statedAt: await world.now() }
    await db.investorStatement.create({ data: { personId: ben.viewer.personId, ...stated } })
    await change.adopt()
    await change.adopt()
    const { project, change: shown, raise: live } = await change.page()
    expect(project).toMatchObject({ raiseAddress: raise, termsHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(project.content.risks.text).toBe('The prover is slower than planned.')
    const sides = {
      path: 'risks.text',
      before: 'The prover may be slower than planned. Disks fail.',
      after: 'The prover is slower than planned.',
    }
    expect(shown!.changes).toEqual([sides])
    expect((await change.holding(ann)).change!.changes).toEqual([sides])
    expect(live!.confirmed).toBe(0n)
    const mails = await db.outgoingMail.findMany()
    expect(mails.map(({ to }) => to)).toEqual(['ann@example.org'])
    expect(mails[0]!.text).toContain('https://flotilla.example/portfolio')
    const noticed = await db.notice.findMany({ where: { link: '/portfolio' }, select: { personId: true } })
    expect(new Set(noticed.map(({ personId }) => personId))).toEqual(
      new Set([ann, ben].map((one) => one.viewer.personId)),
    )
    expect((await change.holding(ann)).asked).toMatchObject({ state: 'due', terms: 2, rule: 'program' })
    const { asked } = await change.holding(ben)
    expect(asked).toMatchObject({ state: 'due', terms: 2, rule: 'REG_CF:3' })
    expect((await sheetsOf(db, project.slug))?.versions.map(({ number }) => number)).toEqual([2, 1])

    const offers = async () => followOffers(db, { site: 'https://flotilla.example', now: await world.now() })
    const { id: companyId } = await db.companyCase.findUniqueOrThrow({ where: { projectId } })
    const doubt = { companyId, actorId: randomUUID(), now: await world.now(), reason: 'A wrong amount.' }
    await db.$transaction((tx) => suspendOffer(tx, doubt))
    await offers()
    await offers()
    const told = await db.outgoingMail.findMany({ where: { subject: { contains: 'suspended' } } })
    expect(told.map(({ to }) => to)).toEqual(['ann@example.org'])
    // Whoever has no address reads of it on the site.
    const heard = await db.notice.findMany({ where: { title: { contains: 'suspended' } }, select: { personId: true } })
    expect(new Set(heard.map(({ personId }) => personId))).toEqual(
      new Set([ann, ben].map((one) => one.viewer.personId)),
    )
    expect(heard).toHaveLength(2)
    expect(await unreleasable(db)).toEqual(new Set([raise]))
    const stopped = prepareCommit(await world.as(ann), { ...act(ann), amount: '10' })
    await expect(stopped).rejects.toThrow()
    await db.$transaction((tx) => proposeLift(tx, doubt))
    await db.$transaction((tx) => confirmLift(tx, { ...doubt, actorId: randomUUID() }))

    const inForce = async () => (await issuerConsole(await asIssuer(), { projectId })).change.inForce
    const since = expect.any(Date)
    expect(await inForce()).toMatchObject({ number: 2, since, agreed: 0n, silent: 2_000n * COIN })

    // A stale position takes no more money, and its owner's yes needs the owner's wallet.
    await expect(prepareCommit(await world.as(ben), { ...act(ben), amount: '10' })).rejects.toThrow()
    await expect(prepareConfirm(await world.as(ben), act(ann))).rejects.toMatchObject({ code: 'raises.notYourWallet' })
    await worker.done(ann, await prepareConfirm(await world.as(ann), act(ann)))
    await worker.until(async () => expect((await change.holding(ann)).standing.stale).toBe(false))
    await expect(prepareConfirm(await world.as(ann), act(ann))).rejects.toMatchObject({ code: 'raises.agreedAlready' })
    expect((await change.holding(ann)).change).toBeNull()
    expect(await change.holding(ben)).toMatchObject({ confirmable: true, standing: { stale: true } })
    expect(await inForce()).toMatchObject({ agreed: 1_500n * COIN, silent: 500n * COIN })

    const left = asked!.dueAt.getTime() - (await world.now()).getTime()
    await world.advance(Math.ceil(left / 1_000))
    await expect(prepareConfirm(await world.as(ben), act(ben))).rejects.toMatchObject({ code: 'raises.reconfirmOver' })
    expect(await change.holding(ben)).toMatchObject({ confirmable: false, standing: { stale: true } })
    await world.advance(6 * 86_400)
    await worker.until(async () =>
      expect(await change.holding(ben)).toMatchObject({ state: 'refunded', returned: 500n * COIN }),
    )
    await worker.until(async () =>
      expect(await db.raise.findUniqueOrThrow({ where: { address: raise } })).toMatchObject({ state: 'succeeded' }),
    )
    await offers()
    expect(await db.companyCase.findUniqueOrThrow({ where: { projectId } })).toMatchObject({ state: 'closed_funded' })
    expect(await balanceOf(db, accounts.wallet(ben.wallet), 'KOII')).toBe(0n)
    expect(await balanceOf(db, accounts.wallet(ann.wallet), 'KOII')).toBe(-1_500n * COIN)
    expect(await reconcile(worker.ground, await world.now())).toEqual([])
    await expect(beginChange(await asIssuer(), { projectId })).rejects.toMatchObject({ code: 'raises.wrongState' })
  })

  test('are signed by an offline guardian first, whom two people ordered to, and by the issuer then', {
    timeout: 300_000,
  }, async ({ db, chain }) => {
    const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
    const { world } = worker
    const change = await Changing.start(db, worker)
    const { issuer, projectId } = change
    await beginChange(await world.as(issuer), { projectId })
    await change.save('risks', (risks) => {
      risks.text = 'Disks fail.'
    })
    await change.submit()
    await change.approve()
    const offline = (person: Person) => world.as(person, { guardian: () => null })
    const own = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
    // Where the program would settle before five business days are over, nothing is changed.
    await world.advance(6 * 86_400)
    await crowdfunding(db, true, projectId, await world.now())
    await expect(prepareChange(await offline(issuer), own())).rejects.toMatchObject({ code: 'raises.noTimeToThink' })
    await crowdfunding(db, false, projectId, await world.now())
    const intent = await prepareChange(await offline(issuer), own())
    expect((await prepareChange(await offline(issuer), own())).id).toBe(intent.id)
    expect((await issuerConsole(await offline(issuer), { projectId })).change).toMatchObject({
      ...{ possible: true, approved: true, asked: { signed: false } },
    })
    const [reviewer, checker] = [
      await world.person({ roles: ['reviewer'] }),
      await world.person({ roles: ['checker'] }),
    ]
    const request = { intentId: intent.id, reason: 'Reviewed.' }
    expect(await creationRequests(db, { now: await world.now() })).toMatchObject([
      { intentId: intent.id, kind: 'change_terms' },
    ])
    const { orderId } = await proposeCreation(await offline(reviewer), request)
    await confirm(await offline(checker), { orderId })
    await expect(world.sign(issuer, intent, { guardian: () => null })).rejects.toMatchObject({
      code: 'raises.guardianOffline',
    })
    const [order] = await guardianOrders(db, { now: await world.now() })
    expect(order!.offline).toMatchObject({
      title: expect.stringContaining('Change the terms'),
      signers: [{ signed: false }],
    })
    const message = Buffer.from(order!.offline!.message, 'base64')
    const signature = bs58.encode(await signerOf(world.keys.guardian.secretKey).sign(message))
    await handIn(await offline(reviewer), { orderId, signature })
    const { id } = await world.sign(issuer, intent, { guardian: () => null })
    await worker.until(async () =>
      expect(await db.guardianOrder.findUniqueOrThrow({ where: { id: orderId } })).toMatchObject({ state: 'done' }),
    )
    expect(await db.intent.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'finalized' })
    await worker.until(async () => {
      await change.adopt()
      expect((await change.page()).project.content.risks.text).toBe('Disks fail.')
    })
  })
})
