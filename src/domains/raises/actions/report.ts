import { pageStaff } from '@/domains/identity/actions/page-staff'
import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'

type Submission = {
  raise: string
  title: string
  slug: string
  tranche: number
  text: string
  link: string | null
  personId: string
  now: Date
}

/** Keeps what an issuer shows for a payment. Nothing of it is ever changed; a later report stands beside it. Staff are told. */
export async function submitReport(
  tx: Tx,
  { raise, title, slug, personId, now, ...report }: Submission,
): Promise<void> {
  const data = { ...report, raiseAddress: raise, submittedBy: personId, submittedAt: now }
  const { id } = await tx.trancheReport.create({ data })
  await append(tx, {
    ...{ type: 'raises.payment_reported', at: now, actorId: personId, subjects: [`raise:${raise}`, `report:${id}`] },
    facts: { tranche: report.tranche, link: report.link },
  })
  await pageStaff(tx, {
    subject: `Payment ${report.tranche + 1} of ${title} is to be decided`,
    text: 'The team has reported on it. Two people decide on the staff page of the raises, and both approvers sign.',
    now,
  })
  await announcePublicChange(tx, `/projects/${slug}`)
}
