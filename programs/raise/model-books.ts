import type { RaiseErrorName } from '../../src/chain/raise/errors'
import type { Role } from '../../src/chain/raise/layout'
import type { Terms } from './model-terms'

/** A person, a wallet or a role in the model, by a plain name. */
export type Party = string
/** Where a raise stands. */
export type State = 'draft' | 'open' | 'succeeded' | 'failed' | 'unwinding' | 'closed'
/** What one investor has in a raise; `accepted` is fixed when the excess is paid. */
export type Position = {
  committed: bigint
  fresh: bigint
  freshUntil: bigint
  termsVersion: bigint
  accepted: bigint | null
  delivered: bigint
  unwound: boolean
}
/** The signers of one instruction. */
export type Signers = readonly Party[]

/** All of something, in basis points. */
export const ALL = 10_000n
/** The larger of two amounts. */
export const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
/** The smaller of two amounts. */
export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** An instruction that the rules refuse, with every rule that refuses it: which is met first is the program's affair. */
export class Refused extends Error {
  constructor(readonly reasons: readonly RaiseErrorName[]) {
    super(reasons.join(', '))
  }
}

/** The rules that refuse an instruction, by the program's own names; true: the rule is broken. */
export type Rules = Partial<Record<RaiseErrorName, boolean>>

/** What the model of a raise knows and owes: its state, its formulas and the four ways in which money moves. */
export class RaiseBooks {
  state: State = 'draft'
  paused = false
  termsVersion = 1n
  /** Stands for the hash of the terms in force; 0 stands for a hash of zeros. */
  termsHash = 1n
  /** Who holds the keys that can be replaced. */
  readonly keys: Record<Role, Party> = { cosigner: 'cosigner', approverA: 'approverA', approverB: 'approverB' }
  settleAfter: bigint
  confirmed = 0n
  committed = 0n
  entitlement = 0n
  unwindable = 0n
  settledTotal = 0n
  settledPositions = 0n
  settledAt = 0n
  released = 0n
  tokensDelivered = 0n
  feesDue = 0n
  approvedTranches = 1
  releasedTranches = 0
  vault = 0n
  sale = 0n
  readonly positions = new Map<Party, Position>()
  /** Payment that came as a gift and is still in the vault. */
  donated = 0n
  /** By party: payment put in by commitments, payment received, sale tokens received. */
  readonly put = new Map<Party, bigint>()
  readonly received = new Map<Party, bigint>()
  readonly tokens = new Map<Party, bigint>()

  constructor(
    readonly terms: Terms,
    readonly walletRent: bigint,
    public now: bigint,
  ) {
    this.settleAfter = terms.closesAt + terms.reflectionSeconds
  }

  /** Refuses with every broken rule; nothing can be done to a raise that is closed. */
  protected refuse(rules: Rules): void {
    const all: [string, boolean][] = Object.entries({ WrongRaise: this.state === 'closed', ...rules })
    const broken = all.filter(([, isBroken]) => isBroken).map(([name]) => name as RaiseErrorName)
    if (broken.length > 0) throw new Refused(broken)
  }

  // ---- what the rules say, by themselves ----

  /** Basis points of the first `count` tranches. */
  protected bps(count: number): bigint {
    return this.terms.tranches.slice(0, count).reduce((sum, tranche) => sum + tranche.bps, 0n)
  }

  /** Did the position agree to other terms than today's? */
  stale(position: Position): boolean {
    return position.termsVersion !== this.termsVersion
  }

  /** Promise 7: what of a position is accepted once the raise has settled. */
  accepted(position: Position): bigint {
    if (this.stale(position)) return 0n
    const { cap } = this.terms
    return this.settledTotal <= cap ? position.committed : (position.committed * cap) / this.settledTotal
  }

  /** Sale tokens that an accepted amount buys in the end. */
  tokensFor(accepted: bigint): bigint {
    return (accepted * this.terms.tokensAtCap) / this.terms.cap
  }

  /** Sale tokens due to a position by now, delivered ones included. */
  due(position: Position): bigint {
    const whole = this.tokensFor(this.accepted(position))
    const elapsed = this.now - this.settledAt
    const { cliffSeconds, vestingSeconds } = this.terms
    const vested = elapsed >= vestingSeconds ? whole : elapsed < cliffSeconds ? 0n : (whole * elapsed) / vestingSeconds
    return smaller(vested, (whole * this.bps(this.releasedTranches)) / ALL)
  }

  /** The promise 9 share of a position in what was never released. */
  unwindShare(position: Position): bigint {
    return this.stale(position) ? 0n : (position.committed * this.unwindable) / this.settledTotal
  }

  /** Tranches that can still be released: all approved ones, and those still to be approved while nothing unwinds. */
  protected releasable(): number {
    return this.state === 'unwinding' ? this.approvedTranches : this.terms.tranches.length
  }

  protected settled(): boolean {
    return this.state === 'succeeded' || this.state === 'unwinding'
  }

  /** Sale tokens that must stay in the sale vault for the investors. */
  tokensOwed(): bigint {
    const whole = this.tokensFor(smaller(this.settledTotal, this.terms.cap))
    const bound = this.state === 'unwinding' ? (whole * this.bps(this.approvedTranches)) / ALL : whole
    return bound - this.tokensDelivered
  }

  // ---- moving money ----

  static add(balances: Map<Party, bigint>, party: Party, amount: bigint): void {
    balances.set(party, (balances.get(party) ?? 0n) + amount)
  }

  protected pay(to: Party, amount: bigint): void {
    if (amount < 0n || amount > this.vault)
      throw new RangeError(`the vault holds ${this.vault}, not ${amount} for ${to}`)
    this.vault -= amount
    RaiseBooks.add(this.received, to, amount)
  }

  protected deliver(to: Party, amount: bigint): void {
    if (amount < 0n || amount > this.sale) throw new RangeError(`the sale holds ${this.sale}, not ${amount} for ${to}`)
    this.sale -= amount
    RaiseBooks.add(this.tokens, to, amount)
  }

  /** Fixes what is accepted and pays the excess, once. */
  protected payExcess(investor: Party, position: Position): void {
    if (position.accepted !== null) return
    position.accepted = this.accepted(position)
    this.pay(investor, position.committed - position.accepted)
  }

  /** Nothing can come any more: all that will ever be released is released, and its tokens are delivered. */
  protected isDone(position: Position): boolean {
    const kept = this.releasable()
    const whole = (this.tokensFor(this.accepted(position)) * this.bps(kept)) / ALL
    const unwound = this.state === 'succeeded' || position.unwound
    return position.delivered === whole && unwound && this.releasedTranches === kept
  }

  protected closeWhenDone(investor: Party, position: Position): void {
    if (this.isDone(position)) this.positions.delete(investor)
  }

  /** The position of an investor; without one the other broken rules are as good a reason to refuse. */
  protected position(investor: Party, rules: Rules): Position {
    const position = this.positions.get(investor)
    if (position === undefined) this.refuse({ WrongPosition: true, ...rules })
    return position!
  }

  // ---- anybody at any time ----

  /** A gift to the payment vault: it may block nothing and belongs to nobody until the raise is closed. */
  donate(amount: bigint): void {
    this.vault += amount
    this.donated += amount
  }

  /** Sale tokens put into the sale vault, by the issuer before it opens or by anybody. */
  deposit(amount: bigint): void {
    this.sale += amount
  }
}
