import { notFound } from 'next/navigation'
import { formatCents } from '@/domains/payments/rules'
import { type Asked, given, localPage } from '@/server/page'
import { Alert, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Payment (stand-in)' }

type Props = { params: Promise<{ session: string }>; searchParams: Asked }
type State = 'open' | 'processing' | 'paid' | 'failed' | 'expired'

/** What a payer may do, by the names of Stripe's test cards. */
const CARDS = [
  ['pm_card_visa', 'Pay with a card that works'],
  ['pm_usBankAccount', 'Pay by a bank that confirms later'],
  ['pm_card_chargeDeclined', 'Pay with a card that is declined'],
  ['pm_card_createDispute', 'Pay, and the bank asks for it back'],
  ['pm_card_refundFail', 'Pay with a card that takes no refund'],
] as const

/** What banks may do afterwards. */
const ACTS: Record<State, readonly (readonly [act: string, words: string])[]> = {
  open: [],
  processing: [
    ['settle', 'The bank confirms'],
    ['bounce', 'The bank does not confirm'],
  ],
  paid: [
    ['dispute', 'The payer’s bank asks for it back'],
    ['dispute_won', 'The bank decides for the site'],
    ['dispute_lost', 'The bank decides for the payer'],
  ],
  failed: [],
  expired: [],
}

const SAYS: Record<Exclude<State, 'open'>, { tone: Tone; title: string }> = {
  processing: { tone: 'warn', title: 'The bank is confirming' },
  paid: { tone: 'good', title: 'Paid' },
  failed: { tone: 'bad', title: 'The bank did not confirm' },
  expired: { tone: 'warn', title: 'Expired' },
}

/** The payment page of Stripe's stand-in: no card, no money, the same answers. */
export default async function StandInPaymentPage({ params, searchParams }: Props) {
  const { api } = await localPage()
  const { session } = await params
  const { declined } = await given(searchParams)
  const page = await api.payments.standInPage({ sessionId: session })
  if (!page) notFound()
  const { state, cents, currency, refunded } = page
  return (
    <PageFrame title="Pay by card" lead="This page stands in for Stripe on the local network. No money moves." narrow>
      {declined && (
        <Alert tone="bad" title="The card was declined">
          Nothing was charged. Try another card.
        </Alert>
      )}
      <Card>
        <Facts
          facts={[
            ['To pay', formatCents(cents, currency)],
            ['State', refunded ? 'returned' : state],
          ]}
        />
        {state === 'open' ? (
          <Acts session={session} field="card" acts={CARDS} />
        ) : (
          <Alert tone={SAYS[state].tone} title={refunded ? 'Returned to the card' : SAYS[state].title}>
            Go back to your application; it shows what comes next.
          </Alert>
        )}
      </Card>
      {ACTS[state].length > 0 && (
        <Card>
          <Heading>What the bank does next</Heading>
          <p className="text-soft">Days pass on a real network; here you choose.</p>
          <Acts session={session} field="act" acts={ACTS[state]} />
        </Card>
      )}
    </PageFrame>
  )
}

type ActsProps = { session: string; field: 'card' | 'act'; acts: readonly (readonly [value: string, words: string])[] }

const Acts = ({ session, field, acts }: ActsProps) => (
  <form method="post" action={`/local/stripe-api/pay/${session}`} className="mt-6 flex flex-wrap gap-3">
    {acts.map(([value, words], index) => (
      <Button key={value} type="submit" name={field} value={value} look={index === 0 ? 'primary' : 'secondary'}>
        {words}
      </Button>
    ))}
  </form>
)
