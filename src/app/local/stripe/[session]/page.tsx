import { notFound } from 'next/navigation'
import { formatCents } from '@/domains/payments/rules'
import { localPage } from '@/server/page'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Payment (stand-in)' }

type Props = { params: Promise<{ session: string }>; searchParams: Promise<{ declined?: string }> }

/** The payment page of Stripe's stand-in: no card, no money, the same answers. */
export default async function StandInPaymentPage({ params, searchParams }: Props) {
  const { api } = await localPage()
  const { session } = await params
  const { declined } = await searchParams
  const page = await api.payments.standInPage({ sessionId: session })
  if (!page) notFound()
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
            ['To pay', formatCents(page.cents, page.currency)],
            ['State', page.state],
          ]}
        />
        {page.state === 'open' ? (
          <form method="post" action={`/local/stripe-api/pay/${session}`} className="mt-6 flex flex-wrap gap-3">
            <Button type="submit" name="card" value="pm_card_visa">
              Pay with a card that works
            </Button>
            <Button type="submit" name="card" value="pm_card_chargeDeclined" look="secondary">
              Pay with a card that is declined
            </Button>
          </form>
        ) : (
          <Alert tone={page.state === 'paid' ? 'good' : 'warn'} title={page.state === 'paid' ? 'Paid' : 'Expired'}>
            Go back to your application; it shows what comes next.
          </Alert>
        )}
      </Card>
    </PageFrame>
  )
}
