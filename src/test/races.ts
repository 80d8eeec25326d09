import { PublicKey } from '@solana/web3.js'
import { Nodes } from '@/chain/agreement'
import { decodeRaise } from '@/chain/raise/accounts'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { prepareCommit } from '@/domains/raises/flows/commit'
import { confirm, propose } from '@/domains/raises/flows/guardian'
import { Cranker } from '@/domains/raises/jobs/crank'
import { reconcile } from '@/domains/raises/jobs/reconcile'
import { Refusal } from '@/kit/refusal'
import { signerOf } from '@/server/signers'
import { arrive, openRaises, raiseKeys, seededUuid } from './crowd-acts'
import { Dice } from './dice'
import { COIN, InvestWorld, type Person } from './invest-world'
import { Turns } from './turns'
import { clear } from './verification'
import { VmNode } from './vm-node'

export type RacesReport = {
  seed: number
  races: number
  ends: Record<'refunded' | 'paid', number>
  /** How each race ended, and the hash of all turns: two stories are the same when these are. */
  story: string[]
  turns: number
  hash: string
  findings: string[]
}

type Investor = { person: Person; amount: bigint; before: bigint }

/** What one commitment and nothing else costs in network fees: two signatures. */
const COMMIT_FEE = 10_000n
/** Turns of the workers until everything that is due is done. */
const TURNS = 12

/**
 * F7: a raise is over and was a success. Two workers settle it, release it and deliver, while two checkers at once confirm that the
 * guardian cancels it. Either everybody is refunded to the unit and the issuer gets nothing, or the issuer is paid and nobody is.
 * Whose statement or question to the chain comes next is thrown by dice: the seed lives the same story again.
 */
export class Races {
  readonly report: RacesReport
  readonly #node = new VmNode()
  readonly #dice: Dice
  #turns!: Turns
  #world!: InvestWorld

  constructor(
    private readonly url: string,
    private readonly options: { seed: number; races: number },
  ) {
    this.#dice = new Dice(options.seed)
    this.report = { ...options, ends: { refunded: 0, paid: 0 }, story: [], turns: 0, hash: '', findings: [] }
  }

  async run(): Promise<RacesReport> {
    this.#turns = await Turns.open(this.url, this.options.seed)
    try {
      this.#world = await InvestWorld.start(this.#turns.db, this.#node.chain)
      for (let race = 0; race < this.options.races; race += 1) await this.#race()
      Object.assign(this.report, { turns: this.#turns.count, hash: this.#turns.hash })
    } finally {
      await this.#turns.close()
    }
    return this.report
  }

  async #race(): Promise<void> {
    const world = this.#world
    const [raise] = (await openRaises(world, this.#node, [{}])) as [string]
    const investors = [await this.#invest(raise), await this.#invest(raise), await this.#invest(raise)]
    const feeBefore = this.#lamports(world.keys.feeWallet.publicKey.toBase58())
    const { saleMint } = decodeRaise(this.#node.vm.account(new PublicKey(raise))!.data)
    const reviewer = await world.person({ roles: ['reviewer'] })
    const act = { raise, act: 'cancel' as const, reason: 'To see which of two acts wins.' }
    const { orderId } = await propose(await world.as(reviewer), act)
    await world.advance(13 * 86_400)
    await this.#workersAgainstCheckers(orderId)
    await this.#oneDecision(orderId)
    const fee = this.#lamports(world.keys.feeWallet.publicKey.toBase58()) - feeBefore
    this.#allOrNothing(investors, { saleMint, fee })
  }

  async #invest(raise: string): Promise<Investor> {
    const world = this.#world
    const person = await world.person()
    // Now, and not at the instant of other tests: a long run lives most of a year.
    await clear(world.db, person.viewer.personId, await world.now())
    const before = this.#lamports(person.wallet)
    const amount = BigInt(this.#dice.between(400, 900)) * COIN
    const input = {
      raise,
      wallet: person.wallet,
      amount: String(amount / COIN),
      idempotencyKey: seededUuid(this.#dice),
    }
    await arrive(world, this.#node, person, await prepareCommit(await world.as(person), input))
    return { person, amount, before }
  }

  #lamports = (wallet: string): bigint => this.#node.vm.lamports(new PublicKey(wallet))

  /** The checkers come at a moment that the dice choose. */
  async #workersAgainstCheckers(orderId: string): Promise<void> {
    const world = this.#world
    const payer = await world.person()
    const ground = {
      ...{ db: this.#turns.db, nodes: new Nodes(this.#node.node), connection: this.#node.connection },
      ...{ programId: world.programId, keys: raiseKeys(world), payer: signerOf(payer.keypair.secretKey) },
    }
    const [workers, now] = [[new Cranker(), new Cranker()], await world.now()]
    const moment = this.#dice.chance(0.8) ? 0 : 1
    for (let turn = 0; turn < TURNS; turn += 1) {
      const differing = await reconcile(ground, now)
      if (differing.length > 0) this.#find('books and chain differ')
      await this.#turns.live(async () => {
        this.#node.wires.before = (method) => this.#turns.ask(method, () => undefined)
        const decisions = turn === moment ? [this.#confirm(orderId), this.#confirm(orderId)] : []
        if (turn === moment) await Promise.race([this.#headStart(), Promise.all(decisions)])
        await Promise.all([...workers.map((worker) => worker.turn(ground, now)), ...decisions])
      })
      this.#node.wires.before = () => undefined
      this.#node.pass(10)
    }
  }

  /** Confirming takes more calls than settling: the workers begin when the checkers have made some of theirs. */
  #headStart(): Promise<void> {
    let calls = this.#dice.between(0, 24)
    return new Promise((resolve) => {
      this.#node.wires.before = (method) => {
        calls -= 1
        if (calls <= 0) resolve()
        return this.#turns.ask(method, () => undefined)
      }
    })
  }

  async #confirm(orderId: string): Promise<void> {
    const checker = await this.#world.person({ roles: ['checker'] })
    try {
      await confirm(await this.#world.as(checker), { orderId })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  async #oneDecision(orderId: string): Promise<void> {
    const entries = await this.#turns.db.logEntry.count({
      where: { type: 'raises.order_confirmed', subjects: { has: `order:${orderId}` } },
    })
    if (entries !== 1) this.#find(`one order was confirmed ${entries} times`)
  }

  #allOrNothing(investors: readonly Investor[], { saleMint, fee }: { saleMint: PublicKey; fee: bigint }): void {
    const total = investors.reduce((sum, { amount }) => sum + amount, 0n)
    const refunded = investors.filter(({ person, before }) => this.#lamports(person.wallet) === before - COMMIT_FEE)
    const served = investors.filter(({ person }) => {
      const tokens = associatedTokenAddress(person.keypair.publicKey, saleMint)
      return (this.#node.vm.tokens(tokens) ?? 0n) > 0n
    })
    if (refunded.length === investors.length && served.length === 0 && fee === 0n) this.#end('refunded')
    else if (served.length === investors.length && refunded.length === 0 && fee === (total * 3n) / 100n)
      this.#end('paid')
    else this.#find(`${refunded.length} refunded, ${served.length} served, fee ${fee} of ${total}`)
  }

  #end(how: 'refunded' | 'paid'): void {
    this.report.ends[how] += 1
    this.report.story.push(`${how} after ${this.#turns.count} turns`)
  }

  #find(what: string): void {
    this.report.findings.push(what)
  }
}
