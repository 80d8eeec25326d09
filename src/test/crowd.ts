import { Keypair, Message, PublicKey } from '@solana/web3.js'
import { Nodes } from '@/chain/agreement'
import { decodePosition, decodeRaise } from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import { writeLimits } from '@/domains/compliance/rules/clearance'
import { prepareCommit, previewCommit } from '@/domains/raises/flows/commit'
import { prepareWithdraw } from '@/domains/raises/flows/withdraw'
import { reconcile } from '@/domains/raises/jobs/reconcile'
import type { IntentView } from '@/domains/raises/queries/intent'
import { Refusal } from '@/kit/refusal'
import { signerOf } from '@/server/signers'
import { openRaises, raiseKeys, seededUuid, settleAll } from './crowd-acts'
import { Dice } from './dice'
import { COIN, InvestWorld, type Person } from './invest-world'
import type { Plant } from './plants'
import { Turns } from './turns'
import { VmNode } from './vm-node'

/** The raise that everybody wants, and one beside it, for limits that span both. */
const RAISE_LIMIT = 45n * COIN
const YEAR_LIMIT = 160n * COIN
/** How many calls a block is long: grows with the crowd, or whatever somebody prepares expires before it is their turn to sign it. */
const [SHORTEST_BLOCK, PEOPLE_A_CALL] = [50, 4]
/** Of the acts; the rest goes to the second raise. */
const TO_THE_FIRST = 0.7
/** The height at which the people begin: more than what comes before it needs. */
const BEGINS_AT = 1_000_000

export type CrowdReport = {
  seed: number
  buyers: number
  acts: number
  sent: number
  landed: number
  repeated: number
  refused: Record<string, number>
  /** What landed, in its order, and the hash of all turns: two stories are the same when these are. */
  story: string[]
  turns: number
  hash: string
  findings: string[]
}

type Buyer = { name: string; person: Person; signers: ReadonlyMap<string, Keypair>; dice: Dice; committed: bigint }
type Options = { seed: number; buyers: number; actsEach: number; plant?: Plant }

/**
 * F7: many people at once into one raise with a cap, a limit a person and a limit a year, with two wallets each and two acts of
 * one person at the same time, through the real flows. After every transaction that lands nothing may be over a limit. Whose
 * statement or question to the chain comes next is thrown by dice: the seed lives the same story again.
 */
export class Crowd {
  readonly report: CrowdReport
  readonly #node: VmNode
  #turns!: Turns
  #world!: InvestWorld
  #raises: string[] = []
  readonly #buyers = new Map<string, Buyer>()
  readonly #held = new Map<string, bigint>()
  #now = new Date(0)

  constructor(
    private readonly url: string,
    private readonly options: Options,
  ) {
    const { seed, buyers, actsEach } = options
    this.#node = new VmNode({ perBlock: Math.max(SHORTEST_BLOCK, Math.round(buyers / PEOPLE_A_CALL)) })
    const counts = { acts: buyers * actsEach, sent: 0, landed: 0, repeated: 0, turns: 0 }
    this.report = { seed, buyers, ...counts, refused: {}, story: [], hash: '', findings: [] }
  }

  async run(): Promise<CrowdReport> {
    const { seed, plant } = this.options
    this.#turns = await Turns.open(this.url, seed, plant)
    try {
      await this.#live()
    } finally {
      await this.#turns.close()
    }
    return this.report
  }

  async #live(): Promise<void> {
    await this.#open()
    const people = await this.#people()
    // How often the chain is asked until all is prepared depends on how fast the machine is.
    this.#node.beginAt(BEGINS_AT)
    this.#node.onLanded = (wire) => this.#landed(wire)
    this.#node.wires.before = (method) => this.#turns.ask(method, () => undefined)
    await this.#turns.live(() => Promise.all(people.map((buyer) => this.#actAll(buyer))))
    this.#node.wires.before = () => undefined
    Object.assign(this.report, { turns: this.#turns.count, hash: this.#turns.hash })
    await this.#books()
  }

  get #db() {
    return this.#turns.db
  }

