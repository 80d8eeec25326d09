import type { RaiseState } from '@/chain/raise/layout'
import { type Asset, formatMoney, money } from '@/kit/money'
import { formatInstant, fromUnix } from '@/kit/time'
import { duration } from './summary'

type Payment = { bps: number; notBefore: bigint; approveBy: bigint; approved: boolean; released: boolean }

/** What the raise's account says, as far as it gives or takes power. Times in unix seconds. */
type RaiseFacts = {
  state: RaiseState
  minimum: bigint
  feeBps: number
  closesAt: bigint
  withdrawUntil: bigint
  settleAfter: bigint
  reflectionSeconds: number
  tranches: readonly Payment[]
}

/** One thing that somebody can or cannot do with a raise, as the program has it. */
export type Power = { who: 'team' | 'operator' | 'you' | 'anybody'; can: boolean; text: string }

/** What everybody can and cannot do, read from the raise's account, not from promises. */
export function powersOf(raise: RaiseFacts, { asset, now }: { asset: Asset; now: Date }): Power[] {
  return [...teamPowers(raise, now), ...operatorPowers(raise, now), ...yourPowers(raise, { asset, now })]
}

function teamPowers(raise: RaiseFacts, now: Date): Power[] {
  const ended = raise.state !== 'Draft' && raise.state !== 'Open'
  const cancels = raise.state === 'Draft' || (raise.state === 'Open' && now < fromUnix(raise.closesAt))
  return [
    { who: 'team', can: false, text: 'take any money before the raise has succeeded' },
    { who: 'team', can: false, text: 'change the amounts, the dates, the split or where the money goes' },
    { who: 'team', can: cancels, text: 'cancel the raise, which gives everybody their money back' },
    ended
      ? { who: 'team', can: false, text: 'take tokens that investors have bought' }
      : { who: 'team', can: false, text: 'take the tokens out of the vault while the raise runs' },
    ...raise.tranches.map((tranche): Power => ({ who: 'team', ...paymentPower(raise, tranche) })),
  ]
}

/** What the team can do about one payment. The first one counts as approved from the start. */
function paymentPower({ state }: RaiseFacts, payment: Payment): Omit<Power, 'who'> {
  const share = `${payment.bps / 100} % of the money`
  const date = formatInstant(fromUnix(payment.notBefore))
  if (payment.released) return { can: true, text: `keep ${share}, which it has received` }
  if (state === 'Failed') return { can: false, text: `receive ${share}: the raise failed, and everybody is refunded` }
  if (payment.approved)
    return {
      can: true,
      text: `receive ${share} from ${date} on${state === 'Succeeded' ? '' : ', if the raise succeeds'}`,
    }
  if (state === 'Unwinding') return { can: false, text: `receive ${share}, which goes back to the investors` }
  const by = formatInstant(fromUnix(payment.approveBy))
  const text = `receive ${share} from ${date} on unless both approvers agree by ${by}; otherwise it goes back to the investors`
  return { can: false, text }
}

function operatorPowers(raise: RaiseFacts, now: Date): Power[] {
  const pausable = raise.state === 'Draft' || raise.state === 'Open'
  const open = raise.state === 'Open' && now < fromUnix(raise.closesAt)
  const undecided = raise.state === 'Succeeded' && raise.tranches.some(({ approved }) => !approved)
  const steps = raise.tranches.length > 1
  return [
    { who: 'operator', can: false, text: 'take, hold, freeze or redirect anybody’s money' },
    { who: 'operator', can: false, text: 'stop a withdrawal, a refund or a claim' },
    { who: 'operator', can: pausable, text: 'pause new commitments, and decline to co-sign one' },
    { who: 'operator', can: pausable, text: 'cancel the raise, which gives everybody their money back' },
    {
      ...({ who: 'operator', can: open } as const),
      text: 'change the terms together with the team, after which only money counts whose owner agrees again',
    },
    ...(steps
      ? [
          {
            who: 'operator',
            can: undecided,
            text: 'agree to a later payment, or send it back to the investors',
          } as const,
        ]
      : []),
    raise.feeBps > 0
      ? { who: 'operator', can: true, text: `receive a fee of ${raise.feeBps / 100} % of what the team receives` }
      : { who: 'operator', can: false, text: 'take a fee' },
  ]
}

function yourPowers(raise: RaiseFacts, { asset, now }: { asset: Asset; now: Date }): Power[] {
  const until = fromUnix(raise.withdrawUntil)
  const free = raise.state === 'Open' && now < until
  const fresh = raise.reflectionSeconds > 0
  const cranks =
    raise.tranches.length > 1 ? 'refund, claim and share of a payment that was not agreed to' : 'refund and claim'
  return [
    { who: 'you', can: free, text: `withdraw any part until ${formatInstant(until)}` },
    ...(fresh
      ? [
          {
            who: 'you',
            can: raise.state === 'Open',
            text: `withdraw new money for ${duration(raise.reflectionSeconds)} after you sent it`,
          } as const,
        ]
      : []),
    {
      who: 'anybody',
      can: true,
      text: `settle the raise from ${formatInstant(fromUnix(raise.settleAfter))} on, and send every ${cranks}`,
    },
    {
      who: 'you',
      can: true,
      text: `get everything back if less than ${formatMoney(money(asset, raise.minimum))} is confirmed`,
    },
  ]
}
