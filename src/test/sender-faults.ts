import { PublicKey } from '@solana/web3.js'
import { Nodes } from '@/chain/agreement'
import { isUnreachable } from '@/chain/failure'
import { decodePosition, decodeRaise } from '@/chain/raise/accounts'
import { associatedTokenAddress, paymentVaultAddress, positionAddress } from '@/chain/raise/addresses'
import { send } from '@/chain/send'
import { writeLimits } from '@/domains/compliance/rules/clearance'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { prepareCommit } from '@/domains/raises/flows/commit'
import { submitSigned } from '@/domains/raises/flows/submit'
import { prepareWithdraw } from '@/domains/raises/flows/withdraw'
import type { World } from '@/domains/raises/flows/world'
import { followOpenIntents } from '@/domains/raises/jobs/intents'
import { reconcile } from '@/domains/raises/jobs/reconcile'
import { type IntentView, signedWire } from '@/domains/raises/queries/intent'
import { isUnsettled } from '@/domains/raises/rules/intent'
import { Refusal } from '@/kit/refusal'
import type { Db } from '@/server/db'
import { openRaises, raiseKeys, seededUuid } from './crowd-acts'
import { Dice } from './dice'
import { InvestWorld, type Person } from './invest-world'
import type { Plant } from './plants'
import { type Act, actsOf, BUYERS, dealt, UNIT } from './sender-acts'
import { play, referenceOf, TRICKS, type Trick, type TrickGround } from './sender-tricks'
import { breakAtRandom, breakWires, mend, SENDER_FAULTS, type SenderFault } from './sender-wires'
import { VmNode } from './vm-node'

const START = 100_000n * UNIT
/** More blocks than a blockhash lives. */
const TOO_LONG = 200
/** Blocks between two turns of the worker. */
const TURN = 30
/** More seconds than a cosignature lives. */
const TOO_LATE = 130

type Investor = { person: Person; world: World }

export type SenderReport = {
  seed: number
  acts: number
  keys: number
  /** Keys that stand for a transaction that succeeded, and the others. */
  ones: number
  zeros: number
  faults: Record<string, number>
  tricks: Record<string, number>
  /** What chain and books say at the end, person by person. */
  state: string[]
  findings: string[]
}

/** `plant` may change what the flows and the worker ask the chain: a fault on purpose. */
type Options = { seed: number; acts: number; faulty: boolean; plant?: Plant }

/**
 * F4 on the sender's side: people commit and withdraw a token through the real flows, and each act is tried under fresh keys until
 * it is final. The same seed gives the same acts with faults and without, so both runs must end in one state.
 */
export class SenderFaults {
  readonly report: SenderReport
  readonly #node: VmNode
  readonly #dice: Dice
  readonly #faults: () => SenderFault
  readonly #tricks: () => Trick
  readonly #keys: { key: string; personId: string }[] = []
  #world!: InvestWorld
  #ground!: TrickGround
  #mint!: PublicKey
  #people: Investor[] = []
  #succeeded = 0

  constructor(
    private readonly db: Db,
    private readonly options: Options,
  ) {
    const { seed, acts, plant } = options
    this.#node = new VmNode({ plant })
    this.#dice = new Dice(seed + 1)
    this.#faults = dealt(SENDER_FAULTS, this.#dice)
    this.#tricks = dealt(TRICKS, this.#dice)
    this.report = { seed, acts, keys: 0, ones: 0, zeros: 0, faults: {}, tricks: {}, state: [], findings: [] }
  }

  async run(): Promise<SenderReport> {
    await this.#open()
    this.#node.onLanded = () => {
      this.#succeeded += 1
    }
    for (const act of actsOf(new Dice(this.options.seed), this.options.acts)) {
      await this.#live(act)
      if (this.options.faulty && this.#dice.chance(0.7)) await this.#trick()
    }
    await this.#resolve()
    await this.#compare()
    return this.report
  }

