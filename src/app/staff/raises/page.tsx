import type { Metadata } from 'next'
import { CreationRequests } from '@/domains/raises/ui/creation-requests'
import { GuardianOrders, type Order } from '@/domains/raises/ui/guardian-orders'
import { OpenPayments } from '@/domains/raises/ui/open-payments'
import { StaffRaises } from '@/domains/raises/ui/staff-raises'
import { WaitingMilestones } from '@/domains/rounds/ui/waiting-milestones'
import { staffPage } from '@/server/page'
import { STAFF_ROLES } from '@/server/viewer'
import { Empty } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Raises' }

const WAITING = 'Waiting for a second person'
const ORDERS: readonly (readonly [string, readonly Order['state'][]])[] = [
  [WAITING, ['proposed']],
  ['Waiting for signatures', ['confirmed']],
  ['Decided before', ['done', 'returned']],
]

export default async function StaffRaisesPage() {
  const { api, viewer, now } = await staffPage('/staff/raises', ...STAFF_ROLES)
  return (
    <PageFrame
      title="Raises"
      lead="The guardian’s key can create, pause, resume, cancel and replace keys. The approvers’ keys let the team be paid, or send the money back. None can take money. Each act takes two people."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the raises" load={() => Promise.all([api.raises.staff(), api.milestones.waiting()])}>
        {([{ raises, orders, requests, payments }, milestones]) => (
          <>
            <WaitingMilestones rounds={milestones} now={now} />
            {requests.length > 0 && (
              <section>
                <Heading>Raises to create or to change</Heading>
                <CreationRequests requests={requests} now={now} />
              </section>
            )}
            {payments.length > 0 && (
              <section>
                <Heading>Payments to decide</Heading>
                <OpenPayments payments={payments} now={now} />
              </section>
            )}
            {ORDERS.map(([heading, states]) => {
              const shown = orders.filter(({ state }) => states.includes(state))
              if (shown.length === 0 && heading !== WAITING) return null
              return (
                <section key={heading}>
                  <Heading>{heading}</Heading>
                  {shown.length === 0 ? (
                    <Empty title="Nothing is proposed">Each act of an offline key takes two people.</Empty>
                  ) : (
                    <GuardianOrders
                      orders={shown}
                      titles={Object.fromEntries(raises.map(({ address, title }) => [address, title]))}
                      personId={viewer.personId}
                      now={now}
                    />
                  )}
                </section>
              )
            })}
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
