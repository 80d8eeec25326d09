import { type Asset, formatMoney, KOII, money } from '@/kit/money'
import { formatInstant } from '@/kit/time'

/** What a person reads before signing. Amounts are written out, so that the text is exactly what was shown. */
export type Summary = {
  title: string
  /** One sentence each: what is sent, what comes back and when. */
  lines: string[]
  changes: SummaryChange[]
  /** Network fee, as text. */
  fee: string
  /** Rent and deposit that stay in new accounts, as text; null when none are made. */
  rent: string | null
}
export type SummaryChange = { label: string; address: string; amount: string }

const written = (units: bigint, asset: Asset): string => formatMoney(money(asset, units))

/** `+250 KOII` or `-250 KOII`. */
export const signedAmount = (units: bigint, asset: Asset): string =>
  `${units > 0n ? '+' : ''}${formatMoney(money(asset, units))}`

/** Lamports as KOII. */
export const inKoii = (lamports: bigint): string => written(lamports, KOII)

type RaiseFacts = {
  title: string
  minimum: bigint
  closesAt: Date
  withdrawUntil: Date
  reflectionSeconds: number
  settleAfter: Date
  cap: bigint
  oversubscription: boolean
  /** Seconds after the settlement in which no token is handed over. */
  vestingCliff: number
}

type CommitFacts = {
  amount: bigint
  asset: Asset
  before: bigint
  deposit: bigint
  sheet?: { number: number; hash: string } | null
}

/** Lets a person know what committing means, with the conditions under which it comes back. */
export function commitLines(raise: RaiseFacts, { amount, asset, before, deposit, sheet }: CommitFacts): string[] {
  const closes = formatInstant(raise.closesAt)
  return [
    `You send ${written(amount, asset)} to the raise of ${raise.title}.`,
    ...(before > 0n
      ? [`Your position grows from ${written(before, asset)} to ${written(before + amount, asset)}.`]
      : []),
    `You get it back in full if less than ${written(raise.minimum, asset)} is confirmed when the raise closes on ${closes}.`,
    withdrawalLine(raise),
    raise.oversubscription
      ? `If more than ${written(raise.cap, asset)} is confirmed, everybody’s share is reduced alike and the rest comes back.`
      : `No more than ${written(raise.cap, asset)} is taken in all.`,
    ...(raise.vestingCliff > 0
      ? [
          `Tokens reach your wallet ${duration(raise.vestingCliff)} after the settlement at the earliest; until then they cannot be passed on.`,
        ]
      : []),
    ...(sheet ? [`You were shown version ${sheet.number} of the information sheet: ${sheet.hash}.`] : []),
    ...(deposit > 0n
      ? [`${inKoii(deposit)} is kept in your position’s account and comes back to your wallet when it closes.`]
      : []),
  ]
}

/** Until when money can be taken out freely, and how long new money always can. */
export function withdrawalLine(raise: Pick<RaiseFacts, 'withdrawUntil' | 'reflectionSeconds' | 'settleAfter'>): string {
  const until = `You can take it back until ${formatInstant(raise.withdrawUntil)}`
  if (raise.reflectionSeconds === 0) return `${until}.`
  return `${until}, and new money for ${duration(raise.reflectionSeconds)} after you sent it.`
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const

/** `2 days`, `36 hours`: the largest unit that divides it, else seconds. */
export function duration(seconds: number): string {
  const [size, name] = UNITS.find(([unit]) => seconds % unit === 0 && seconds > 0) ?? [1, 'second']
  const count = seconds / size
  return `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`
}
