import type { Metadata } from 'next'
import { Comparison, Differences, Disputes } from '@/domains/payments/ui/desk'
import { Refunds } from '@/domains/payments/ui/refunds'
import { staffPage } from '@/server/page'
import { hasRole, STAFF_ROLES } from '@/server/viewer'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Payments' }

export default async function PaymentsPage() {
  const { api, now, viewer } = await staffPage('/staff/payments', ...STAFF_ROLES)
  return (
    <PageFrame
      title="Payments"
      lead="Application fees by card. Stripe’s own lists are read every ten minutes and compared with these books."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the payments" load={() => api.payments.desk()}>
        {({ comparison, differences, disputes, refunds, waitingEvents }) => (
          <>
            <Comparison comparison={comparison} waitingEvents={waitingEvents} now={now} />
            {comparison && (
              <section>
                <Heading>What differs</Heading>
                <Differences differences={differences} now={now} />
              </section>
            )}
            <section>
              <Heading>Disputes</Heading>
              <p className="mb-3 max-w-prose text-soft">
                While a bank decides, the application is not approved and nothing is paid out to the project. Refunds to
                investors go on.
              </p>
              <Disputes disputes={disputes} now={now} />
            </section>
            <section>
              <Heading>Refunds</Heading>
              <Refunds refunds={refunds} mayAct={hasRole(viewer, 'admin')} now={now} />
            </section>
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}
