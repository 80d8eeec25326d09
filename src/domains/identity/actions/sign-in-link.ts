import { after, MINUTE } from '@/kit/time'
import type { Tx } from '@/server/db'
import { isStaffRole, STAFF_ROLES } from '../rules/roles'
import { queueMail } from './mail'
import { createPerson } from './people'

const LIFETIME_MS = 15 * MINUTE

/** Who signs in by mail: staff, and members who came by an invitation. */
const SIGNS_BY_MAIL = { OR: [{ roles: { some: { role: { in: [...STAFF_ROLES] } } } }, { signsByMail: true }] }

/**
 * Mails a sign-in link to who signs in by mail. For any other address it does nothing, and the caller learns no difference.
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
    where: { email, ...SIGNS_BY_MAIL },
    select: { id: true, roles: { select: { role: true } } },
  })
  if (!person) return
  const isMember = !person.roles.some(({ role }) => isStaffRole(role))
  await tx.signInLink.deleteMany({ where: { identifier: person.id } })
  await tx.signInLink.create({
    data: { tokenHash: hash(token), identifier: person.id, expiresAt: after(at, LIFETIME_MS) },
  })
  const kind = isMember ? 'member' : 'staff'
  // Who did not say where they want to go goes where they belong.
  const to = isMember && next === '/staff' ? '/verify' : next
  const link = `${siteUrl}/sign-in/link#${new URLSearchParams({ person: person.id, token, next: to, kind })}`
  const text = `Open this address to sign in to Flotilla${isMember ? '' : ' as staff'}. It works once, for 15 minutes.\n\n${link}\n\nIf you did not ask for it, do nothing.`
  await queueMail(tx, { to: email, subject: 'Sign in to Flotilla', text, now })
}

/**
 * Signs in whoever showed that a mail address is theirs: a member is made where nobody has it, and a link of the given token, which the
 * caller hands on. Null for an address of staff, or of an account that signs in otherwise: the address alone opens neither.
 */
export async function joinByMail(
  tx: Tx,
  { email, tokenHash, at, now }: { email: string; tokenHash: string; at: Date; now: Date },
): Promise<{ personId: string } | null> {
  const known = await tx.person.findUnique({ where: { email }, include: { roles: { select: { role: true } } } })
  if (known && (!known.signsByMail || known.roles.some(({ role }) => isStaffRole(role)))) return null
  const { id: personId } = known ?? (await createPerson(tx, { displayName: 'New member', email, now }))
  if (!known) await tx.person.update({ where: { id: personId }, data: { signsByMail: true } })
  await tx.signInLink.deleteMany({ where: { identifier: personId } })
  await tx.signInLink.create({ data: { tokenHash, identifier: personId, expiresAt: after(at, LIFETIME_MS) } })
  return { personId }
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
