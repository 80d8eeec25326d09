import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Connection, Keypair, PublicKey } from '@solana/web3.js'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { decodePosition } from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { type Db, openDatabase } from '@/server/db'
import { openRaises, seededUuid } from './crowd-acts'
import { Dice } from './dice'
import { COIN, InvestWorld } from './invest-world'
import { confirmedRound, someWallet } from './rounds-world'
import { Shopper } from './shopper'
import { clear } from './verification'

export type KillsReport = {
  seed: number
  kills: Record<string, number>
  acts: number
  acknowledged: number
  ends: Record<string, number>
  findings: string[]
}

type Options = { seed: number; kills: number; buyers: number; folder: string }
type Act = { key: string; bit: bigint; acknowledged: boolean }

const KOII_EACH = 10n
const RECIPIENTS = 24
const SOON_MS = 240_000

/** Waits until something is so; throws with what is awaited when it never is. */
async function until<Answer>(what: string, look: () => Promise<Answer | null | undefined | false>): Promise<Answer> {
  const deadline = Date.now() + SOON_MS
  let last: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await look()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await pause(200)
  }
  throw new Error(`in vain: ${what}`, { cause: last })
}

/**
 * F1: another process kills the web process, the worker, PostgreSQL and the chain at random, while people commit through the site
 * under idempotency keys and the worker books and pays out a round. Each act of a person adds a bit of its own to the amount: the
 * position on the chain says which of them arrived, and that none arrived twice.
 */
export class Kills {
  readonly report: KillsReport
  readonly #dice: Dice
  #keeper!: ChildProcess
  #db!: Db
  #world!: InvestWorld
  #raise!: string
  #over = false

  constructor(private readonly options: Options) {
    const { seed } = options
    this.#dice = new Dice(seed)
    this.report = { seed, kills: {}, acts: 0, acknowledged: 0, ends: {}, findings: [] }
  }

  async run(): Promise<KillsReport> {
    const { folder, seed } = this.options
    this.#keeper = fork('bench/faults/keeper.mjs', [folder, String(seed)], { execArgv: [] })
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
    const shoppers = await Promise.all(Array.from({ length: this.options.buyers }, () => this.#shopper(env.SITE_URL!)))
    const recipients = Array.from({ length: RECIPIENTS }, someWallet)
    const poster = {
      operator: env.TREASURY!,
      guardian: env.GUARDIAN!,
      programId: DISTRIBUTOR_PROGRAM_IDS.local!.toBase58(),
    }
    const acting = shoppers.map(({ shopper, acts }) => this.#act(shopper, acts))
    const round = { recipients, pool: String(KOII_EACH * BigInt(RECIPIENTS)), poster }
    await confirmedRound(db, round)
    // The projects of that round have raises on paper only; nobody is to look for them on the chain.
    await db.raise.updateMany({
      where: { address: { not: this.#raise }, slot: 1 },
      data: { state: 'closed', closedAt: new Date() },
    })
    await this.#killThePayout()
    const done = this.#message('done')
    this.#keeper.send({ kills: this.options.kills })
    await done
    this.#over = true
    await Promise.all(acting)
    await this.#settle()
    for (const { shopper, acts } of shoppers) await this.#resolve(shopper, acts)
    await this.#paidOnce(recipients)
    await db.$disconnect()
    await pool.end()
  }

  #message<Content>(name: string): Promise<Content> {
    return new Promise((resolve, reject) => {
      this.#keeper.on('message', (message: Record<string, Content>) => name in message && resolve(message[name]!))
      this.#keeper.once('exit', (code) => reject(new Error(`the keeper ended (${code})`)))
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
    this.#raise = (await openRaises(this.#world, null, [{}]))[0]!
  }

  async #shopper(site: string): Promise<{ shopper: Shopper; acts: Act[] }> {
    const shopper = new Shopper(site)
    await this.#world.fund(shopper.address)
    await until('somebody to be signed in', () => shopper.signIn().then(() => true))
    await clear(this.#db, await until('somebody to be known', () => shopper.personId()))
    return { shopper, acts: [] }
  }

  async #act(shopper: Shopper, acts: Act[]): Promise<void> {
    for (let bit = 1n; !this.#over; bit *= 2n) {
      const act = { key: seededUuid(this.#dice), bit, acknowledged: false }
      acts.push(act)
      this.report.acts += 1
      const amount = `${KOII_EACH}.${bit.toString().padStart(9, '0')}`
      const input = { raise: this.#raise, wallet: shopper.address, amount, idempotencyKey: act.key }
      act.acknowledged = (await shopper.commit(input, () => this.#over)) === 'finalized'
      if (act.acknowledged) this.report.acknowledged += 1
    }
  }

  /** Three kills of the worker while lists are open, each at another point of the payout. */
  async #killThePayout(): Promise<void> {
    const lists = () => this.#db.payoutList.findMany({ include: { payouts: true } })
    await until('the list to be there', async () => (await lists()).length > 0)
    await this.#killWorker()
    await until('the list to be posted', async () =>
      (await lists()).every(({ state }) => state === 'posted' || state === 'done'),
    )
    await this.#killWorker()
    await pause(this.#dice.between(0, 4_000))
    await this.#killWorker()
  }

  async #killWorker(): Promise<void> {
    const before = this.report.kills.worker ?? 0
    this.#keeper.send({ kill: 'worker' })
    await until('the worker to be killed', async () => (this.report.kills.worker ?? 0) > before)
  }

  /** All processes run again: every intent comes to its end, every list is paid, and the books compare well anew. */
  async #settle(): Promise<void> {
    const unsettled = ['prepared', 'sent', 'seen', 'confirmed'] as const
    await until(
      'all intents to end',
      async () => (await this.#db.intent.count({ where: { state: { in: [...unsettled] } } })) === 0,
    )
    await until(
      'the round to be paid',
      async () => (await this.#db.payoutList.count({ where: { state: { not: 'done' } } })) === 0,
    )
    const settledAt = new Date()
    const compared = await until('books and chain to be compared', () =>
      this.#db.reconciliation.findFirst({ where: { raiseAddress: this.#raise, at: { gt: settledAt } } }),
    )
    if (!compared.ok) this.#find(`books and chain differ: ${JSON.stringify(compared.findings)}`)
  }

  /** The position on the chain is the sum of exactly those acts that arrived, once each. */
  async #resolve(shopper: Shopper, acts: readonly Act[]): Promise<void> {
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
    for (const { key, bit, acknowledged } of acts) {
      const where = { personId_idempotencyKey: { personId, idempotencyKey: key } }
      const intent = await this.#db.intent.findUnique({ where })
      const isThere = (bits & bit) !== 0n
      const state = intent?.state ?? 'none'
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
