import type { RaiseState } from '@/chain/raise/layout'
import { type Asset, formatMoney, money } from '@/kit/money'
import { formatInstant, fromUnix } from '@/kit/time'
import { duration } from './summary'

/** What the raise's account says, as far as it gives or takes power. Times in unix seconds. */
type RaiseFacts = {
  state: RaiseState
  minimum: bigint
  feeBps: number
  closesAt: bigint
  withdrawUntil: bigint
  settleAfter: bigint
  reflectionSeconds: number
  tranches: readonly { bps: number; notBefore: bigint; approved: boolean; released: boolean }[]
}

/** One thing that somebody can or cannot do with a raise, as the program has it. */
export type Power = { who: 'team' | 'operator' | 'you' | 'anybody'; can: boolean; text: string }

/** What everybody can and cannot do, read from the raise's account, not from promises. */
export function powersOf(raise: RaiseFacts, { asset, now }: { asset: Asset; now: Date }): Power[] {
  return [...teamPowers(raise, now), ...operatorPowers(raise), ...yourPowers(raise, { asset, now })]
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
    ...raise.tranches.map(({ bps, notBefore, released }, index): Power => {
      const share = `${bps / 100} % of the money`
      const date = formatInstant(fromUnix(notBefore))
      const text = released
        ? `keep ${share}, which it has received`
        : `receive ${share} from ${date} on, if the raise succeeds`
      return { who: 'team', can: index === 0 || raise.tranches[index]!.approved, text }
    }),
  ]
}

function operatorPowers(raise: RaiseFacts): Power[] {
  const pausable = raise.state === 'Draft' || raise.state === 'Open'
  return [
    { who: 'operator', can: false, text: 'take, hold, freeze or redirect anybody’s money' },
    { who: 'operator', can: false, text: 'stop a withdrawal, a refund or a claim' },
    { who: 'operator', can: pausable, text: 'pause new commitments, and decline to co-sign one' },
    { who: 'operator', can: pausable, text: 'cancel the raise, which gives everybody their money back' },
    raise.feeBps > 0
      ? { who: 'operator', can: true, text: `receive a fee of ${raise.feeBps / 100} % of what the team receives` }
      : { who: 'operator', can: false, text: 'take a fee' },
  ]
}

function yourPowers(raise: RaiseFacts, { asset, now }: { asset: Asset; now: Date }): Power[] {
  const until = fromUnix(raise.withdrawUntil)
  const free = raise.state === 'Open' && now < until
  const fresh = raise.reflectionSeconds > 0
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
      text: `settle the raise from ${formatInstant(fromUnix(raise.settleAfter))} on, and send every refund and claim`,
    },
    {
      who: 'you',
      can: true,
      text: `get everything back if less than ${formatMoney(money(asset, raise.minimum))} is confirmed`,
    },
  ]
}
