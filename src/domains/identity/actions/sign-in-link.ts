import { after, MINUTE } from '@/kit/time'
import type { Tx } from '@/server/db'
import { STAFF_ROLES } from '../rules/roles'
import { queueMail } from './mail'

const LIFETIME_MS = 15 * MINUTE

/**
 * Mails a sign-in link to a member of staff. For any other address it does nothing, and the caller learns no difference.
 * The link carries the person's id and the token behind `#`: neither reaches a server log, and a mail scanner that opens
 * the page does not use the token up.
 */
export async function mailSignInLink(
  tx: Tx,
  input: {
    email: string
    siteUrl: string
    next: string
    token: string
    hash: (token: string) => string
    at: Date
    now: Date
  },
): Promise<void> {
  const { email, siteUrl, next, token, hash, at, now } = input
  const person = await tx.person.findFirst({
    where: { email, roles: { some: { role: { in: [...STAFF_ROLES] } } } },
    select: { id: true },
  })
  if (!person) return
  await tx.signInLink.deleteMany({ where: { identifier: person.id } })
  await tx.signInLink.create({
    data: { tokenHash: hash(token), identifier: person.id, expiresAt: after(at, LIFETIME_MS) },
  })
  const link = `${siteUrl}/sign-in/link#${new URLSearchParams({ person: person.id, token, next })}`
  const text = `Open this address to sign in to Flotilla as staff. It works once, for 15 minutes.\n\n${link}\n\nIf you did not ask for it, do nothing.`
  await queueMail(tx, { to: email, subject: 'Sign in to Flotilla', text, now })
}

/** Uses a link up; null when it is unknown, used or of somebody else. */
export async function redeemSignInLink(
  tx: Tx,
  { tokenHash, identifier }: { tokenHash: string; identifier: string },
): Promise<{ identifier: string; token: string; expires: Date } | null> {
  const link = await tx.signInLink.findUnique({ where: { tokenHash } })
  if (!link || link.identifier !== identifier) return null
  const { count } = await tx.signInLink.deleteMany({ where: { tokenHash } })
  return count === 1 ? { identifier, token: tokenHash, expires: link.expiresAt } : null
}
