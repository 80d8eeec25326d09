import { OperatorSection } from '@/domains/compliance/ui/operator-section'
import { Verification } from '@/domains/compliance/ui/verification'
import { COUNTRY_CODES, countryName } from '@/kit/country'
import { memberPage } from '@/server/page'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Your verification' }

const countries = COUNTRY_CODES.map((code) => ({ code, name: countryName(code) })).sort((a, b) =>
  a.name.localeCompare(b.name, 'en'),
)

/** A member's verification and operator status. The second asks the chain for its tasks, so it loads apart. */
export default async function VerifyPage() {
  const { api, viewer, now } = await memberPage('/verify')
  const { mine, beforehand, operatorStatus, stakingKeys, operatorTasks } = api.compliance
  return (
    <PageFrame
      title="Verification"
      lead="Whoever invests is verified once a year. Withdrawals, refunds and claims never need it."
      narrow
    >
      <Loaded what="your verification" load={() => Promise.all([mine(), beforehand()])}>
        {([verification, known]) => (
          <Verification mine={verification} beforehand={known} countries={countries} now={now} />
        )}
      </Loaded>
      <Loaded
        what="the list of tasks from the chain"
        load={() => Promise.all([operatorStatus(), stakingKeys(), operatorTasks()])}
      >
        {([status, keys, tasks]) => (
          <OperatorSection status={status} keys={keys} tasks={tasks} wallets={viewer.wallets} now={now} />
        )}
      </Loaded>
    </PageFrame>
  )
}
