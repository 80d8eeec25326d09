import { randomUUID } from 'node:crypto'
import { Keypair, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { describe, expect } from 'vitest'
import { decodeRaise } from '@/chain/raise/accounts'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { after } from '@/kit/time'
import type { Db } from '@/server/db'
import { signerOf } from '@/server/signers'
import { type LocalChain, test } from '@/test/chain'
import { COIN, InvestWorld, type Person } from '@/test/invest-world'
import { disputeFee } from '@/test/payments'
import { WorkerWorld } from '@/test/worker-world'
import { announceRound, endTrancheRound, openTrancheRound, orderByVerdict } from './actions/tranche-round'
import { carryOut, confirm, handIn, proposeRotation, proposeVerdict } from './flows/guardian'
import { reportPayment } from './flows/report'
import { prepareUnwind } from './flows/unwind'
import type { World } from './flows/world'
import { followChain } from './jobs/follow'
import { reconcile } from './jobs/reconcile'
import type { IntentView } from './queries/intent'
import { guardianOrders } from './queries/orders'
import { portfolioOf } from './queries/portfolio'
import { listRaises, projectPage } from './queries/public'
import { reconciliationOf } from './queries/reconciliation'
import { staffRaises } from './queries/staff'
import { accountOf, openPayments, tranchesOf } from './queries/tranches'

/** Three payments of 40, 35 and 25 %, the later ones approved on day 24 and day 44 at the latest. */
class Staged {
  private constructor(
    readonly worker: WorkerWorld,
    readonly issuer: Person,
    readonly reviewer: Person,
    readonly checker: Person,
    readonly raise: string,
  ) {}

  static async start(db: Db, chain: LocalChain): Promise<Staged> {
    const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
    const { world } = worker
    const issuer = await world.person({ roles: ['member', 'issuer'] })
    const raise = await worker.raise(issuer, (draft, at) => {
      draft.tranches.rows = [
        { percent: '40', notBefore: at(12.5), approveBy: '', delivers: '' },
        { percent: '35', notBefore: at(26), approveBy: at(24), delivers: 'The prover runs.' },
        { percent: '25', notBefore: at(46), approveBy: at(44), delivers: '100 TB are proven.' },
      ]
    })
    const [reviewer, checker] = [
      await world.person({ roles: ['reviewer'] }),
      await world.person({ roles: ['checker'] }),
    ]
    return new Staged(worker, issuer, reviewer, checker, raise)
  }

  get world(): InvestWorld {
    return this.worker.world
  }
  async account() {
    const found = await this.world.chain.connection.getAccountInfo(new PublicKey(this.raise), 'confirmed')
    return decodeRaise(found!.data)
  }
  async row() {
    return this.world.db.raise.findUniqueOrThrow({ where: { address: this.raise } })
  }
  async states(): Promise<string[]> {
    const now = await this.world.now()
    const about = { address: this.raise, account: accountOf(await this.row()), promised: [], now }
    return (await tranchesOf(this.world.db, about)).map(({ state }) => state)
  }
  /** What the issuer's wallet has in the end to show for it. */
  async record() {
    const events = await this.world.db.reputationEvent.findMany({
      where: { ref: { startsWith: `tranche:${this.raise}:` } },
      orderBy: { ref: 'asc' },
    })
    expect(events.every(({ subject, dimension }) => subject === this.issuer.wallet && dimension === 'delivery')).toBe(
      true,
    )
    return events.map(({ kind, outcome, ref }) => `${ref.at(-1)} ${kind} ${outcome}`)
  }
  async report(tranche = 1): Promise<void> {
    const { projectId } = (await this.world.db.listing.findFirstOrThrow({ where: { raiseAddress: this.raise } }))!
    const report = { projectId, tranche, text: 'It runs.', link: 'https://harbour.example/run' }
    await reportPayment(await this.world.as(this.issuer), report)
  }
  async proposed(verdict: 'approve' | 'reject', tranche = 1): Promise<{ orderId: string }> {
    return proposeVerdict(await this.world.as(this.reviewer), { raise: this.raise, tranche, verdict, reason: 'Seen.' })
  }
  async signature(key: Keypair, intent: IntentView): Promise<string> {
    const wire = Buffer.from(intent.transaction!, 'base64')
    return bs58.encode(await signerOf(key.secretKey).sign(wire.subarray(1 + 64 * wire[0]!)))
  }
  /** The investors' verdict is confirmed by one person, both approvers sign: until the program has it. */
  async judged(verdict: 'approve' | 'reject', tranche = 1): Promise<string> {
    const { db } = this.world
    const now = await this.world.now()
    const about = { raise: this.raise, tranche, roundId: randomUUID(), now }
    await db.$transaction((tx) => announceRound(tx, { ...about, opensAt: after(now, 1) }))
    await db.$transaction((tx) => openTrancheRound(tx, about))
    await expect(this.proposed(verdict)).rejects.toMatchObject({ code: 'raises.investorsJudge' })
    await expect(this.report(tranche)).rejects.toMatchObject({ code: 'raises.reportInRound' })
    await db.$transaction((tx) => endTrancheRound(tx, about))
    await db.$transaction((tx) => orderByVerdict(tx, { ...about, verdict, title: 'Harbour' }))
    const { id: orderId } = await db.guardianOrder.findUniqueOrThrow({ where: { roundId: about.roundId } })
    const [shown] = await guardianOrders(db, { now })
    expect(shown).toMatchObject({ id: orderId, proposer: 'the investors’ verdict' })
    const intent = await confirm(await this.world.as(this.checker), { orderId })
    for (const key of [this.world.keys.approverA, this.world.keys.approverB])
      await handIn(await this.world.as(this.reviewer), { orderId, signature: await this.signature(key, intent) })
    const done = async () =>
      expect(await this.world.db.guardianOrder.findUniqueOrThrow({ where: { id: orderId } })).toMatchObject({
        state: 'done',
      })
    await this.worker.until(done)
    return orderId
  }
  async settled(): Promise<void> {
    await this.world.advance(13 * 86_400)
    await this.worker.until(async () => expect(await this.states()).toEqual(['released', 'waiting', 'waiting']))
  }
}

/** Amounts on pages come from the chain and the ledger: what was asked for may be anything, and nothing but its own list changes. */
async function expectAskedForCountsNowhere({ world, raise }: Staged, person: Person): Promise<void> {
  const { db, keys, now, viewer } = await world.as(person)
  const { slug } = await db.listing.findFirstOrThrow({ where: { raiseAddress: raise } })
  const pages = () =>
    Promise.all([
      portfolioOf(db, { ...viewer, now }).then((held) => held.map(({ intents: _, ...holding }) => holding)),
      projectPage(db, slug, now),
      listRaises(db, { search: null, phase: null, category: null, sort: 'newest', cursor: null, take: 48, now }),
      staffRaises(db, { keys, now }),
      reconciliationOf(db, raise),
    ])
  const shown = await pages()
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`set local session_replication_role = replica` // a trigger refuses it
    expect(await tx.$executeRaw`update intent set amount = 7 * amount where kind = 'commit'`).toBe(2)
  })
  expect(await pages()).toEqual(shown)
}

