import type { Tx } from '@/server/db'
import { log } from '@/server/log'
import type { StaffRole } from '../rules/roles'
import { queueMail } from './mail'

/** Queues a mail to everybody who keeps watch: checkers and administrators, or those alone who are named. It leaves with its act. */
export async function pageStaff(
  tx: Tx,
  mail: { subject: string; text: string; now: Date },
  roles: readonly StaffRole[] = ['checker', 'admin'],
): Promise<void> {
  const staff = await tx.person.findMany({
    where: { email: { not: null }, roles: { some: { role: { in: [...roles] } } } },
    select: { email: true },
    orderBy: { id: 'asc' },
  })
  // A page that nobody hears must stand somewhere: the log is read by whoever runs this.
  if (staff.length === 0) log.error({ subject: mail.subject, roles }, 'a page reached nobody')
  for (const { email } of staff) if (email) await queueMail(tx, { to: email, ...mail })
}
