import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '@solana/web3.js'
import { PublicKey } from '@solana/web3.js'
import { Nodes } from '@/chain/agreement'
import { openConnection } from '@/chain/connection'
import { decodePosition } from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import { prepareCommit } from '@/domains/raises/flows/commit'
import { watchIntent } from '@/domains/raises/flows/watch'
import { reconcile } from '@/domains/raises/jobs/reconcile'
import { isUnsettled } from '@/domains/raises/rules/intent'
import { Refusal } from '@/kit/refusal'
import { isDatabaseAway } from '@/server/away'
import { type Db, openDatabase, units } from '@/server/db'
import { watchDatabase } from '@/server/watch'
import { openRaises, raiseKeys, seededUuid, settleAll } from './crowd-acts'
import { Dice } from './dice'
import { COIN, InvestWorld, type Person } from './invest-world'
import { VmNode } from './vm-node'
import { WIRE_FAULTS, Wire, type WireMode } from './wire'

export type StormReport = {
  seed: number
  faults: string[]
  calls: number
  acknowledged: number
  /** The longest that a call took, and the longest until all worked again after a fault. */
  slowestMs: number
  usableAfterMs: number
  findings: string[]
}

type Options = { seed: number; faults: number; buyers: number }
type Act = { person: Person; key: string; amount: bigint; acknowledged: boolean }

/** No call may take longer: some questions to the chain and the database, each with a deadline of its own. */
const DEADLINE_MS = 60_000
/** What the chain is given to answer here, so that a run is short. */
const CHAIN_DEADLINE_MS = 1_000

/**
 * F5: people commit under idempotency keys while the network to the database and to the chain is slow, breaks, or swallows what it
 * carries. Whoever got no answer repeats the call with the same key.
 */
export class Storm {
  readonly report: StormReport
  readonly #node = new VmNode()
  readonly #dice: Dice
  readonly #acts: Act[] = []
  #world!: InvestWorld
  #raise!: string
  #over = false

  constructor(
    private readonly books: { db: Db; url: string },
    private readonly options: Options,
  ) {
    this.#dice = new Dice(options.seed)
    const counts = { calls: 0, acknowledged: 0, slowestMs: 0, usableAfterMs: 0 }
    this.report = { seed: options.seed, faults: [], ...counts, findings: [] }
  }