  async #open(): Promise<void> {
    this.#world = await InvestWorld.start(this.#db, this.#node.chain)
    this.#raises = await openRaises(this.#world, this.#node, [
      { oversubscription: false, positionMaximum: '400' },
      { oversubscription: false, positionMaximum: '400' },
    ])
    this.#now = await this.#world.now()
  }

  /** Verified people with two wallets each and small limits. */
  async #people(): Promise<Buyer[]> {
    const limits = writeLimits({ KOII: { perRaise: RAISE_LIMIT, perYear: YEAR_LIMIT } })
    const people: Buyer[] = []
    for (let index = 0; index < this.options.buyers; index += 1) {
      const person = await this.#world.person()
      const second = Keypair.generate()
      await this.#world.fund(second.publicKey.toBase58())
      person.viewer.wallets = [person.wallet, second.publicKey.toBase58()]
      await this.#world.verify(person)
      await this.#db.clearanceGrant.updateMany({ where: { personId: person.viewer.personId }, data: { limits } })
      const signers = new Map([person.keypair, second].map((key) => [key.publicKey.toBase58(), key]))
      const buyer = {
        name: `person ${index}`,
        person,
        signers,
        dice: new Dice(this.options.seed * 1_000 + index),
        committed: 0n,
      }
      people.push(buyer)
      for (const wallet of signers.keys()) this.#buyers.set(wallet, buyer)
    }
    return people
  }

  async #actAll(buyer: Buyer): Promise<void> {
    let left = this.options.actsEach
    while (left > 0) {
      // Some acts of one person happen at once, as in two windows of a browser.
      const together = Math.min(left, buyer.dice.chance(0.3) ? 2 : 1)
      left -= together
      await Promise.all(Array.from({ length: together }, () => this.#act(buyer)))
    }
  }

  async #act(buyer: Buyer): Promise<void> {
    const { dice } = buyer
    const raise = dice.chance(TO_THE_FIRST) ? this.#raises[0]! : this.#raises[1]!
    const wallet = dice.of([...buyer.signers.keys()])
    const held = this.#held.get(`${raise} ${wallet}`) ?? 0n
    const [commits, wantsAll, twice] = [dice.chance(0.5) || held === 0n, dice.chance(0.5), dice.chance(0.08)]
    const units = BigInt(dice.between(10, 30)) * COIN + BigInt(dice.between(0, 999))
    const idempotencyKey = seededUuid(dice)
    try {
      const amount = typed((wantsAll && (commits ? await this.#allThatIsLeft(buyer, raise, wallet) : held)) || units)
      const input = { raise, wallet, amount, idempotencyKey }
      const prepare = commits ? prepareCommit : prepareWithdraw
      const prepared = await this.#maybeTwice(twice, async () => prepare(await this.#as(buyer), input))
      const sent = await this.#maybeTwice(twice, () => this.#sign(buyer, prepared))
      if (sent.id !== prepared.id) this.#find('one key became two intents')
      this.report.sent += 1
    } catch (error) {
      this.#refused(error)
    }
  }

  #as = ({ person }: Buyer) => this.#world.as(person, { now: this.#now })

  async #allThatIsLeft(buyer: Buyer, raise: string, wallet: string): Promise<bigint | null> {
    return (await previewCommit(await this.#as(buyer), { raise, wallet })).left
  }

  #sign({ person, signers }: Buyer, intent: IntentView): Promise<IntentView> {
    const signer = signerOf(signers.get(intent.wallet)!.secretKey)
    return this.#world.sign({ ...person, signer }, intent, { now: this.#now })
  }

  /** The same call twice at the same moment, as an impatient client makes it; both must give one answer or be refused. */
  async #maybeTwice(twice: boolean, call: () => Promise<IntentView>): Promise<IntentView> {
    if (!twice) return call()
    const both = await Promise.allSettled([call(), call()])
    this.report.repeated += 1
    const answered = both.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    if (new Set(answered.map(({ id }) => id)).size > 1) this.#find('one key became two intents')
    for (const answer of both) if (answer.status === 'rejected') this.#refused(answer.reason)
    if (answered[0]) return answered[0]
    throw new Refused()
  }

  #refused(error: unknown): void {
    if (error instanceof Refused) return
    if (!(error instanceof Refusal)) throw error
    this.report.refused[error.code] = (this.report.refused[error.code] ?? 0) + 1
  }

  /** What must hold at every moment, looked at right after a transaction and before anybody hears of it. */
  #landed(wire: Uint8Array): void {
    this.report.landed += 1
    const keys = Message.from(wire.subarray(1 + 64 * wire[0]!)).accountKeys.map((key) => key.toBase58())
    const [buyer, raise] = [this.#buyers.get(keys[0]!), this.#raises.find((address) => keys.includes(address))]
    if (!buyer || !raise) {
      this.#find('something landed that nobody sent')
      return
    }
    const account = decodeRaise(this.#node.vm.account(new PublicKey(raise))!.data)
    if (account.committed > account.cap) this.#find(`${account.committed - account.cap} units over the cap`)
    const before = this.#sum(buyer, raise)
    for (const wallet of buyer.signers.keys()) this.#held.set(`${raise} ${wallet}`, this.#committed(raise, wallet))
    const held = this.#sum(buyer, raise)
    this.report.story.push(`${buyer.name} holds ${held} in raise ${this.#raises.indexOf(raise) + 1}`)
    if (held > RAISE_LIMIT) this.#find(`${held - RAISE_LIMIT} units over a person’s limit in a raise`)
    if (held > before) buyer.committed += held - before
    if (buyer.committed > YEAR_LIMIT)
      this.#find(`${buyer.committed - YEAR_LIMIT} units over a person’s limit in a year`)
  }

  #sum = ({ signers }: Buyer, raise: string): bigint =>
    [...signers.keys()].reduce((sum, wallet) => sum + (this.#held.get(`${raise} ${wallet}`) ?? 0n), 0n)

  #committed(raise: string, wallet: string): bigint {
    const { programId } = this.#world
    const address = positionAddress(programId, new PublicKey(raise), new PublicKey(wallet))
    const found = this.#node.vm.account(address)
    return found ? decodePosition(found.data).committed : 0n
  }

  /** Every intent has its end, and books, positions and vaults agree to the unit. */
  async #books(): Promise<void> {
    await settleAll(this.#world, this.#node)
    const nodes = new Nodes(this.#node.node)
    const ground = { db: this.#db, nodes, connection: this.#node.connection, programId: this.#world.programId }
    const differing = await reconcile({ ...ground, keys: raiseKeys(this.#world) }, this.#now)
    for (const address of differing) this.#find(`books and chain of ${address} differ`)
    const ends = await this.#db.intent.groupBy({
      by: ['state'],
      where: { kind: { in: ['commit', 'withdraw'] } },
      _count: true,
    })
    const landed = ends.reduce((sum, { state, _count }) => sum + (state === 'finalized' ? _count : 0), 0)
    if (landed !== this.report.landed) this.#find(`${this.report.landed} landed, ${landed} are known as final`)
    for (const raise of this.#raises) await this.#sums(raise)
  }

  async #sums(raise: string): Promise<void> {
    const { committed } = decodeRaise(this.#node.vm.account(new PublicKey(raise))!.data)
    const held = [...this.#held].reduce((sum, [key, units]) => (key.startsWith(raise) ? sum + units : sum), 0n)
    if (held !== committed) this.#find(`positions hold ${held}, the raise says ${committed}`)
  }

  #find(what: string): void {
    if (this.report.findings.length < 20) this.report.findings.push(what)
  }
}

/** Both of two calls were refused, and counted. */
class Refused extends Error {}

const typed = (units: bigint): string => `${units / COIN}.${(units % COIN).toString().padStart(9, '0')}`
