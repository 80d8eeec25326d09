import type { Tx } from '@/server/db'
import { queueMail } from './mail'

/** Queues a mail to everybody who keeps watch: checkers and administrators. It leaves with the act that it tells of. */
export async function pageStaff(tx: Tx, mail: { subject: string; text: string; now: Date }): Promise<void> {
  const staff = await tx.person.findMany({
    where: { email: { not: null }, roles: { some: { role: { in: ['checker', 'admin'] } } } },
    select: { email: true },
    orderBy: { id: 'asc' },
  })
  for (const { email } of staff) if (email) await queueMail(tx, { to: email, ...mail })
}
