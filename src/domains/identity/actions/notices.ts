import type { Tx } from '@/server/db'
import { refuse } from '../rules/refusals'
import { mailTo } from './mail'

/** `cause` is what it is about, told once to each person; `link` a path of this site, `site` where it stands. No personal data. */
export type Told = {
  personId: string
  cause: string
  title: string
  text: string
  link: string
  site: string
  now: Date
}

/** Tells a person something: on the site until they have read it, and by mail where there is an address. False when told before. */
export async function notify(tx: Tx, { site, now, ...told }: Told): Promise<boolean> {
  const { count } = await tx.notice.createMany({ data: [{ ...told, madeAt: now }], skipDuplicates: true })
  if (count === 0) return false
  const { personId, title, text, link } = told
  await mailTo(tx, { personId, subject: title, text: `${text}\n${site}${link}`, now })
  return true
}

/** Puts a notice away as read. Somebody else's does not exist. */
export async function readNotice(
  tx: Tx,
  { noticeId, personId, now }: { noticeId: string; personId: string; now: Date },
): Promise<void> {
  const notice = await tx.notice.findFirst({ where: { id: noticeId, personId }, select: { readAt: true } })
  if (!notice) throw refuse.noNotice()
  if (!notice.readAt) await tx.notice.update({ where: { id: noticeId }, data: { readAt: now } })
}
