import type { Metadata } from 'next'
import { ChainNotice } from '@/domains/raises/ui/chain-notice'
import { Findings } from '@/domains/raises/ui/reconciliation-badge'
import { PutOffTable, ReconciliationTable } from '@/domains/raises/ui/reconciliation-table'
import { staffPage } from '@/server/page'
import { STAFF_ROLES } from '@/server/viewer'
import { Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Reconciliation' }

export default async function ReconciliationPage() {
  const { api, now } = await staffPage('/staff/reconciliation', ...STAFF_ROLES)
  return (
    <PageFrame
      title="Reconciliation"
      lead="Vaults on chain, positions and books of every raise, compared every 15 seconds at a finalized slot."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the last comparison" load={() => api.raises.reconciliations()}>
        {({ chain, raises, putOff }) => (
          <>
            <ChainNotice chain={chain} />
            {chain?.halted && <Findings findings={chain.halted.findings} />}
            <section>
              <Heading>Chain and books</Heading>
              <ReconciliationTable lines={raises} now={now} />
            </section>
            <section>
              <Heading>Put off by the worker</Heading>
              <p className="mb-3 max-w-prose text-soft">
                What is due and failed waits longer each time. Anybody else may send it meanwhile, and holds by
                compliance stop the worker alone.
              </p>
              <PutOffTable items={putOff} now={now} />
            </section>
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}
