import { createHash } from 'node:crypto'
import { Nodes } from '@/chain/agreement'
import { isUnreachable } from '@/chain/failure'
import { NodeError } from '@/chain/node'
import { paymentsHeld } from '@/chain/raise/formulas'
import { UntrustworthyNode } from '@/chain/untrustworthy'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { FollowFailed, type FollowGround, followChain } from '@/domains/raises/jobs/follow'
import { stateHash } from '@/domains/raises/queries/state-hash'
import type { Db } from '@/server/db'
import { Dice } from './dice'
import { LIES } from './lies'
import { type Act, LyingStage } from './lying-stage'
import { type Lie, PaperChain } from './paper-chain'
import type { Plant } from './plants'
import { keysOf } from './raise-snapshot'
import { RAISE_PROGRAM_ID, Vm } from './vm'

const GENERATIONS = 3
/** From the first commitment to long after the last claim. */
const LIFE_SECONDS = 70 * 86_400
const POLL_SHARE = 0.012

export type LyingReport = {
  seed: number
  events: number
  landed: number
  refused: number
  rolledBack: number
  skipped: number
  polls: number
  booked: number
  halted: number
  lies: Record<string, number>
  hash: string
}

/** Three books: one that follows two nodes of which one lies, one that follows an honest node, one made at the end from nothing. */
export type Books = { lied: Db; honest: Db; rebuilt: Db }

type Ground = Omit<FollowGround, 'connection'>

/** The first thing that is wrong, with the seed in its words. */
export class FoundWrong extends Error {}

/** A run of events from one seed, which throws what it finds. `plant` may change what the follower asks: a fault on purpose. */
export class LyingChain {
  readonly report: LyingReport
  private readonly dice: Dice
  private readonly stage: LyingStage
  private readonly chain: PaperChain
  private readonly lies: [Lie, Lie] = [{}, {}]
  private readonly final = new Set<string>()
  private pending: Act[][] = []
  private current: Act[] = []
  private honestNow = true
  private moved = true
  readonly #plant: Plant | undefined

  constructor(
    private readonly books: Books,
    { seed, events, plant }: { seed: number; events: number; plant?: Plant },
  ) {
    this.dice = new Dice(seed)
    this.stage = new LyingStage(new Vm({ signatures: false, seed: `lying ${seed}` }), this.dice)
    const counts = { landed: 0, refused: 0, rolledBack: 0, skipped: 0, polls: 0, booked: 0, halted: 0 }
    this.report = { seed, events, ...counts, lies: {}, hash: '' }
    this.#plant = plant
    this.chain = new PaperChain({ slot: 1_000, time: this.stage.vm.now, view: new Map() }, `paper ${seed}`)
  }

  async run(): Promise<LyingReport> {
    const nodes = this.lies.map((_, index) => this.chain.node(this.#lieOf(index), this.#plant))
    const two = new Nodes(nodes[0]!, nodes[1]!, () => this.chain.tip.slot * 400)
    const one = new Nodes(this.chain.node({}, this.#plant))
    for (let event = 0; event < this.report.events; event += 1) {
      if (event % Math.ceil(this.report.events / GENERATIONS) === 0) {
        if (event > 0) await this.#agree([this.books.lied, two], [this.books.honest, one])
        this.#begin()
      }
      if (this.dice.chance(POLL_SHARE)) await this.#poll(two, one)
      else this.#befall()
    }
    await this.#finish(two, one)
    return this.report
  }

  /** The lie of a node may change between two questions of one reading. */
  #lieOf(index: number): Lie {
    const now = () => this.lies[index]!
    return {
      bank: (chain) => now().bank?.(chain) ?? chain.root,
      twist: (method, value) => now().twist?.(method, value) ?? value,
      dates: (method, slot) => now().dates?.(method, slot) ?? slot,
      fails: () => now().fails?.() ?? false,
    }
  }

  /** Two more raises, whose making is final at once. */
  #begin(): void {
    for (const payment of ['mint', 'native'] as const) this.stage.raise(payment)
    this.moved = true
    this.#produce(1)
    this.#finalize(this.chain.banks.length)
  }

  #befall(): void {
    const { dice } = this
    const what = dice.next()
    if (what < 0.14) this.#send(this.stage.act())
    else if (what < 0.34) this.#produce(dice.chance(0.2) ? dice.between(2, 6) : 1)
    else if (what < 0.54) this.#finalize(dice.between(1, 3))
    else if (what < 0.6) this.#rollBack(dice.between(1, 8))
    else this.#changeLies()
  }

  #send(act: Act): void {
    if (act()) {
      this.report.landed += 1
      this.moved = true
      this.current.push(act)
    } else this.report.refused += 1
  }

