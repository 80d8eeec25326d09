import { QUEUES, type Queue } from '@/domains/compliance/rules/desk'
import { ClosedDoors } from '@/domains/compliance/ui/closed-doors'
import { Desk } from '@/domains/compliance/ui/desk'
import { type Asked, given, staffPage } from '@/server/page'
import { hasRole } from '@/server/viewer'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Verifications' }

const WORDS: Record<Queue, { label: string; empty: string }> = {
  new: { label: 'New', empty: 'New verifications appear here when members hand them in.' },
  waiting: { label: 'Waiting', empty: 'What waits for a second person or for its member appears here.' },
  hits: { label: 'Held back', empty: 'What a list, a provider or a second account holds back appears here.' },
  appeals: { label: 'Appeals', empty: 'Members who ask for a second look appear here.' },
  expiring: { label: 'Expiring', empty: 'Approvals whose review comes up within 30 days appear here.' },
}

type Props = { searchParams: Asked }

/** What the staff have before them, one queue at a time; the most urgent first, then the longest wait. */
export default async function VerificationsPage({ searchParams }: Props) {
  const { api, now, viewer } = await staffPage('/staff/verifications', 'reviewer', 'checker')
  const asked = (await given(searchParams)).queue
  const queue = QUEUES.find((known) => known === asked) ?? 'new'
  return (
    <PageFrame
      title="Verifications"
      back={{ href: '/staff', label: 'Staff' }}
      lead="The most urgent comes first, then the longest wait. Names stand on the pages of the cases, not here."
    >
      <Loaded what="the queues" load={() => api.compliance.queue()}>
        {(cases) => (
          <>
            <nav aria-label="Queues">
              <ul className="flex flex-wrap gap-2">
                {QUEUES.map((name) => (
                  <li key={name}>
                    <Link
                      href={`/staff/verifications?queue=${name}`}
                      aria-current={name === queue ? 'page' : undefined}
                      className="inline-flex min-h-11 items-center gap-2 rounded-lg border border-line px-4 py-2 aria-[current=page]:border-brand aria-[current=page]:font-semibold"
                    >
                      {WORDS[name].label}
                      <span className="tabular text-soft">
                        {cases.filter((one) => one.queue === name).length}
                        <span className="sr-only"> cases</span>
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            </nav>
            <Desk cases={cases.filter((one) => one.queue === queue)} now={now} empty={WORDS[queue].empty} />
          </>
        )}
      </Loaded>
      {hasRole(viewer, 'checker') && (
        <Loaded what="closed cases" load={() => api.compliance.closed()}>
          {(doors) => <ClosedDoors of="case" doors={doors} />}
        </Loaded>
      )}
    </PageFrame>
  )
}
