import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '@solana/web3.js'
import { PublicKey } from '@solana/web3.js'
import { Nodes } from '@/chain/agreement'
import { openConnection } from '@/chain/connection'
import { decodePosition } from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import { prepareCommit, previewCommit } from '@/domains/raises/flows/commit'
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
import { type Plant, plantStatements } from './plants'
import { VmNode } from './vm-node'
import { WIRE_FAULTS, Wire } from './wire'

export type StormReport = {
  seed: number
  calls: number
  acknowledged: number
  /** Fault by fault: where it struck, and what became of the commitment. Two stories are the same when these are. */
  story: string[]
  /** The longest that a call took, and the longest until all worked again after a fault. */
  slowestMs: number
  usableAfterMs: number
  findings: string[]
}

/** `plant` may change what the site says to the database: a fault on purpose. */
type Options = { seed: number; faults: number; buyers: number; plant?: Plant }
type Act = { person: Person; key: string; amount: bigint; acknowledged: boolean }
type WireName = 'toDatabase' | 'toChain'
type Over = { db: Db; connection: Connection }

/** About as many questions as a commitment asks; a point beyond the last one strikes nobody. */
const MOST_QUESTIONS: Record<WireName, number> = { toDatabase: 40, toChain: 12 }

/** No call may take longer: some questions to the chain and the database, each with a deadline of its own. */
const DEADLINE_MS = 60_000
/** What the chain is given to answer here, and how long a silence of the database is waited for: so that a run is short. */
const [CHAIN_DEADLINE_MS, SILENCE_MS] = [1_000, 2_000]

/**
 * F5: people commit under idempotency keys while the network to the database or to the chain is slow, breaks, or swallows what it
 * carries: from a counted question of a commitment on, until the call in which it struck is over. The others look at the raise
 * meanwhile. Whoever got no answer repeats the call with the same key. Nothing here strikes by the clock: a seed lives again.
 */
export class Storm {
  readonly report: StormReport
  readonly #node = new VmNode({ perBlock: Number.POSITIVE_INFINITY, lag: 2 })
  readonly #dice: Dice
  readonly #acts: Act[] = []
  #world!: InvestWorld
  #raise!: string
  #people: Person[] = []
  #struck = false
  #mend: () => Promise<void> = async () => undefined

  constructor(
    private readonly books: { db: Db; url: string },
    private readonly options: Options,
  ) {
    this.#dice = new Dice(options.seed)
    const counts = { calls: 0, acknowledged: 0, slowestMs: 0, usableAfterMs: 0 }
    this.report = { seed: options.seed, story: [], ...counts, findings: [] }
  }

  async run(): Promise<StormReport> {
    this.#world = await InvestWorld.start(this.books.db, this.#node.chain)
    this.#raise = (await openRaises(this.#world, this.#node, [{ positionMaximum: '3000' }]))[0]!
    const server = await this.#node.serve()
    const [toDatabase, toChain] = [
      await Wire.to(Number(new URL(this.books.url).port), new Dice(this.options.seed)),
      await Wire.to(server.port, new Dice(this.options.seed)),
    ]
    const url = new URL(this.books.url)
    url.port = String(toDatabase.port)
    const { db, pool } = openDatabase(url.href)
    if (this.options.plant) plantStatements(pool, this.options.plant)
    const unwatch = watchDatabase(url.href, SILENCE_MS)
    const connection = openConnection(`http://127.0.0.1:${toChain.port}`, undefined, CHAIN_DEADLINE_MS)
    for (let index = 0; index < this.options.buyers; index += 1) {
      const person = await this.#world.person()
      await this.#world.verify(person)
      this.#people.push(person)
    }
    for (let fault = 0; fault < this.options.faults; fault += 1)
      await this.#strike({ toDatabase, toChain }, { db, connection })
    unwatch()
    await db.$disconnect()
    await pool.end()
    for (const part of [toDatabase, toChain, server]) part.stop()
    await this.#resolve()
    return this.report
  }

  /** One commitment, one fault on its way. */
  async #strike(wires: Record<WireName, Wire>, over: Over): Promise<void> {
    const dice = this.#dice
    const [name, mode] = [dice.of(Object.keys(MOST_QUESTIONS) as WireName[]), dice.of(WIRE_FAULTS)]
    const nth = dice.between(1, MOST_QUESTIONS[name])
    const who = dice.between(0, this.#people.length - 1)
    const act = { person: this.#people[who]!, key: seededUuid(dice), amount: BigInt(dice.between(10, 20)) * COIN }
    const others = this.#people.filter((_, index) => index !== who)
    this.#struck = false
    let reached = ', which it did not reach'
    const looking = wires[name].strikeAt(nth, mode).then(() => {
      this.#struck = true
      reached = ''
      return Promise.all(others.map((person) => this.#look(person, over)))
    })
    this.#mend = async () => {
      if (!this.#struck) return
      this.#struck = false
      await looking
      wires[name].mend()
      const ended = performance.now()
      await this.#untilUsable(over)
      this.report.usableAfterMs = Math.max(this.report.usableAfterMs, Math.round(performance.now() - ended))
    }
    const end = await this.#untilKnown(act, over)
    wires[name].mend()
    this.#acts.push({ ...act, acknowledged: end === 'finalized' })
    if (end === 'finalized') this.report.acknowledged += 1
    this.report.story.push(`${name} ${mode} at question ${nth}${reached}: person ${who} commits ${act.amount}, ${end}`)
  }

  /** Whoever only looks at the raise meanwhile is answered, or told that it cannot be. */
  async #look(person: Person, over: Over): Promise<void> {
    try {
      await this.#call(async () => previewCommit(await this.#world.as(person, over), { raise: this.#raise }))
    } catch (error) {
      if (!this.#isExpected(error)) throw error
    }
  }

  /** All of the pool's connections work, and the chain answers. */
  async #untilUsable({ db, connection }: Over): Promise<void> {
    for (;;) {
      try {
        await Promise.all([db.$queryRaw`select 1`, connection.getSlot()])
        return
      } catch {
        await pause(20)
      }
    }
  }

  /** Repeats what got no answer, with the same key, until the person knows the end of it. */
  async #untilKnown({ person, key, amount }: Omit<Act, 'acknowledged'>, over: Over): Promise<string> {
    const input = { raise: this.#raise, wallet: person.wallet, amount: String(amount / COIN), idempotencyKey: key }
    for (;;) {
      try {
        const prepared = await this.#step(async () => prepareCommit(await this.#world.as(person, over), input))
        if (!isUnsettled(prepared.state)) return prepared.state
        if (prepared.state === 'prepared') await this.#step(() => this.#world.sign(person, prepared, over))
        this.#node.pass(10)
        const world = await this.#world.as(person, over)
        const { intent } = await this.#step(() => watchIntent(world, { intentId: prepared.id }))
        if (!isUnsettled(intent.state)) return intent.state
      } catch (error) {
        if (!this.#isExpected(error)) throw error
        if (error instanceof Refusal && error.kind !== 'unavailable') return error.code
        await pause(20)
      }
    }
  }

  /** A call of the one whose commitment is struck; the fault is over with the call in which it struck. */
  #step<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return this.#call(call).finally(() => this.#mend())
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