  async run(): Promise<StormReport> {
    this.#world = await InvestWorld.start(this.books.db, this.#node.chain)
    this.#raise = (await openRaises(this.#world, this.#node, [{ positionMaximum: '3000' }]))[0]!
    const server = await this.#node.serve()
    const [toDatabase, toChain] = [
      await Wire.to(Number(new URL(this.books.url).port), this.#dice),
      await Wire.to(server.port, this.#dice),
    ]
    const url = new URL(this.books.url)
    url.port = String(toDatabase.port)
    const { db, pool } = openDatabase(url.href)
    const unwatch = watchDatabase(url.href)
    const connection = openConnection(`http://127.0.0.1:${toChain.port}`, undefined, CHAIN_DEADLINE_MS)
    const people = Array.from({ length: this.options.buyers }, () => this.#live({ db, connection }))
    await this.#strike({ toDatabase, toChain }, { db, connection })
    this.#over = true
    await Promise.all(people)
    unwatch()
    await db.$disconnect()
    await pool.end()
    for (const part of [toDatabase, toChain, server]) part.stop()
    await this.#resolve()
    return this.report
  }

  async #strike(wires: { toDatabase: Wire; toChain: Wire }, over: { db: Db; connection: Connection }): Promise<void> {
    const dice = new Dice(this.options.seed)
    for (let fault = 0; fault < this.options.faults; fault += 1) {
      const name = dice.of(['toDatabase', 'toChain'] as const)
      const mode: WireMode = dice.of(WIRE_FAULTS)
      await pause(500)
      wires[name].mode = mode
      this.report.faults.push(`${name} ${mode}`)
      await pause(dice.between(1_000, 6_000))
      wires[name].mode = 'open'
      const ended = performance.now()
      await this.#untilUsable(over)
      this.report.usableAfterMs = Math.max(this.report.usableAfterMs, Math.round(performance.now() - ended))
    }
  }

  /** All of the pool's connections work, and the chain answers. */
  async #untilUsable({ db, connection }: { db: Db; connection: Connection }): Promise<void> {
    for (;;) {
      try {
        await Promise.all([db.$queryRaw`select 1`, connection.getSlot()])
        return
      } catch {
        await pause(20)
      }
    }
  }

  async #live(over: { db: Db; connection: Connection }): Promise<void> {
    const person = await this.#world.person()
    await this.#world.verify(person)
    while (!this.#over) {
      const amount = BigInt(this.#dice.between(10, 20)) * COIN
      const act = { person, key: seededUuid(this.#dice), amount, acknowledged: false }
      this.#acts.push(act)
      act.acknowledged = (await this.#untilKnown(act, over)) === 'finalized'
      if (act.acknowledged) this.report.acknowledged += 1
    }
  }

  /** Repeats what got no answer, with the same key, until the person knows the end of it or the storm is over. */
  async #untilKnown({ person, key, amount }: Act, over: { db: Db; connection: Connection }): Promise<string> {
    const input = { raise: this.#raise, wallet: person.wallet, amount: String(amount / COIN), idempotencyKey: key }
    for (;;) {
      try {
        const prepared = await this.#call(async () => prepareCommit(await this.#world.as(person, over), input))
        if (!isUnsettled(prepared.state)) return prepared.state
        if (prepared.state === 'prepared') await this.#call(() => this.#world.sign(person, prepared, over))
        await pause(50)
        const world = await this.#world.as(person, over)
        const { intent } = await this.#call(() => watchIntent(world, { intentId: prepared.id }))
        if (!isUnsettled(intent.state)) return intent.state
      } catch (error) {
        if (!this.#isExpected(error)) throw error
        if (error instanceof Refusal && error.kind !== 'unavailable') return error.code
        await pause(50)
      }
      if (this.#over) return 'unknown'
    }
  }

  async #call<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    const began = performance.now()
    this.report.calls += 1
    return call().finally(() => {
      const took = Math.round(performance.now() - began)
      this.report.slowestMs = Math.max(this.report.slowestMs, took)
      if (took > DEADLINE_MS) this.#find(`a call took ${took} ms`)
    })
  }

  /** What the product says in words, or what its door turns into words. */
  #isExpected(error: unknown): boolean {
    return error instanceof Refusal || isDatabaseAway(error)
  }

  /** Afterwards each key stands for exactly 0 or 1 transactions, nobody's acknowledged one is missing, and the books agree. */
  async #resolve(): Promise<void> {
    const { db } = this.books
    await settleAll(this.#world, this.#node)
    const ends = new Map<string, bigint>()
    for (const { person, key, amount, acknowledged } of this.#acts) {
      const where = { personId_idempotencyKey: { personId: person.viewer.personId, idempotencyKey: key } }
      const intent = await db.intent.findUnique({ where })
      const arrived = intent?.state === 'finalized'
      if (acknowledged && !arrived) this.#find(`acknowledged and lost: ${key}`)
      if (intent && arrived !== (this.#node.landed(intent.signature ?? '')?.failure === null))
        this.#find(`${key} is ${intent.state}, and the chain says something else`)
      if (arrived)
        ends.set(person.wallet, (ends.get(person.wallet) ?? 0n) + (intent.amount ? units(intent.amount) : 0n))
      if (arrived && intent.amount && units(intent.amount) !== amount) this.#find(`${key} moved another amount`)
    }
    for (const [wallet, sum] of ends)
      if (this.#committed(wallet) !== sum) this.#find(`${wallet} holds ${this.#committed(wallet)}, its keys say ${sum}`)
    const nodes = new Nodes(this.#node.node)
    const ground = { db, nodes, connection: this.#node.connection, programId: this.#world.programId }
    const now = await this.#world.now()
    for (const raise of await reconcile({ ...ground, keys: raiseKeys(this.#world) }, now))
      this.#find(`books and chain of ${raise} differ`)
  }

  #committed(wallet: string): bigint {
    const address = positionAddress(this.#world.programId, new PublicKey(this.#raise), new PublicKey(wallet))
    const found = this.#node.vm.account(address)
    return found ? decodePosition(found.data).committed : 0n
  }

  #find(what: string): void {
    this.report.findings.push(what)
  }
}
