import type { Metadata } from 'next'
import { ComplaintForm } from '@/domains/complaints/ui/complaint-form'
import { ComplaintByKey } from '@/domains/complaints/ui/own-complaint'
import { type Asked, given, publicPage } from '@/server/page'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Complaints' }
export const dynamic = 'force-dynamic'

/** How complaints are dealt with, and the form, for everybody (Regulation (EU) 2020/1503, article 7). */
export default async function ComplaintsPage({ searchParams }: { searchParams: Asked }) {
  const { project = '' } = await given(searchParams)
  const { api } = await publicPage()
  const { workingDays, days, contact } = await api.complaints.terms()
  return (
    <PageFrame
      title="Complaints"
      lead="Anybody can complain about this platform, what its staff did, or a project on it. It costs nothing."
      narrow
    >
      <Card>
        <Heading>How it goes</Heading>
        <ol className="grid max-w-prose list-decimal gap-2 pl-5">
          <li>
            Fill in the form below, in English, signed in or not; or print{' '}
            <a className="underline underline-offset-4" href="/api/complaints/form">
              the form as a PDF
            </a>
            {contact && ` and send it to: ${contact}`}. Say what happened, and name what supports it.
          </li>
          <li>
            Within {workingDays} working days we tell you that it is taken up, or why it is not: it has to be about this
            platform, and say enough to look into it. We ask when something is unclear.
          </li>
          <li>
            Staff whom it is not about look into it. You have the answer, with its reasons, within {days} days; if it
            takes longer, we tell you why and until when.
          </li>
          <li>If the answer does not settle it, write so in the same place, and it is taken up again.</li>
        </ol>
        <p className="mt-3 max-w-prose text-soft">
          What you write is stored sealed, read by those who answer it, and deleted five years after the complaint was
          closed. You can always turn to the authority that watches over us, or to a court, instead.
        </p>
      </Card>
      <Card>
        <Heading>Complain</Heading>
        <ComplaintForm project={project.slice(0, 120)} />
      </Card>
      <Card>
        <Heading>What came of it</Heading>
        <p className="mb-4">
          <Link href="/complaints/mine" className="underline underline-offset-4">
            Complaints that you filed signed in
          </Link>
        </p>
        <ComplaintByKey />
      </Card>
    </PageFrame>
  )
}
