import type { Vm } from '@/test/vm'
import { differencesFrom, type Flows, type Holdings, holdings, observeChain } from './chain-observation'
import { ChainStage, PARTIES } from './chain-stage'
import { RaiseModel } from './model'
import type { Party } from './model-books'
import { BEGINNING } from './model-raises'
import { actInModel, type Happening, type Meddling, type Sent, tell } from './model-steps'
import type { Terms } from './model-terms'
import { type Act, brokenPromises, type Observation } from './promises'

const add = (balances: Map<Party, bigint>, party: Party, amount: bigint): void => {
  if (amount !== 0n) balances.set(party, (balances.get(party) ?? 0n) + amount)
}

/** One raise lived twice, on chain and in the model; every step is compared to the unit and held against the promises. */
export class Twins {
  readonly stage: ChainStage
  readonly model: RaiseModel
  readonly told: string[] = []
  readonly wrong: string[] = []
  readonly states = new Set<string>()
  /** How often each instruction was carried out. */
  readonly done = new Map<string, number>()
  steps = 0
  /** Steps since the raise was closed: a few show that nothing moves any more. */
  afterClosing = 0
  gifts = 0n
  private readonly put = new Map<Party, bigint>()
  private readonly received = new Map<Party, bigint>()
  private readonly tokens = new Map<Party, bigint>()
  private seen: Observation
  /** What everybody held after the last instruction; null once something else happened. */
  private held: Holdings | null = null

  /** `gift`: lamports that somebody sends to the addresses of the raise before it exists. */
  constructor(vm: Vm, terms: Terms, gift: bigint) {
    this.stage = new ChainStage(vm, terms)
    this.model = new RaiseModel(terms, this.stage.vm.rent(0), BEGINNING)
    const { raise, paymentVault } = this.stage
    if (gift > 0n) for (const address of [raise.address, paymentVault]) this.stage.give(address, gift)
    this.stage.create()
    if (terms.native && gift > this.model.walletRent) this.donated(gift - this.model.walletRent)
    this.seen = observeChain(this.stage, this.flows(), null)
  }

  private flows(): Flows {
    const { put, received, tokens } = this
    return { put: new Map(put), received: new Map(received), tokens: new Map(tokens), donated: this.model.donated }
  }

  private donated(amount: bigint): void {
    this.model.donate(amount)
    this.gifts += amount
  }

  happen(what: Happening): void {
    this.told.push(tell(what))
    this.steps += 1
    if (this.model.state === 'closed') this.afterClosing += 1
    if (what.name === 'send') this.send(what.sent, what.meddling)
    else this.befall(what)
  }

  private befall(what: Exclude<Happening, { name: 'send' }>): void {
    const { stage, model } = this
    this.held = null
    if (what.name === 'time') {
      model.now += what.seconds
      stage.vm.now = model.now
    } else if (what.name === 'gift') stage.give(stage.of(what.party).position, what.lamports)
    else if (what.name === 'deposit') {
      stage.deposit(what.amount)
      model.deposit(what.amount)
    } else {
      stage.donate(what.amount)
      this.donated(what.amount)
    }
    this.seen = observeChain(stage, this.flows(), this.seen)
  }

  private send(sent: Sent, meddling?: Meddling): void {
    const { stage, model } = this
    const before = this.held ?? holdings(stage)
    const feeLamports = stage.vm.lamports(stage.of('fee').wallet)
    const { outcome, fee } = stage.act(sent, meddling)
    const refusedFor = outcome.error === null ? null : [outcome.error]
    if (refusedFor) this.told.push(`  refused: ${refusedFor}`)
    else this.done.set(sent.name, (this.done.get(sent.name) ?? 0) + 1)
    const spoiled = meddling !== undefined && refusedFor !== null
    if (!spoiled) this.compare(outcome.error, actInModel(model, sent, feeLamports))
    const after = holdings(stage)
    this.held = after
    for (const party of PARTIES) this.account(party, before, after, party === 'crank' ? fee : 0n)
    const seen = observeChain(stage, this.flows(), this.seen)
    this.wrong.push(...brokenPromises(this.seen, { ...sent, spoiled, refusedFor } as Act, seen))
    this.wrong.push(...differencesFrom(model, stage, seen))
    this.states.add(seen.state)
    this.seen = seen
  }

  /** Both did it, or the chain refused it for one of the reasons that the model has. */
  private compare(error: string | null, mine: Act): void {
    const agreed = mine.refusedFor?.some((reason) => reason === error) ?? error === null
    if (!agreed) this.wrong.push(`on chain ${error ?? 'done'}, in the model ${mine.refusedFor ?? 'done'}`)
  }

  /** Books what an instruction moved to or from a party, and objects to what it must not move. */
  private account(party: Party, before: Holdings, after: Holdings, fee: bigint): void {
    const moved = (what: keyof typeof after) => after[what].get(party)! - before[what].get(party)!
    const native = this.stage.terms.native
    const payment = moved('payment') + (native ? fee : 0n)
    if (payment > 0n) add(this.received, party, payment)
    else add(this.put, party, -payment)
    add(this.tokens, party, moved('tokens'))
    if (!native && moved('lamports') !== -fee) this.wrong.push(`${party} ends with ${moved('lamports')} lamports more`)
  }
}
