import type { Metadata } from 'next'
import { CreationRequests } from '@/domains/raises/ui/creation-requests'
import { GuardianOrders } from '@/domains/raises/ui/guardian-orders'
import { StaffRaises } from '@/domains/raises/ui/staff-raises'
import { staffPage } from '@/server/page'
import { STAFF_ROLES } from '@/server/viewer'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Raises' }

export default async function StaffRaisesPage() {
  const { api, viewer, now } = await staffPage('/staff/raises', ...STAFF_ROLES)
  return (
    <PageFrame
      title="Raises"
      lead="The guardian key can create, pause, resume and cancel. It cannot move money. Each act takes two people."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the raises" load={() => api.raises.staff()}>
        {({ raises, orders, requests }) => (
          <>
            {requests.length > 0 && (
              <section>
                <Heading>Raises to create</Heading>
                <CreationRequests requests={requests} now={now} />
              </section>
            )}
            <section>
              <Heading>Waiting for a second person</Heading>
              <GuardianOrders
                orders={orders}
                titles={Object.fromEntries(raises.map(({ address, title }) => [address, title]))}
                personId={viewer.personId}
                now={now}
              />
            </section>
            <section>
              <Heading>All raises</Heading>
              <StaffRaises raises={raises} now={now} />
            </section>
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}
