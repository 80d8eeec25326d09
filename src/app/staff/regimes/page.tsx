import type { Metadata } from 'next'
import { DatedLists, DatedProposals } from '@/domains/compliance/ui/dated-lists'
import { NotServed } from '@/domains/compliance/ui/not-served'
import { ProposeCountries, ProposeHolidays, ProposeRuleVersion } from '@/domains/compliance/ui/propose-dated'
import { ProposeRaise } from '@/domains/compliance/ui/propose-raise'
import { ProposeRate, ProposeRegime } from '@/domains/compliance/ui/propose-rule'
import { RegimeTable } from '@/domains/compliance/ui/regime-table'
import { RuleChanges } from '@/domains/compliance/ui/rule-changes'
import { ShortRaises } from '@/domains/raises/ui/short-raises'
import { staffPage } from '@/server/page'
import { hasRole, STAFF_ROLES } from '@/server/viewer'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Regimes and limits' }

export default async function RegimesPage() {
  const { api, now, viewer } = await staffPage('/staff/regimes', ...STAFF_ROLES)
  return (
    <PageFrame
      title="Regimes and limits"
      lead="Which rules protect investors here. Every regime is off until two people switch it on."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Alert tone="warn" title="A lawyer must decide">
        Which regime a token falls under, and whether this site may offer it at all, is a legal question that no program
        settles. The numbers below were read in the sources named and checked by no lawyer. Switch nothing on before one
        has told you to.
      </Alert>
      <Loaded what="the regimes" load={() => Promise.all([api.protection.desk(), api.raises.short()])}>
        {([{ regimes, changes, lists, proposals, unserved }, short]) => (
          <>
            <section>
              <Heading>Regimes</Heading>
              <RegimeTable regimes={regimes} />
            </section>
            <section>
              <Heading>Raises that lack what a regime asks for</Heading>
              <ShortRaises raises={short} now={now} />
            </section>
            <section>
              <Heading>Lists</Heading>
              <DatedLists lists={lists} />
              <NotServed {...unserved} />
            </section>
            <section>
              <Heading>Versions that wait</Heading>
              <DatedProposals
                proposals={proposals}
                viewer={{ personId: viewer.personId, decides: hasRole(viewer, 'checker') }}
                now={now}
              />
            </section>
            <section>
              <Heading>Changes</Heading>
              <RuleChanges
                changes={changes}
                viewer={{ personId: viewer.personId, decides: hasRole(viewer, 'checker') }}
                now={now}
              />
            </section>
          </>
        )}
      </Loaded>
      {hasRole(viewer, 'admin') && (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Card>
            <Heading>Propose to switch a regime</Heading>
            <ProposeRegime />
          </Card>
          <Card>
            <Heading>Propose what holds for a raise</Heading>
            <Loaded what="the projects" load={() => api.bonus.eligible()}>
              {(projects) => <ProposeRaise projects={projects} />}
            </Loaded>
          </Card>
          <Card>
            <Heading>Enter a rate</Heading>
            <ProposeRate now={now} />
          </Card>
          <Card>
            <Heading>Enter a regime’s numbers</Heading>
            <p className="mb-4 text-soft">
              A version that is in force never changes, and a regime stays off or on as it is.
            </p>
            <ProposeRuleVersion />
          </Card>
          <Card>
            <Heading>Enter countries by risk</Heading>
            <ProposeCountries />
          </Card>
          <Card>
            <Heading>Enter holidays</Heading>
            <ProposeHolidays />
          </Card>
        </div>
      )}
    </PageFrame>
  )
}