  async #open(): Promise<void> {
    const { vm } = this.#node
    this.#world = await InvestWorld.start(this.db, this.#node.chain)
    this.#mint = vm.mint({ decimals: 6, supply: 10n ** 15n })
    const payment = { symbol: 'USDK', decimals: 6, mint: this.#mint.toBase58() }
    const raise = new PublicKey((await openRaises(this.#world, this.#node, [{}], payment))[0]!)
    for (let index = 0; index < BUYERS; index += 1) this.#people.push(await this.#investor())
    const stranger = await this.#world.person()
    const fake = vm.mint({ decimals: 6, supply: 10n ** 15n })
    vm.setTokenAccount({ mint: this.#mint, owner: stranger.keypair.publicKey, amount: START })
    // What comes to the raise in another token belongs to nobody.
    vm.setTokenAccount({ mint: fake, owner: raise, amount: START })
    this.#ground = { world: this.#world, node: this.#node, raise, fake, stranger }
  }

  async #investor(): Promise<Investor> {
    const person = await this.#world.person()
    await this.#world.verify(person)
    const limits = writeLimits({ [this.#mint.toBase58()]: { perRaise: null, perYear: null } })
    await this.db.clearanceGrant.updateMany({ where: { personId: person.viewer.personId }, data: { limits } })
    this.#node.vm.setTokenAccount({ mint: this.#mint, owner: person.keypair.publicKey, amount: START })
    return { person, world: await this.#world.as(person) }
  }

  /** The first try suffers the fault; a key that ended as 0 is followed by another one, as the site asks people to do. */
  async #live(act: Act): Promise<void> {
    let fault = this.options.faulty ? this.#faults() : undefined
    if (fault) this.#count(this.report.faults, fault)
    for (let tries = 0; tries < 4; tries += 1) {
      if ((await this.#try(act, fault)) === 'finalized') return
      fault = undefined
    }
    this.#find(`an act was not done in 4 tries`)
  }

  async #try({ kind, who, units }: Act, fault: SenderFault | undefined): Promise<string> {
    const { person, world } = this.#people[who]!
    const key = seededUuid(this.#dice)
    this.#keys.push({ key, personId: person.viewer.personId })
    const input = { raise: this.#ground.raise.toBase58(), wallet: person.wallet, amount: String(units / UNIT) }
    const act = { ...input, idempotencyKey: key }
    const prepare = () => (kind === 'commit' ? prepareCommit(world, act) : prepareWithdraw(world, act))
    if (fault === 'every fourth call broke') breakAtRandom(this.#node.wires, this.#dice)
    const intent = await this.#again(prepare)
    await this.#before(fault, intent, this.#people[who]!)
    await this.#submit(intent, this.#people[who]!)
    const state = await this.#end(intent, fault)
    mend(this.#node.wires)
    if (fault === 'never arrived in time') await this.#arrive(intent)
    // The key keeps its answer, whatever became of it.
    const repeated = await prepare()
    if (repeated.id !== intent.id || repeated.state !== state) this.#find('a repeated key gave another answer')
    return state
  }

  async #submit(intent: IntentView, { person, world }: Investor): Promise<void> {
    const signature = await this.#world.signature(person, intent)
    try {
      await this.#again(() => submitSigned(world, { intentId: intent.id, signature }))
      await this.#again(() => submitSigned(world, { intentId: intent.id, signature }))
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'raises.outOfDate') throw error
    }
  }

  /** What goes wrong between preparing and sending, and which calls do not come through from here on. */
  async #before(fault: SenderFault | undefined, intent: IntentView, investor: Investor): Promise<void> {
    if (fault === 'blockhash expired before it was signed') this.#node.pass(TOO_LONG)
    if (fault === 'blockhash expired and the worker saw it first') {
      this.#node.pass(TOO_LONG)
      await this.#follow()
    }
    if (fault === 'cosignature expired on the way') await this.#world.advance(TOO_LATE)
    if (fault === 'mint changed by the wallet') await this.#changeMint(intent, investor)
    breakWires(this.#node.wires, fault, this.#dice)
  }

  /** The wallet signs the same transaction with a worthless token in the place of the payment: it is refused, and nothing is sent. */
  async #changeMint(intent: IntentView, { person, world }: Investor): Promise<void> {
    const own = (mint: PublicKey) => associatedTokenAddress(person.keypair.publicKey, mint).toBuffer()
    const wire = Buffer.from(intent.transaction!, 'base64')
    const at = wire.indexOf(own(this.#mint))
    if (at < 0) throw new Error('the transaction does not name the account that pays')
    own(this.#ground.fake).copy(wire, at)
    const changed = { ...intent, transaction: wire.toString('base64') }
    const signature = await this.#world.signature(person, changed)
    const answer = await submitSigned(world, { intentId: intent.id, signature }).catch((error: unknown) => error)
    if (!(answer instanceof Refusal) || answer.code !== 'raises.changedByWallet') this.#find('a changed mint was taken')
  }

  /** The same call with the same key until the chain answers. */
  async #again<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind !== 'unavailable') throw error
      }
    }
  }

  /** The bytes come to the node without us: a copy that was under way all the time. */
  async #arrive({ id }: IntentView): Promise<void> {
    mend(this.#node.wires)
    await send(this.#node.connection, signedWire(await this.db.intent.findUniqueOrThrow({ where: { id } })))
  }

  async #end(intent: IntentView, fault: SenderFault | undefined): Promise<string> {
    for (;;) {
      const { state } = await this.db.intent.findUniqueOrThrow({ where: { id: intent.id } })
      if (!isUnsettled(state)) return state
      if (fault === 'arrived by another way in the last block' && (await this.#isNearlyOver(intent)))
        await this.#arrive(intent)
      this.#node.pass(TURN)
      await this.#follow()
    }
  }

  async #isNearlyOver({ lastValidBlockHeight }: IntentView): Promise<boolean> {
    return (await this.#node.connection.getBlockHeight()) + TURN > lastValidBlockHeight
  }

  /** A turn of the worker; one that gets no answer is made again at the next. */
  async #follow(): Promise<void> {
    const now = new Date(Number(this.#node.vm.now) * 1_000)
    try {
      await followOpenIntents({ db: this.db, connection: this.#node.connection, now })
    } catch (error) {
      if (!isUnreachable(error)) throw error
    }
  }

  async #trick(): Promise<void> {
    const holders = this.#people.filter((_, who) => this.#committed(who) > 0n)
    if (holders.length === 0) return
    const { person } = this.#dice.of(holders)
    const trick = this.#tricks()
    const failure = await play(this.#ground, { person, trick, amount: 100n * UNIT })
    this.#count(this.report.tricks, `${trick}: ${failure ?? 'taken'}`)
    if (!failure) this.#find(`${trick} was taken`)
  }

  #committed(who: number): bigint {
    const { raise } = this.#ground
    const owner = this.#people[who]!.person.keypair.publicKey
    const found = this.#node.vm.account(positionAddress(this.#world.programId, raise, owner))
    return found ? decodePosition(found.data).committed : 0n
  }

  /** Each key stands for exactly 0 or 1 transactions, and no transaction succeeded that belongs to no key. */
  async #resolve(): Promise<void> {
    for (const { key, personId } of this.#keys) {
      const found = await this.db.intent.findMany({ where: { personId, idempotencyKey: key } })
      const [intent] = found
      const landed = intent?.signature ? this.#node.landed(intent.signature) : undefined
      const succeeded = landed !== undefined && landed.failure === null
      const expected = landed ? (succeeded ? 'finalized' : 'failed') : 'expired'
      if (found.length !== 1 || intent!.state !== expected)
        this.#find(`a key is ${intent?.state}, the chain says ${expected}`)
      this.report[succeeded ? 'ones' : 'zeros'] += 1
    }
    this.report.keys = this.#keys.length
    const { ones, acts } = this.report
    if (ones !== acts || this.#succeeded !== acts) this.#find(`${acts} acts, ${ones} keys, ${this.#succeeded} landed`)
  }

  /** What chain and books hold for everybody, and that they agree. */
  async #compare(): Promise<void> {
    const nodes = new Nodes(this.#node.node)
    const ground = { db: this.db, nodes, connection: this.#node.connection, programId: this.#world.programId }
    const differing = await reconcile({ ...ground, keys: raiseKeys(this.#world) }, await this.#world.now())
    for (const address of differing) this.#find(`books and chain of ${address} differ`)
    const { address, programId, paymentMint } = referenceOf(this.#ground)
    const { committed } = decodeRaise(this.#node.vm.account(address)!.data)
    const vault = this.#node.vm.tokens(paymentVaultAddress(programId, address, paymentMint))
    const booked = await this.#booked(accounts.payment(address.toBase58()))
    if (committed !== vault || booked !== vault) this.#find(`${committed} committed, vault ${vault}, books ${booked}`)
    this.report.state.push(`raise ${committed} ${vault} ${booked}`)
    for (const who of this.#people.keys()) this.report.state.push(await this.#stateOf(who))
    const wrong = await this.db.transfer.count({ where: { asset: this.#ground.fake.toBase58() } })
    if (wrong > 0) this.#find('a wrong mint was booked')
  }

  #booked = (account: string): Promise<bigint> => balanceOf(this.db, account, this.#mint.toBase58())

  async #stateOf(who: number): Promise<string> {
    const { keypair, wallet } = this.#people[who]!.person
    const held = this.#node.vm.tokens(associatedTokenAddress(keypair.publicKey, this.#mint))
    const row = await this.db.position.findFirst({ where: { wallet, state: 'open' } })
    const booked = await this.#booked(accounts.wallet(wallet))
    return `person ${who}: ${this.#committed(who)} ${held} ${row?.committed ?? 0} ${booked}`
  }

  #count(counts: Record<string, number>, name: string): void {
    counts[name] = (counts[name] ?? 0) + 1
  }

  #find(what: string): void {
    if (this.report.findings.length < 20) this.report.findings.push(what)
  }
}
