import type { PositionAccount, RaiseAccount } from '@/chain/raise/accounts'
import { accepted, acceptedInAll, excess, feeOf, isStale, tokensFor } from '@/chain/raise/formulas'
import type { Instrument } from '@/domains/compliance/rules/regime'
import { INSTRUMENT_WORDS } from '@/domains/compliance/rules/regime-words'
import { type Asset, formatMoney, formatUnits, money } from '@/kit/money'
import { after, formatInstant, SECOND } from '@/kit/time'

type Terms = Pick<
  RaiseAccount,
  'cap' | 'minimum' | 'confirmed' | 'tokensAtCap' | 'feeBps' | 'termsVersion' | 'vestingCliff'
>
type Position = Pick<PositionAccount, 'committed' | 'termsVersion'>

/** A raise that is over, as its investors read of it. */
export type Ended = {
  raise: Terms
  title: string
  payment: Asset
  sale: Asset
  /** What was decided that it sells; null where nobody decided it. */
  instrument: Instrument | null
  /** Null for one that failed. */
  settledAt: Date | null
  /** Somebody ended it before it could be settled. */
  cancelled: boolean
}
type Settled = Ended & { settledAt: Date }
export const isSettled = (ended: Ended): ended is Settled => ended.settledAt !== null

const written = (asset: Asset, units: bigint): string => formatMoney(money(asset, units))

/** When tokens can be passed on at the earliest: until then the program hands over none. */
export const movableFrom = (settledAt: Date, { vestingCliff }: Pick<RaiseAccount, 'vestingCliff'>): Date =>
  after(settledAt, vestingCliff * SECOND)

/**
 * What somebody bought: the date, what it is, the price, how many, what was sold to everybody, and what this site is paid and by whom
 * (17 CFR 227.303(f)).
 */
export function completionLines(
  { raise, settledAt, title, payment, sale, instrument }: Settled,
  position: Position,
): string[] {
  const [paid, back] = [accepted(raise, position), excess(raise, position)]
  const raised = acceptedInAll(raise)
  const kind = instrument ? `, ${INSTRUMENT_WORDS[instrument]},` : ''
  return [
    `${title} was settled on ${formatInstant(settledAt)}.`,
    `You bought ${written(sale, tokensFor(raise, paid))}${kind} for ${written(payment, paid)}.`,
    `The price was the same for everybody: ${written(payment, raise.cap)} for ${written(sale, raise.tokensAtCap)}.`,
    ...(back > 0n ? [`${written(payment, back)} of what you committed was not accepted and comes back to you.`] : []),
    `In all ${written(sale, tokensFor(raise, raised))} were sold for ${written(payment, raised)}.`,
    feeLine(raise, payment, raised),
    raise.vestingCliff > 0
      ? `No token leaves the raise before ${formatInstant(movableFrom(settledAt, raise))}, so until then it cannot be passed on.`
      : 'Tokens come to your wallet as the terms of the raise say.',
  ]
}

/** What this site is paid for a raise, and by whom: its program takes it out of what goes to the team. */
function feeLine({ feeBps }: Terms, payment: Asset, raised: bigint): string {
  if (feeBps === 0) return 'This site is paid nothing for the raise, neither by the team nor by you.'
  const most = written(payment, feeOf(raised, feeBps))
  return `This site is paid ${formatUnits(BigInt(feeBps), 2)} % of each payment to the team, out of that payment: ${most} at most, and nothing by you.`
}

/** That a raise did not succeed, why, and how its money comes back (17 CFR 227.304(d)). */
export function failureLines({ raise, title, payment, cancelled }: Ended, { committed }: Position): string[] {
  const { minimum, confirmed } = raise
  return [
    // A cancellation that was seen late is known by the minimum, which was reached.
    cancelled || confirmed >= minimum
      ? `${title} was cancelled before it could be settled.`
      : `Less than its minimum of ${written(payment, minimum)} was confirmed for ${title}: ${written(payment, confirmed)}.`,
    `All that you committed, ${written(payment, committed)}, goes back to your wallet.`,
    'It is sent to you, and you can also take it yourself: in your portfolio, or with the refund page, which does not need this site.',
  ]
}

/** What an investor is told of the end; null for a position that took no part in it, whose owner was asked about changed terms. */
export function endingNotice(ended: Ended, position: Position): { title: string; text: string } | null {
  if (!isSettled(ended)) {
    const title = 'A raise did not succeed: everything that you committed comes back'
    return { title, text: failureLines(ended, position).join('\n') }
  }
  if (isStale(ended.raise, position)) return null
  return { title: 'A raise is settled: what you bought', text: completionLines(ended, position).join('\n') }
}
