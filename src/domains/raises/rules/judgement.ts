import type { RaiseAccount } from '@/chain/raise/accounts'
import type { InvestmentContext } from '@/domains/compliance/rules'
import { after, SECOND } from '@/kit/time'
import type { BookedRaise, Booking } from './booking'

/** What one reading shows that a wallet added to its position. */
export type Commitment = { address: string; wallet: string; before: bigint; added: bigint }

export type Investor = InvestmentContext['person']

/** A commitment with whose it is: `personId` null for a wallet that nobody signed in with. */
export type Judged = { commitment: Commitment; person: Investor; personId: string | null; accounts: readonly string[] }

/** A wallet that nobody signed in with. */
export const NOBODY: Investor = {
  ...{ clearance: null, operator: { verified: false, task: null, until: null } },
  underReview: false,
}

/** The positions that hold more than the books knew. */
export function addedCommitments(books: BookedRaise, booking: Booking): Commitment[] {
  const before = new Map(books.positions.map((position) => [position.address, position]))
  return booking.positions.flatMap(({ address, wallet, reading }) => {
    const known = before.get(address)
    const held = known?.state === 'open' ? known.committed : 0n
    if (!reading || reading.committed <= held) return []
    return [{ address, wallet, before: held, added: reading.committed - held }]
  })
}

/**
 * The gate's question about a commitment that the program took. Whether the raise was open, running and unpaused the program
 * checked at that second, and by now it may have changed: so it counts as open here, and the answer is about the person.
 */
export function gateQuestion(
  raise: RaiseAccount,
  person: Investor,
  { wallet, before, added }: Commitment,
  now: Date,
): InvestmentContext {
  const mint = raise.paymentMint?.toBase58() ?? null
  return {
    ...{ now, person, wallet, amount: added, chainHealthy: true },
    asset: { symbol: 'KOII', decimals: raise.paymentDecimals, mint },
    raise: {
      ...{ audience: raise.audience, state: 'open', paused: false },
      ...{ opensAt: now, closesAt: after(now, SECOND), issuerWallet: raise.issuer.toBase58() },
      ...{ positionMinimum: raise.positionMinimum, positionMaximum: raise.positionMaximum },
      ...{ cap: raise.cap, oversubscription: raise.oversubscription, confirmedTotal: raise.confirmed - added },
    },
    position: { committed: before, stale: false },
  }
}
