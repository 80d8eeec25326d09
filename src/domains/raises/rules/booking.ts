import type { PositionReading } from '@/chain/follower'
import type { RaiseAccount } from '@/chain/raise/accounts'
import { isStale, paymentsHeld } from '@/chain/raise/formulas'
import { accounts, assetKeyOf, type TransferInput } from '@/domains/ledger/schema'
import type { PositionState } from '@/generated/prisma/enums'
import { paidOut, settledOutcome } from './booking-formulas'
import { type Candidate, settledWith } from './booking-vanished'

/** What the books know of a position before a reading. */
export type BookedPosition = {
  address: string
  wallet: string
  state: PositionState
  committed: bigint
  termsVersion: number
  returned: bigint
  delivered: bigint
  bookedPayment: bigint
  bookedTokens: bigint
}

/**
 * What the books know of a raise before a reading; all 0 for one that is seen for the first time. Of its positions only those
 * that a reading changes, those that vanished and, with them, the completed ones; all others stand there in sum.
 */
export type BookedRaise = {
  address: string
  bookedIssuer: bigint
  bookedFee: bigint
  bookedUnseen: bigint
  bookedUnseenTokens: bigint
  /** What the books say lies in the sale vault. */
  saleVault: bigint
  positions: readonly BookedPosition[]
  /** Net payment and tokens that are booked for all positions that are not named. */
  others: { payment: bigint; tokens: bigint }
}

/** A position after the reading: what it is, and what the books show once its transfers are posted. */
export type PositionChange = {
  address: string
  wallet: string
  state: PositionState
  /** Null when the account is gone: everything else stays as it was last seen. */
  reading: PositionReading['position'] | null
  returned: bigint
  delivered: bigint
  bookedPayment: bigint
  bookedTokens: bigint
}

export type Booking = {
  transfers: readonly TransferInput[]
  positions: readonly PositionChange[]
  bookedIssuer: bigint
  bookedFee: bigint
  bookedUnseen: bigint
  bookedUnseenTokens: bigint
}

/** Names the causes of one reading. */
export type Occasion = {
  at: Date
  /** The raise's sequence at the reading, or `close`. */
  mark: string
  slot: bigint
  /** Incarnation of the chain; 0 adds nothing to a cause. */
  incarnation: number
}

/** What a reading shows, and which of its positions the books do not show like that yet. */
type Present = {
  positions: readonly PositionReading[]
  changed: readonly PositionReading[]
  saleVault: bigint
}

/** What to book so that the books show what the chain shows, from account state alone. */
export function bookReading(booked: BookedRaise, raise: RaiseAccount, present: Present, occasion: Occasion): Booking {
  const positions = [...present.changed.map(presentChange), ...vanishedChanges(booked, raise, present.positions)]
  const { issuer, fee } = paidOut(raise)
  const net = netOf(booked, positions)
  return post(booked, raise, present.saleVault, occasion, positions, {
    bookedIssuer: issuer,
    bookedFee: fee,
    bookedUnseen: paymentsHeld(raise) - (net.payment - issuer - fee),
    bookedUnseenTokens: raise.delivered - net.tokens,
  })
}

/**
 * What to book when only the tombstone is left: everybody has what the program's rules give, the issuer all the rest. `final`
 * is the raise as it must have been, see accountAtClose.
 */
export function bookClose(booked: BookedRaise, final: RaiseAccount, occasion: Occasion): Booking {
  const positions = vanishedChanges(booked, final, [])
  const { fee } = paidOut(final)
  const net = netOf(booked, positions)
  return post(booked, final, 0n, occasion, positions, {
    bookedIssuer: net.payment + booked.bookedUnseen - fee,
    bookedFee: fee,
    bookedUnseen: booked.bookedUnseen,
    bookedUnseenTokens: booked.bookedUnseenTokens,
  })
}

/** What to book when the chain was set back to a time before this raise: none of it happened. */
export function bookUndone(booked: BookedRaise, last: RaiseAccount, occasion: Occasion): Booking {
  const positions = booked.positions.map((position) => gone(position, 'undone', { returned: 0n, delivered: 0n }, 0n))
  const nothing = { bookedIssuer: 0n, bookedFee: 0n, bookedUnseen: 0n, bookedUnseenTokens: 0n }
  return post(booked, last, 0n, occasion, positions, nothing)
}

/** A position whose account exists: its own numbers say everything. */
function presentChange({ address, position }: PositionReading): PositionChange {
  const { returned, delivered, investor, committed } = position
  return {
    ...{ address, wallet: investor.toBase58(), state: 'open', reading: position, returned, delivered },
    bookedPayment: committed - returned,
    bookedTokens: delivered,
  }
}

