import { Acknowledge, SimulationSeen } from '@/domains/compliance/ui/acknowledge'
import { InvestorForm } from '@/domains/compliance/ui/investor-form'
import { KnowledgeTest } from '@/domains/compliance/ui/knowledge-test'
import { LossSimulation } from '@/domains/compliance/ui/loss-simulation'
import { PromotionSteps } from '@/domains/compliance/ui/promotion'
import { RiskBanner } from '@/domains/compliance/ui/risk-banner'
import { RiskSummary } from '@/domains/compliance/ui/risk-summary'
import { COUNTRY_CODES, countryName } from '@/kit/country'
import { formatInstant } from '@/kit/time'
import { memberPage } from '@/server/page'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Protection' }

const countries = COUNTRY_CODES.map((code) => ({ code, name: countryName(code) })).sort((a, b) =>
  a.name.localeCompare(b.name, 'en'),
)

/** What helps a member to judge a risk, and what a regime asks for where one is on. */
export default async function ProtectionPage() {
  const { api, viewer, now } = await memberPage('/protection')
  const warnings = await api.protection.banner()
  return (
    <>
      <RiskBanner warnings={warnings} />
      <PageFrame
        title="Protection"
        lead="Know what you can lose before you invest. Failing the test keeps nobody out, but under the rules of the United States."
        narrow
      >
        <Card>
          <Heading>What can you bear to lose?</Heading>
          <LossSimulation />
        </Card>
        {warnings.length > 0 && <RiskSummary />}
        <Loaded what="your answers" load={() => api.protection.mine()}>
          {({ test, statement, simulation, regimes, promotion, approved }) => (
            <>
              {regimes.some(({ regime }) => regime === 'ECSPR') && <SimulationSeen simulation={simulation} />}
              {promotion && <PromotionSteps promotion={promotion} name={viewer.displayName} now={now} />}
              <Card>
                <Heading>Knowledge test</Heading>
                {test && (
                  <Alert
                    tone={test.passed ? 'good' : 'warn'}
                    title={`${test.passed ? 'Passed' : 'Taken'}, valid until ${formatInstant(test.until)}`}
                  />
                )}
                <KnowledgeTest taken={test !== null} />
              </Card>
              {regimes.length > 0 && (
                <Card>
                  <Heading>Where you live, and how you invest</Heading>
                  {statement && <Alert tone="good" title={`Stated, valid until ${formatInstant(statement.until)}`} />}
                  {approved && (
                    <p className="mt-3 text-soft">
                      Where you live and how you invest is taken from your verification, whatever you choose here:{' '}
                      {countryName(approved.country)},{' '}
                      {approved.category === 'sophisticated' ? 'as a sophisticated investor' : 'for yourself'}.
                    </p>
                  )}
                  <InvestorForm countries={countries} />
                </Card>
              )}
              {regimes.map(({ regime, acknowledgedAt }) => (
                <Acknowledge key={regime} regime={regime} acknowledgedAt={acknowledgedAt} />
              ))}
            </>
          )}
        </Loaded>
      </PageFrame>
    </>
  )
}
