import { pageStaff } from '@/domains/identity/actions/page-staff'
import { append } from '@/domains/log/actions'
import { decimal, type Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import type { Spending } from '../rules/spending'

type Submission = {
  raise: string
  title: string
  slug: string
  tranche: number
  text: string
  link: string | null
  /** The round that judges it, and what was spent for each line of the budget. */
  roundId?: string
  spending?: readonly Spending[]
  personId: string
  now: Date
}

/** Keeps what an issuer shows for a payment. Nothing of it is ever changed; a later report stands beside it. Staff are told. */
export async function submitReport(
  tx: Tx,
  { raise, title, slug, spending = [], personId, now, ...report }: Submission,
): Promise<void> {
  const data = { ...report, raiseAddress: raise, submittedBy: personId, submittedAt: now }
  const { id } = await tx.trancheReport.create({ data })
  await tx.trancheSpending.createMany({
    data: spending.map(({ units, ...line }) => ({ reportId: id, ...line, units: decimal(units) })),
  })
  await append(tx, {
    ...{ type: 'raises.payment_reported', at: now, actorId: personId, subjects: [`raise:${raise}`, `report:${id}`] },
    facts: {
      ...{ tranche: report.tranche, link: report.link },
      ...(report.roundId && { round: report.roundId, spent: spending.map(spentText) }),
    },
  })
  if (!report.roundId)
    await pageStaff(tx, {
      subject: `Payment ${report.tranche + 1} of ${title} is to be decided`,
      text: 'The team has reported on it. Two people decide on the staff page of the raises, and both approvers sign.',
      now,
    })
  await announcePublicChange(tx, `/projects/${slug}`)
}

/** A line of the log for each line of the budget: its number, base units, and the hash of the paper. */
const spentText = ({ line, units, hash }: Spending): string => `${line} ${units} ${hash}`
