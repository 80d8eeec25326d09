import { isEditable } from '@/domains/projects/rules/application'
import { ApplicationRecord } from '@/domains/projects/ui/application-record'
import { ApplicationStep } from '@/domains/projects/ui/application-step'
import { stepOf } from '@/domains/projects/ui/steps'
import { type Asked, given, memberPage, orNotFound } from '@/server/page'

export const metadata = { title: 'Application' }

type Props = { params: Promise<{ id: string }>; searchParams: Asked }

/** One application of one's own: its form while it may be edited, else what was submitted and what became of it. */
export default async function ApplicationPage({ params, searchParams }: Props) {
  const { id } = await params
  const { step, version } = await given(searchParams)
  const { api, viewer, now } = await memberPage(`/apply/${id}`)
  const application = await orNotFound(api.projects.application({ applicationId: id }))
  if (isEditable(application.state) && version === undefined) {
    return (
      <ApplicationStep
        application={application}
        step={stepOf(step)}
        loadPayments={() => api.projects.paymentAssets()}
        wallets={viewer.wallets}
      />
    )
  }
  const shown = /^[1-9]\d{0,5}$/.test(version ?? '') ? Number(version) : application.version
  const changes = shown > 1 ? await orNotFound(api.projects.changes({ applicationId: id, version: shown })) : []
  return <ApplicationRecord application={application} changes={changes} shown={shown} now={now} />
}
