import { pageStaff } from '@/domains/identity/actions/page-staff'
import { after, HOUR } from '@/kit/time'
import type { Tx } from '@/server/db'
import { NEAR } from '../rules'

const OPEN = { erasedAt: null, state: { in: ['received' as const, 'acknowledged' as const] } }

/**
 * Tells those who answer complaints that some came, at most once an hour whoever complains how often, and once for each whose time is
 * nearly over. The mail has how many, and nothing else.
 */
export async function remindOfComplaints(tx: Tx, now: Date): Promise<void> {
  await tellOfNew(tx, now)
  await tellOfDue(tx, now)
}

async function tellOfNew(tx: Tx, now: Date): Promise<void> {
  const last = await tx.complaint.aggregate({ _max: { toldAt: true } })
  if (last._max.toldAt && last._max.toldAt > after(now, -HOUR)) return
  const { count } = await tx.complaint.updateMany({ where: { ...OPEN, toldAt: null }, data: { toldAt: now } })
  if (count > 0) await tell(tx, `${some(count)} came`, 'Acknowledge each, or say why it is not taken up.', now)
}

async function tellOfDue(tx: Tx, now: Date): Promise<void> {
  const soon = after(now, NEAR)
  const { count } = await tx.complaint.updateMany({
    where: {
      ...{ erasedAt: null, dueToldAt: null },
      OR: [
        { state: 'received', acknowledgeBy: { lte: soon } },
        { state: 'acknowledged', answerBy: { lte: soon } },
      ],
    },
    data: { dueToldAt: now },
  })
  if (count > 0)
    await tell(
      tx,
      `The time of ${some(count).toLowerCase()} is nearly over`,
      'Answer, or say until when you will.',
      now,
    )
}

const some = (count: number): string => (count === 1 ? 'A complaint' : `${count} complaints`)

const tell = (tx: Tx, subject: string, what: string, now: Date) =>
  pageStaff(tx, { subject, text: `${what} They stand on the page "Complaints" under Staff.`, now }, [
    'reviewer',
    'checker',
  ])
