import type { Tx } from '@/server/db'
import { enqueue } from '@/server/queue'

/** Queues a mail in the transaction of the act that it tells of. Plain text; no personal data in links. */
export async function queueMail(
  tx: Tx,
  { to, subject, text, now }: { to: string; subject: string; text: string; now: Date },
): Promise<void> {
  const mail = await tx.outgoingMail.create({ data: { to, subject, text, queuedAt: now }, select: { id: true } })
  await enqueue(tx, 'identity.sendMail', { mailId: mail.id }, { key: `mail:${mail.id}` })
}

/** Settles a mail that was handed over: `sent` ones are deleted with the address in them, `kept` ones stay for the mailbox page. */
export async function settleMail(
  tx: Tx,
  { mailId, outcome, now }: { mailId: string; outcome: 'sent' | 'kept'; now: Date },
): Promise<void> {
  if (outcome === 'sent') await tx.outgoingMail.deleteMany({ where: { id: mailId } })
  else await tx.outgoingMail.updateMany({ where: { id: mailId }, data: { sentAt: now } })
}

/** Queues a mail to a person who has an address; who signs in by wallet alone has none, and reads it on the site. */
export async function mailTo(
  tx: Tx,
  { personId, ...mail }: { personId: string; subject: string; text: string; now: Date },
): Promise<void> {
  const person = await tx.person.findUnique({ where: { id: personId }, select: { email: true } })
  if (person?.email) await queueMail(tx, { to: person.email, ...mail })
}
