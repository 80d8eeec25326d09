import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { Connection, Keypair, PublicKey } from '@solana/web3.js'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { decodePosition } from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { after, MINUTE } from '@/kit/time'
import { type Db, openDatabase } from '@/server/db'
import { verifiedOwner } from './company'
import { openRaises, seededUuid } from './crowd-acts'
import { Dice } from './dice'
import { COIN, InvestWorld } from './invest-world'
import { anyPoint, type KillPoint, payoutPoints, pointInWords, SENDERS } from './kill-points'
import type { Plant } from './plants'
import { confirmedRound, someWallet } from './rounds-world'
import { Shopper } from './shopper'
import { until } from './until'
import { clear } from './verification'

export type KillsReport = {
  seed: number
  kills: Record<string, number>
  acts: number
  acknowledged: number
  ends: Record<string, number>
  /** Kill by kill: whose, at which moment of the work, and whose commitments arrived. Two stories are the same when these are. */
  story: string[]
  findings: string[]
}

/**
 * `payout`: whether a round is paid too, with three kills. `plant` may change the state of a commitment as the site tells it: a fault
 * on purpose.
 */
type Options = { seed: number; kills: number; buyers: number; folder: string; payout?: boolean; plant?: Plant }
type Act = { key: string; bit: bigint; kill: number; intentId?: string; acknowledged: boolean }
type Buyer = { name: string; shopper: Shopper; acts: Act[] }

const KOII_EACH = 10n
const RECIPIENTS = 24

/**
 * F1: the web process, the worker, PostgreSQL and the chain are killed at counted moments of their work, while people commit
 * through the site under idempotency keys and the worker books and pays out a round. Dice say whose kill comes at which moment, and
 * who commits: the seed lives the same story again. Each act of a person adds a bit of its own to the amount: the position on
 * the chain says which of them arrived, and that none arrived twice.
 */
export class Kills {
  readonly report: KillsReport
  readonly #dice: Dice
  #keeper!: ChildProcess
  #db!: Db
  #world!: InvestWorld
  #raise!: string
  #kills = 0

  constructor(private readonly options: Options) {
    const { seed } = options
    this.#dice = new Dice(seed)
    this.report = { seed, kills: {}, acts: 0, acknowledged: 0, ends: {}, story: [], findings: [] }
  }

