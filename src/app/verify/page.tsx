import { Suspense } from 'react'
import { OperatorSection } from '@/domains/compliance/ui/operator-section'
import { Verification } from '@/domains/compliance/ui/verification'
import { COUNTRY_CODES, countryName } from '@/kit/country'
import { memberPage } from '@/server/page'
import { Card } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Verification' }

const countries = COUNTRY_CODES.map((code) => ({ code, name: countryName(code) })).sort((a, b) =>
  a.name.localeCompare(b.name, 'en'),
)

/** A member's verification and operator status. */
export default async function VerifyPage() {
  const { api, now } = await memberPage('/verify')
  const mine = await api.compliance.mine()
  return (
    <PageFrame
      title="Verification"
      lead="Whoever invests is verified once a year. Withdrawals, refunds and claims never need it."
      narrow
    >
      <Verification mine={mine} countries={countries} now={now} />
      <Suspense fallback={<OperatorLoading />}>
        <Operators />
      </Suspense>
    </PageFrame>
  )
}

/** Asks the chain for the list of tasks, so it comes after the rest of the page. */
async function Operators() {
  const { api, now } = await memberPage('/verify')
  const [status, keys, tasks] = await Promise.all([
    api.compliance.operatorStatus(),
    api.compliance.stakingKeys(),
    api.compliance.operatorTasks(),
  ])
  return <OperatorSection status={status} keys={keys} tasks={tasks} now={now} />
}

const OperatorLoading = () => (
  <Card>
    <p role="status" className="text-soft">
      Reading the list of tasks from the chain…
    </p>
  </Card>
)
