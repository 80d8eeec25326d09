import { refusals } from '@/kit/refusal'
import { after, HOUR, MINUTE } from '@/kit/time'

/** Every no of this room. */
export const refuse = refusals('payments', {
  missing: { kind: 'missing', message: () => 'There is no such payment, or it is not yours.' },
  alreadyPaid: { kind: 'conflict', message: () => 'This fee is paid already.' },
  processing: {
    kind: 'conflict',
    message: () => 'Your bank is still confirming the payment. Nothing is to be done; come back when it has.',
  },
  returning: {
    kind: 'conflict',
    message: () => 'This fee is on its way back to your card. It can be paid again once it has arrived.',
  },
  disputed: {
    kind: 'conflict',
    message: () => 'The bank asked for this fee back, and has not decided yet. It cannot be paid again until then.',
  },
  badSignature: { kind: 'forbidden', message: () => 'The signature of this event is not Stripe’s.' },
  otherMode: {
    kind: 'forbidden',
    message: () => 'This event is of another mode than this site: test events stay away from live books.',
  },
  unreachable: {
    kind: 'unavailable',
    message: () => 'The payment service did not answer. Nothing was charged; try again in a moment.',
  },
  notFailed: { kind: 'conflict', message: () => 'This refund did not fail, so it is not asked for again.' },
})

/** How long a payment page stays open. Stripe allows 30 minutes to 24 hours. */
const PAGE_OPEN = 12 * HOUR
/** Stripe opens no page that closes in less than half an hour. */
const PAGE_LEAST = 35 * MINUTE

/** Until when a payment page that is opened now can be used. */
export const checkoutUntil = (now: Date): Date => after(now, PAGE_OPEN)

/** Whether a page may still be asked for on behalf of a visit that began then; later, the lists show whether it was. */
export const mayStillOpen = (createdAt: Date, now: Date): boolean => after(now, PAGE_LEAST) < checkoutUntil(createdAt)

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
