import { refusals } from '@/kit/refusal'
import { after, HOUR } from '@/kit/time'

/** Every no of this room. */
export const refuse = refusals('payments', {
  missing: { kind: 'missing', message: () => 'There is no such payment, or it is not yours.' },
  alreadyPaid: { kind: 'conflict', message: () => 'This fee is paid already.' },
  mismatch: {
    kind: 'conflict',
    message: () => 'The payment that Stripe reports is not the one that was asked for. Nothing was booked.',
  },
  badSignature: { kind: 'forbidden', message: () => 'The signature of this event is not Stripe’s.' },
  unreachable: {
    kind: 'unavailable',
    message: () => 'The payment service did not answer. Nothing was charged; try again in a moment.',
  },
})

/** How long a payment page stays open. Stripe allows 30 minutes to 24 hours. */
const PAGE_OPEN = 12 * HOUR

/** Until when a payment page that is opened now can be used. */
export const checkoutUntil = (now: Date): Date => after(now, PAGE_OPEN)

/** A fee in words: `25.00 usd` is `25.00 USD`. */
export function formatCents(cents: number, currency: string): string {
  const digits = cents.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)} ${currency.toUpperCase()}`
}

type Asked = { checkoutId: string; cents: number; currency: string }
type Reported = { checkoutId: string | null; cents: number; currency: string; live: boolean }

/** Whether what Stripe reports is what was asked for: same reference, amount, currency and mode. */
export const isSamePayment = (asked: Asked, reported: Reported, live: boolean): boolean =>
  asked.checkoutId === reported.checkoutId &&
  asked.cents === reported.cents &&
  asked.currency === reported.currency &&
  reported.live === live