  async run(): Promise<KillsReport> {
    this.#keeper = fork('bench/faults/keeper.mjs', [this.options.folder], { execArgv: [] })
    try {
      await this.#live()
    } finally {
      this.#keeper.send({ stop: true })
      await new Promise((resolve) => this.#keeper.once('exit', resolve))
    }
    return this.report
  }

  async #live(): Promise<void> {
    const { env, owner } = await this.#message<{ env: Record<string, string>; owner: string }>('ready')
    this.#keeper.on('message', ({ killed }: { killed?: string }) => {
      if (killed) this.report.kills[killed] = (this.report.kills[killed] ?? 0) + 1
    })
    const { db, pool } = openDatabase(owner)
    this.#db = db
    await this.#open(env)
    const buyers: Buyer[] = []
    while (buyers.length < this.options.buyers) buyers.push(await this.#buyer(env.SITE_URL!, buyers.length))
    const recipients = this.options.payout === false ? [] : Array.from({ length: RECIPIENTS }, someWallet)
    const poster = {
      operator: env.TREASURY!,
      guardian: env.GUARDIAN!,
      programId: DISTRIBUTOR_PROGRAM_IDS.local!.toBase58(),
    }
    if (recipients.length > 0) await this.#killThePayout(recipients, poster)
    for (let kill = 0; kill < this.options.kills; kill += 1) await this.#commitAndKill(anyPoint(this.#dice), buyers)
    await this.#settle()
    for (const buyer of buyers) await this.#resolve(buyer)
    await this.#paidOnce(recipients)
    await db.$disconnect()
    await pool.end()
  }

  #message<Content>(name: string): Promise<Content> {
    return new Promise((resolve, reject) => {
      const ended = (code: number) => reject(new Error(`the keeper ended (${code})`))
      const heard = (message: Record<string, Content>) => {
        if (!(name in message)) return
        this.#keeper.off('message', heard).off('exit', ended)
        resolve(message[name]!)
      }
      this.#keeper.on('message', heard).once('exit', ended)
    })
  }

  /** An open raise under the keys of the site that is to be killed. */
  async #open(env: Record<string, string>): Promise<void> {
    const rpcUrl = env.RPC_URL!
    const connection = new Connection(rpcUrl, { commitment: 'confirmed', wsEndpoint: env.WS_URL! })
    const rpc = async (method: string, params: unknown[] = []) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
      const response = await fetch(rpcUrl, { method: 'POST', body })
      return ((await response.json()) as { result: unknown }).result
    }
    const keyOf = (name: string) => {
      const file = `${this.options.folder}/keys/${name}.json`
      return Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(file, 'utf8')) as number[]))
    }
    const keys = { guardian: keyOf('guardian'), cosigner: keyOf('cosigner'), feeWallet: keyOf('fee-wallet') }
    const approvers = { approverA: keyOf('approver-a'), approverB: keyOf('approver-b') }
    const chain = { rpcUrl, wsUrl: env.WS_URL!, connection, rpc }
    this.#world = await InvestWorld.start(this.#db, chain, { ...keys, ...approvers })
    await verifiedOwner(this.#db, await this.#world.now())
    this.#raise = (await openRaises(this.#world, null, [{}]))[0]!
  }

  async #buyer(site: string, index: number): Promise<Buyer> {
    const shopper = new Shopper(
      site,
      Uint8Array.from({ length: 32 }, () => this.#dice.between(0, 255)),
    )
    await this.#world.fund(shopper.address)
    await until('somebody to be signed in', () => shopper.signIn().then(() => true))
    const personId = await until('somebody to be known', () => shopper.personId())
    // After their wallet was linked: one that comes later waits for a day (E15).
    await clear(this.#db, personId, after(await this.#world.now(), MINUTE))
    return { name: `person ${index}`, shopper, acts: [] }
  }

  /** Two people commit, one after the other, and somewhere on the way of it a part dies. */
  async #commitAndKill(point: KillPoint, buyers: readonly Buyer[]): Promise<void> {
    const first = this.#dice.between(0, buyers.length - 1)
    const senders = Array.from({ length: SENDERS }, (_, place) => buyers[(first + place) % buyers.length]!)
    const [kill, isKeep] = [this.#kills + 1, point.event === 'chain keep']
    let struck = isKeep ? undefined : await this.#arm(point)
    const acts: { buyer: Buyer; act: Act }[] = []
    for (const buyer of senders) {
      acts.push({ buyer, act: await this.#send(buyer, kill) })
      if (isKeep) struck ??= await this.#arm(point)
      if (isKeep) await struck?.died
      else if (point.victim === 'chain') await this.#kept()
    }
    await struck?.died
    for (const { buyer, act } of acts) await this.#end(buyer, act)
  }

  async #send({ shopper, acts }: Buyer, kill: number): Promise<Act> {
    const act: Act = {
      key: seededUuid(this.#dice),
      bit: 1n << BigInt(acts.length),
      kill,
      acknowledged: false,
    }
    acts.push(act)
    this.report.acts += 1
    const amount = `${KOII_EACH}.${act.bit.toString().padStart(9, '0')}`
    const input = { raise: this.#raise, wallet: shopper.address, amount, idempotencyKey: act.key }
    const sent = await shopper.send(input)
    if ('id' in sent) act.intentId = sent.id
    else this.#find(`${act.key} was refused: ${sent.refused}`)
    return act
  }

  async #end({ shopper }: Buyer, act: Act): Promise<void> {
    if (!act.intentId) return
    const end = await shopper.end(act.intentId)
    act.acknowledged = (this.options.plant?.(end) ?? end) === 'finalized'
    if (act.acknowledged) this.report.acknowledged += 1
  }

  /** Sets a point; `died` resolves once its victim is dead. */
  async #arm(point: KillPoint): Promise<{ died: Promise<unknown> }> {
    this.#kills += 1
    this.report.story.push(pointInWords(point))
    const before = this.#dead()
    const armed = this.#message('armed')
    this.#keeper.send({ arm: point })
    await armed
    return { died: until(pointInWords(point), async () => this.#dead() > before) }
  }

  #dead = (): number => Object.values(this.report.kills).reduce((sum, count) => sum + count, 0)

  /** Until the chain has kept its state twice: the second time began after this. */
  async #kept(): Promise<void> {
    const keptAt = () => statSync(`${this.options.folder}/chain.json`).mtimeMs
    for (let times = 0; times < 2; times += 1) {
      const before = keptAt()
      await until('the chain to keep its state', async () => keptAt() > before)
    }
  }

  /** A round is paid to people who hold nothing yet, with three kills of the worker while it is posted, claimed and booked. */
  async #killThePayout(recipients: readonly string[], poster: Parameters<typeof confirmedRound>[1]['poster']) {
    const [posting, ...later] = payoutPoints(this.#dice) as [KillPoint, ...KillPoint[]]
    const { died } = await this.#arm(posting)
    await confirmedRound(this.#db, { recipients, pool: String(KOII_EACH * BigInt(RECIPIENTS)), poster })
    // The projects of that round have raises on paper only; nobody is to look for them on the chain.
    await this.#db.raise.updateMany({
      where: { address: { not: this.#raise }, slot: 1 },
      data: { state: 'closed', closedAt: new Date() },
    })
    await died
    for (const point of later) await (await this.#arm(point)).died
    await until(
      'the round to be paid',
      async () => (await this.#db.payoutList.count({ where: { state: { not: 'done' } } })) === 0,
    )
  }

  /** All processes run again: every intent comes to its end, every list is paid, and the books compare well anew. */
  async #settle(): Promise<void> {
    const unsettled = ['prepared', 'sent', 'seen', 'confirmed'] as const
    await until(
      'all intents to end',
      async () => (await this.#db.intent.count({ where: { state: { in: [...unsettled] } } })) === 0,
    )
    const settledAt = new Date()
    const compared = await until('books and chain to be compared', () =>
      this.#db.reconciliation.findFirst({ where: { raiseAddress: this.#raise, at: { gt: settledAt } } }),
    )
    if (!compared.ok) this.#find(`books and chain differ: ${JSON.stringify(compared.findings)}`)
  }

  /** The position on the chain is the sum of exactly those acts that arrived, once each. */
  async #resolve({ name, shopper, acts }: Buyer): Promise<void> {
    const raise = new PublicKey(this.#raise)
    const address = positionAddress(this.#world.programId, raise, new PublicKey(shopper.address))
    const connection = this.#world.chain.connection
    const found = await connection.getAccountInfo(address, 'finalized')
    const committed = found ? decodePosition(found.data).committed : 0n
    const bits = committed % COIN
    const arrived = acts.filter(({ bit }) => (bits & bit) !== 0n)
    if (committed / COIN !== KOII_EACH * BigInt(arrived.length))
      this.#find(`${shopper.address} holds ${committed}: something arrived twice`)
    const personId = await until('the site to answer', () => shopper.personId())
    for (const { key, bit, kill, acknowledged } of acts) {
      const where = { personId_idempotencyKey: { personId, idempotencyKey: key } }
      const intent = await this.#db.intent.findUnique({ where })
      const isThere = (bits & bit) !== 0n
      const state = intent?.state ?? 'none'
      this.report.story[kill - 1] += `, ${name} ${isThere ? 1 : 0}`
      this.report.ends[`${state} ${isThere ? 1 : 0}`] = (this.report.ends[`${state} ${isThere ? 1 : 0}`] ?? 0) + 1
      if (acknowledged && !isThere) this.#find(`acknowledged and lost: ${key}`)
      if (state === 'finalized' && !isThere) this.#find(`${key} is final in the books and not on the chain`)
      if (['none', 'failed', 'expired', 'declined'].includes(state) && isThere)
        this.#find(`${key} is ${state} and arrived`)
      if (intent) await this.#logged(intent.id, state)
    }
  }

  /** Each sending and each end stands in the log once. */
  async #logged(intentId: string, state: string): Promise<void> {
    const entries = await this.#db.logEntry.findMany({
      where: { subjects: { has: `intent:${intentId}` } },
      select: { type: true },
    })
    const types = entries.map(({ type }) => type).sort()
    if (new Set(types).size !== types.length) this.#find(`${intentId} stands twice in the log: ${types.join(', ')}`)
    if (state === 'finalized' && types.length !== 2)
      this.#find(`${intentId} is final, the log says ${types.join(', ')}`)
  }

  async #paidOnce(recipients: readonly string[]): Promise<void> {
    for (const recipient of recipients) {
      const holds = await this.#world.chain.connection.getBalance(new PublicKey(recipient), 'finalized')
      const booked = await balanceOf(this.#db, accounts.wallet(recipient), NATIVE_ASSET)
      if (BigInt(holds) !== KOII_EACH * COIN || booked !== KOII_EACH * COIN)
        this.#find(`${recipient} was to get ${KOII_EACH} KOII, holds ${holds}, the books say ${booked}`)
    }
  }

  #find(what: string): void {
    this.report.findings.push(what)
  }
}