describe('a raise in three payments', () => {
  test('the first is paid, the second approved by two people and two keys, the third expires and is unwound', {
    timeout: 300_000,
  }, async ({ db, chain }) => {
    const staged = await Staged.start(db, chain)
    const { worker, world, issuer, reviewer, checker, raise } = staged
    const [ann, ben] = [await worker.commit(raise, '3000'), await worker.commit(raise, '2000')]
    await expect(staged.report()).rejects.toMatchObject({ code: 'raises.notDecidable' })
    await staged.settled()

    // Nothing shown, nothing approved; not by the team, and not by one person.
    await expect(staged.proposed('approve')).rejects.toMatchObject({ code: 'raises.noReport' })
    await expect(staged.report(2)).rejects.toMatchObject({ code: 'raises.notDecidable' })
    await expect(
      reportPayment(await world.as(ann), { projectId: randomUUID(), tranche: 1, text: 'x', link: '' }),
    ).rejects.toMatchObject({ code: 'raises.missing' })
    await staged.report()
    const [open] = await openPayments(db, await world.now())
    expect(open).toMatchObject({
      ...{ raise, waiting: null },
      tranche: { index: 1, delivers: 'The prover runs.', reports: [{ text: 'It runs.' }] },
    })
    await expectAskedForCountsNowhere(staged, ann)
    const own = { raise, tranche: 1, verdict: 'approve', reason: 'Mine.' } as const
    await expect(proposeVerdict(await world.as(issuer), own)).rejects.toMatchObject({ code: 'raises.ownRaise' })
    await expect(staged.proposed('approve', 2)).rejects.toMatchObject({ code: 'raises.notDecidable' })
    const { projectId } = await db.listing.findFirstOrThrow({ where: { raiseAddress: raise } })
    await disputeFee(db, projectId)
    await expect(staged.proposed('approve')).rejects.toMatchObject({ code: 'raises.payoutFrozen' })
    await db.dispute.updateMany({ data: { state: 'won', closedAt: await world.now() } })
    const { orderId } = await staged.proposed('approve')
    expect((await openPayments(db, await world.now()))[0]!.waiting).toBe('proposed')
    await expect(staged.proposed('reject')).rejects.toMatchObject({ code: 'raises.orderOpen' })
    await expect(confirm(await world.as(reviewer), { orderId })).rejects.toMatchObject({ code: 'raises.samePerson' })
    await expect(
      db.guardianOrder.update({
        where: { id: orderId },
        data: { state: 'confirmed', decidedBy: reviewer.viewer.personId },
      }),
    ).rejects.toThrow(/guardian_order_two_people/)

    // One approver is not enough, and a stranger's signature is found out.
    const intent = await confirm(await world.as(checker), { orderId })
    expect((await openPayments(db, await world.now()))[0]!.waiting).toBe('confirmed')
    const hand = async (key: Keypair) =>
      handIn(await world.as(reviewer), { orderId, signature: await staged.signature(key, intent) })
    await expect(hand(world.keys.guardian)).rejects.toMatchObject({ code: 'raises.notTheKey' })
    expect(await hand(world.keys.approverB)).toMatchObject({ state: 'prepared', signature: null })
    await expect(hand(world.keys.approverB)).rejects.toMatchObject({ code: 'raises.alreadySigned' })
    const [shown] = await guardianOrders(db, { now: await world.now() })
    expect(shown!.offline!.signers).toEqual([
      { name: 'Approver A', signed: false },
      { name: 'Approver B', signed: true },
    ])
    expect(await hand(world.keys.approverA)).toMatchObject({ state: 'sent' })
    await worker.until(async () => expect(await staged.states()).toEqual(['released', 'approved', 'waiting']))
    await worker.until(async () =>
      expect((await guardianOrders(db, { now: await world.now() }))[0]).toMatchObject({ state: 'done', offline: null }),
    )
    await expect(carryOut(await world.as(checker), { orderId })).rejects.toMatchObject({ code: 'raises.orderDone' })

    await world.advance(14 * 86_400)
    await worker.until(async () => expect(await staged.states()).toEqual(['released', 'released', 'waiting']))
    const holding = async ({ viewer }: Person) => (await portfolioOf(db, { ...viewer, now: await world.now() }))[0]!
    await worker.until(async () => expect((await holding(ann)).standing.delivered).toBe(180_000_000_000n))
    expect((await holding(ann)).standing).toMatchObject({ bought: 240_000_000_000n, unlocked: 180_000_000_000n })

    // Nobody approves the third: it expires, and both investors get their share of it back, to the unit.
    const wallets = async () =>
      Promise.all([ann, ben].map(async ({ keypair }) => BigInt(await chain.connection.getBalance(keypair.publicKey))))
    const [annHad, benHad] = await wallets()
    await world.advance(20 * 86_400)
    await worker.until(async () => expect(await staged.row()).toMatchObject({ state: 'closed', outcome: 'unwinding' }))
    expect(await staged.states()).toEqual(['released', 'released', 'expired'])
    const entitlement = 4_000n * COIN - 2n
    const released = (entitlement * 7_500n) / 10_000n
    const fee =
      (((entitlement * 4_000n) / 10_000n) * 300n) / 10_000n +
      ((released - (entitlement * 4_000n) / 10_000n) * 300n) / 10_000n
    const unwound = entitlement - released
    const [annHas, benHas] = await wallets()
    const rents = [annHas! - annHad! - (3_000n * unwound) / 5_000n, benHas! - benHad! - (2_000n * unwound) / 5_000n]
    expect(rents[0]).toBe(rents[1])
    expect(await balanceOf(db, accounts.wallet(ann.wallet), 'KOII')).toBe(
      -(2_400n * COIN - (3_000n * unwound) / 5_000n),
    )
    // What rounding left in the vault, a unit for each division at most, went to the issuer with its close.
    const dust = (await balanceOf(db, accounts.issuer(issuer.wallet), 'KOII')) - (released - fee)
    expect(dust >= 0n && dust <= 4n).toBe(true)
    expect(await balanceOf(db, accounts.payment(raise), 'KOII')).toBe(0n)
    expect(await reconcile(worker.ground, await world.now())).toEqual([])
    expect((await holding(ann)).state).toBe('completed')
    expect(await staged.record()).toEqual(['1 tranche.approved kept', '2 tranche.missed broken'])
  })

  test('a rejection sends the rest back at once, and an investor need not wait for the worker', {
    timeout: 300_000,
  }, async ({ db, chain }) => {
    const staged = await Staged.start(db, chain)
    const { worker, world, raise } = staged
    const ann = await worker.commit(raise, '1500')
    await db.position.updateMany({ where: { wallet: ann.wallet }, data: { held: true } })
    await staged.settled()
    await staged.judged('reject')
    expect(await staged.states()).toEqual(['released', 'rejected', 'void'])
    await followChain(worker.ground)
    const [holding] = await portfolioOf(db, { ...ann.viewer, now: await world.now() })
    expect(holding!.standing.unwindable).toBe(900n * COIN)
    const act = { raise, wallet: ann.wallet, idempotencyKey: randomUUID() }
    const intent = await prepareUnwind(await world.as(ann), act)
    expect(intent.summary.changes[0]).toMatchObject({ amount: '+900 KOII' })
    await worker.done(ann, intent)
    await worker.until(async () =>
      expect((await db.position.findFirstOrThrow({ where: { wallet: ann.wallet } })).unwound).toBe(true),
    )
    expect(await balanceOf(db, accounts.wallet(ann.wallet), 'KOII')).toBe(-600n * COIN)
    expect(await staged.record()).toEqual(['1 tranche.missed broken'])
    expect(await reconcile(worker.ground, await world.now())).toEqual([])
  })

  test('a key that is replaced leaves the raise this site’s own, before and after', { timeout: 300_000 }, async ({
    db,
    chain,
  }) => {
    const staged = await Staged.start(db, chain)
    const { worker, world, reviewer, checker, raise } = staged
    const [fresh, old] = [Keypair.generate(), world.keys.cosigner]
    const order = { raise, role: 'cosigner', reason: 'The machine is replaced.' } as const
    await expect(proposeRotation(await world.as(reviewer), order)).rejects.toMatchObject({ code: 'raises.keyInPlace' })
    const { keys: published } = await world.as(reviewer)
    const keys = {
      ...published,
      cosigner: fresh.publicKey.toBase58(),
      former: { cosigners: [old.publicKey.toBase58()], approvers: [] },
    }
    const as = (person: Person, change: Partial<World> = {}) => world.as(person, { keys, ...change })
    const ground = { ...worker.ground, keys }
    await followChain(ground, { whole: true })
    expect(await staged.row()).toMatchObject({ recognised: true })
    const { orderId } = await proposeRotation(await as(reviewer), order)
    const intent = await confirm(await as(checker), { orderId })
    await handIn(await as(reviewer), { orderId, signature: await staged.signature(fresh, intent) })
    await worker.until(async () => expect((await staged.account()).cosigner.equals(fresh.publicKey)).toBe(true))
    await followChain(ground, { whole: true })
    expect(await staged.row()).toMatchObject({ recognised: true, cosigner: keys.cosigner })
    await followChain(worker.ground, { whole: true })
    expect(await staged.row()).toMatchObject({ recognised: false })
  })
})
