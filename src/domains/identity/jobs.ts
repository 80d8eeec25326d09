import { mailGateway } from '@/gateways/mail/client'
import type { Db } from '@/server/db'
import { settleMail } from './actions/mail'
import { sweep } from './actions/sweep'
import { mailById } from './queries'

/** Sends one queued mail. A mail that is gone or was handed over already is left alone. */
export async function sendMail(db: Db, { mailId }: { mailId: string }, now: Date, send = mailGateway()): Promise<void> {
  const mail = await mailById(db, mailId)
  if (!mail || mail.sentAt) return
  const outcome = await send({ to: mail.to, subject: mail.subject, text: mail.text })
  await db.$transaction((tx) => settleMail(tx, { mailId, outcome, now }))
}

/** Forgets what has run out: sessions, intents, links, attempt counts. */
export async function forgetExpired(db: Db, at: Date): Promise<void> {
  await db.$transaction((tx) => sweep(tx, at))
}