function vanishedChanges(
  booked: BookedRaise,
  raise: RaiseAccount,
  present: readonly PositionReading[],
): PositionChange[] {
  const shown = new Set(present.map(({ address }) => address))
  const vanished = booked.positions.filter(({ address, state }) => state === 'open' && !shown.has(address))
  if (raise.state === 'Failed') return vanished.map((position) => paidBack(position, 'refunded'))
  if (raise.state !== 'Succeeded' && raise.state !== 'Unwinding')
    return vanished.map((position) => paidBack(position, 'withdrawn'))
  const settled = settledWith(raise, {
    present: present.map(({ address, position }): Candidate => ({ ...position, address })),
    settledBefore: booked.positions.filter(({ address, state }) => state === 'completed' && !shown.has(address)),
    vanished,
  })
  return vanished.map((position) => {
    if (!settled.has(position.address)) return paidBack(position, isStale(raise, position) ? 'refunded' : 'withdrawn')
    const outcome = settledOutcome(raise, position.committed)
    return gone(position, 'completed', outcome, position.committed - outcome.returned)
  })
}

const paidBack = (position: BookedPosition, state: 'refunded' | 'withdrawn'): PositionChange =>
  gone(position, state, { returned: position.committed, delivered: 0n }, 0n)

const gone = (
  { address, wallet }: BookedPosition,
  state: PositionState,
  { returned, delivered }: { returned: bigint; delivered: bigint },
  bookedPayment: bigint,
): PositionChange => ({
  ...{ address, wallet, state, reading: null, returned, delivered, bookedPayment },
  bookedTokens: delivered,
})

/** What all positions together have paid in and received in tokens, after the changes. */
function netOf(booked: BookedRaise, changes: readonly PositionChange[]): { payment: bigint; tokens: bigint } {
  const changed = new Set(changes.map(({ address }) => address))
  const all = [...booked.positions.filter(({ address }) => !changed.has(address)), ...changes]
  return all.reduce(
    (sum, { bookedPayment, bookedTokens }) => ({
      payment: sum.payment + bookedPayment,
      tokens: sum.tokens + bookedTokens,
    }),
    booked.others,
  )
}

type Targets = Pick<Booking, 'bookedIssuer' | 'bookedFee' | 'bookedUnseen' | 'bookedUnseenTokens'>

/** The transfers that lead from what is booked to the targets. */
function post(
  booked: BookedRaise,
  raise: RaiseAccount,
  saleVault: bigint,
  occasion: Occasion,
  positions: readonly PositionChange[],
  targets: Targets,
): Booking {
  const flows = new Flows(occasion, assetKeyOf(raise.paymentMint?.toBase58() ?? null), raise.saleMint.toBase58())
  const [payment, sale] = [accounts.payment(booked.address), accounts.sale(booked.address)]
  const issuer = accounts.issuer(raise.issuer.toBase58())
  const before = new Map(booked.positions.map((position) => [position.address, position]))
  let tokensOut = targets.bookedUnseenTokens - booked.bookedUnseenTokens
  for (const position of positions) {
    const earlier = before.get(position.address)
    const [cause, wallet] = [`position:${position.address}`, accounts.wallet(position.wallet)]
    const mark = position.reading ? position.reading.sequence.toString() : occasion.mark
    const tokens = position.bookedTokens - (earlier?.bookedTokens ?? 0n)
    flows.pay(wallet, payment, position.bookedPayment - (earlier?.bookedPayment ?? 0n), `${cause}:${mark}`)
    flows.deliver(sale, wallet, tokens, `${cause}:${mark}:tokens`)
    tokensOut += tokens
  }
  const cause = `raise:${booked.address}:${occasion.mark}`
  const unseen = accounts.unseen(booked.address)
  flows.pay(payment, issuer, targets.bookedIssuer - booked.bookedIssuer, `${cause}:release`)
  flows.pay(payment, accounts.fee(raise.feeWallet.toBase58()), targets.bookedFee - booked.bookedFee, `${cause}:fee`)
  flows.pay(unseen, payment, targets.bookedUnseen - booked.bookedUnseen, `${cause}:unseen`)
  flows.deliver(sale, unseen, targets.bookedUnseenTokens - booked.bookedUnseenTokens, `${cause}:unseen-tokens`)
  // What else moved in the sale vault came from the issuer or went back there: nobody else has a claim on it.
  const deposited = saleVault - booked.saleVault + tokensOut
  flows.deliver(issuer, sale, deposited, `raise:${booked.address}:sale:${occasion.slot}`)
  return { transfers: flows.transfers, positions, ...targets }
}

/** Collects transfers; a negative amount flows the other way, 0 not at all. */
class Flows {
  readonly transfers: TransferInput[] = []
  constructor(
    private readonly occasion: Occasion,
    private readonly paymentAsset: string,
    private readonly saleAsset: string,
  ) {}

  pay(from: string, to: string, amount: bigint, cause: string): void {
    this.#add(from, to, this.paymentAsset, amount, cause)
  }

  deliver(from: string, to: string, amount: bigint, cause: string): void {
    this.#add(from, to, this.saleAsset, amount, cause)
  }

  #add(from: string, to: string, asset: string, amount: bigint, cause: string): void {
    if (amount === 0n) return
    const { at, incarnation } = this.occasion
    const ends = amount > 0n ? { from, to } : { from: to, to: from }
    const once = incarnation > 0 ? `${cause}@${incarnation}` : cause
    this.transfers.push({ ...ends, asset, units: amount > 0n ? amount : -amount, cause: once, at })
  }
}
