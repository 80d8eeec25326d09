import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'

type Submission = {
  raise: string
  slug: string
  tranche: number
  text: string
  link: string | null
  personId: string
  now: Date
}

/** Keeps what an issuer shows for a payment. Nothing of it is ever changed; a later report stands beside it. */
export async function submitReport(tx: Tx, { raise, slug, personId, now, ...report }: Submission): Promise<void> {
  const data = { ...report, raiseAddress: raise, submittedBy: personId, submittedAt: now }
  const { id } = await tx.trancheReport.create({ data })
  await append(tx, {
    ...{ type: 'raises.payment_reported', at: now, actorId: personId, subjects: [`raise:${raise}`, `report:${id}`] },
    facts: { tranche: report.tranche, link: report.link },
  })
  await announcePublicChange(tx, `/projects/${slug}`)
}