  /** Closes the bank; slots that nobody led are skipped. */
  #produce(slots: number): void {
    const { tip } = this.chain
    this.report.skipped += slots - 1
    const seconds = (LIFE_SECONDS * GENERATIONS) / (this.report.events * 0.2)
    this.stage.vm.now = tip.time + BigInt(Math.ceil(this.dice.next() * 2 * seconds))
    this.chain.produce({
      ...{ slot: tip.slot + slots, time: this.stage.vm.now },
      view: this.moved ? this.stage.view() : tip.view,
    })
    this.moved = false
    this.pending.push(this.current)
    this.current = []
  }

  #finalize(count: number): void {
    const from = this.chain.finalized
    this.chain.finalize(count)
    for (const { view } of this.chain.banks.slice(from, this.chain.finalized + 1))
      for (const { world } of this.stage.worlds) {
        const data = view.get(world.address.toBase58())?.data
        if (data) this.final.add(digest(data))
      }
    const kept = this.chain.banks.length - 1 - this.chain.finalized
    this.pending = kept === 0 ? [] : this.pending.slice(-kept)
  }

  /** The newest banks never were. What they held is sent again in another order, or has expired meanwhile. */
  #rollBack(count: number): void {
    const before = this.chain.banks.length
    const { view, time } = this.chain.rollBack(count)
    const dropped = before - this.chain.banks.length
    if (dropped === 0) return
    this.report.rolledBack += dropped
    const lost = [...this.pending.splice(-dropped).flat(), ...this.current]
    this.current = []
    this.stage.restore(view, time)
    this.moved = false
    for (const act of lost.reverse()) if (this.dice.chance(0.7)) this.#send(act)
  }

  /** At most one of the two nodes lies at a time. */
  #changeLies(): void {
    const name = this.dice.of(Object.keys(LIES))
    const liar = this.dice.between(0, 1)
    this.lies[liar] = LIES[name]!(this.dice)
    this.lies[1 - liar] = {}
    this.honestNow = name === 'honest' || name === 'reorders'
    this.report.lies[name] = (this.report.lies[name] ?? 0) + 1
  }

  async #poll(two: Nodes, one: Nodes): Promise<void> {
    this.report.polls += 1
    const believed = await this.#follow(this.#ground(this.books.lied, two))
    if (this.honestNow && !believed) this.#fail('two honest nodes were not believed')
    await this.#check(this.books.lied, believed && this.honestNow)
    if (this.report.polls % 8 === 0) await followChain(this.#ground(this.books.honest, one))
  }

  #ground(db: Db, nodes: Nodes): Ground {
    return { db, nodes, programId: RAISE_PROGRAM_ID, keys: keysOf(this.stage.worlds[0]!.world) }
  }

  async #follow(ground: Ground): Promise<boolean> {
    try {
      await followChain(ground)
      this.report.booked += 1
      return true
    } catch (error) {
      const causes: unknown[] = error instanceof FollowFailed ? error.errors : [error]
      const expected = (cause: unknown) =>
        cause instanceof UntrustworthyNode || cause instanceof NodeError || isUnreachable(cause)
      if (!causes.every(expected)) throw new FoundWrong(this.#words('the follower failed'), { cause: error })
      this.report.halted += 1
      return false
    }
  }

  /** Nothing is booked that is not final, and after a reading of honest nodes nothing final is missing. */
  async #check(db: Db, complete: boolean): Promise<void> {
    const rows = await db.raise.findMany({ where: { closedAt: null }, select: { address: true, account: true } })
    for (const { address, account } of rows) {
      if (!this.final.has(digest(account))) this.#fail(`${address} was booked before it was final`)
      const now = this.chain.root.view.get(address)?.data
      if (complete && now && digest(now) !== digest(account)) this.#fail(`${address} was missed`)
    }
  }

  /** Everything becomes final and everybody tells the truth: then all books have one hash. */
  async #agree(...books: readonly (readonly [Db, Nodes])[]): Promise<void> {
    this.#produce(1)
    this.#finalize(this.chain.banks.length)
    this.lies.fill({})
    this.honestNow = true
    const hashes: string[] = []
    for (const [db, nodes] of books) {
      await followChain(this.#ground(db, nodes), { whole: true })
      hashes.push(await stateHash(db))
    }
    if (new Set(hashes).size !== 1) this.#fail(`the books differ: ${hashes.join(', ')}`)
    this.report.hash = hashes[0]!
  }

  /** Also books that were made from nothing agree, and to the unit with what the chain holds. */
  async #finish(two: Nodes, one: Nodes): Promise<void> {
    const { lied, honest, rebuilt } = this.books
    await this.#agree([lied, two], [honest, one], [rebuilt, one])
    if ((await rebuilt.raise.count()) === 0) this.#fail('nothing was left to compare')
    for (const { world } of this.stage.worlds) {
      const held = world.isClosed ? 0n : paymentsHeld(world.raise)
      const asset = world.paymentMint?.toBase58() ?? 'KOII'
      const booked = await balanceOf(lied, accounts.payment(world.address.toBase58()), asset)
      if (booked !== held) this.#fail(`${world.address} holds ${held}, the books say ${booked}`)
    }
    if ((await lied.chainDispute.count()) > 0) this.#fail('crediting stayed halted although the nodes agree')
  }

  #words(what: string): string {
    const { seed, events } = this.report
    return `${what} (seed ${seed}, ${events} events: docs/operations.md says how to live it again)`
  }

  #fail(what: string): never {
    throw new FoundWrong(this.#words(what))
  }
}

const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('base64')
