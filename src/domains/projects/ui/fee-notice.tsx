import { formatCents } from '@/domains/payments/rules'
import type { FeeStanding } from '@/domains/payments/rules/machines'
import { formatInstant } from '@/kit/time'
import { Alert, type Tone } from '@/ui/badge'

export type FeeView = {
  standing: FeeStanding
  cents: number
  currency: string
  refundDays: number
  refundUntil: Date | null
}

/** When a refusal brings the fee back, as the payer is told before paying. */
export const returnWords = (days: number): string =>
  days === 0
    ? 'It is not returned when the application is rejected.'
    : `If the application is rejected within ${days} ${days === 1 ? 'day' : 'days'} of your payment, the fee goes back to your card by itself.`

const WORDS: Record<Exclude<FeeStanding, 'none' | 'due'>, { tone: Tone; title: string; text: string }> = {
  processing: {
    tone: 'warn',
    title: 'Your bank is confirming the payment',
    text: 'That can take some days. You can submit once it is confirmed; nothing else is to be done.',
  },
  paid: { tone: 'good', title: 'The application fee is paid', text: '' },
  disputed: {
    tone: 'warn',
    title: 'Your bank asked for the fee back',
    text: 'The application stands still until the bank has decided.',
  },
  refunding: {
    tone: 'neutral',
    title: 'The fee is on its way back',
    text: 'It goes to the card that paid it; banks need up to ten days.',
  },
  refunded: { tone: 'neutral', title: 'The fee was returned', text: 'It is due again when you apply again.' },
  charged_back: {
    tone: 'bad',
    title: 'Your bank took the fee back',
    text: 'The application stands still. It goes on when the fee is paid again.',
  },
}

/** Where the fee of an application stands; nothing while nothing was paid. */
export function FeeNotice({ fee }: { fee: FeeView | null }) {
  if (!fee || fee.standing === 'none' || fee.standing === 'due') return null
  const { standing, cents, currency, refundUntil, refundDays } = fee
  const { tone, title, text } = WORDS[standing]
  const returns = standing === 'paid' && refundUntil && refundDays > 0
  return (
    <Alert tone={tone} title={`${title}: ${formatCents(cents, currency)}`}>
      {returns ? `Rejected before ${formatInstant(refundUntil)}, it goes back to your card by itself.` : text}
    </Alert>
  )
}
