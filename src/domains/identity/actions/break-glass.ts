import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { glassUntil, isNobodyLeft, refuseKey } from '../rules/passkey'
import { STAFF_ROLES } from '../rules/roles'
import { pageStaff } from './page-staff'
import { endPermits, grantPermit, replaceKeys } from './permits'

/** What the operator is about to open: for whom, and how many of their keys end. Refuses while anybody else could decide. */
export async function glassBefore(
  tx: Tx,
  { email, now }: { email: string; now: Date },
): Promise<{ personId: string; keys: number }> {
  const person = await tx.person.findFirst({
    where: { email: email.trim().toLowerCase(), roles: { some: { role: 'admin' } } },
    select: { id: true, passkeys: { where: { state: 'live' }, select: { id: true } } },
  })
  if (!person) throw refuseKey.notAnAdmin()
  const others = await tx.person.findMany({
    where: { id: { not: person.id }, roles: { some: { role: { in: ['admin', 'checker'] } } } },
    select: { passkeys: { where: { state: 'live' }, select: { id: true } }, permits: true },
  })
  const can = others.map(({ passkeys, permits }) => ({ keys: passkeys.length, permits }))
  if (!isNobodyLeft(can, now)) throw refuseKey.othersCan()
  return { personId: person.id, keys: person.passkeys.length }
}

/**
 * Lets an admin register a first passkey for 24 hours, although no second person is there to confirm it: their old keys, codes and
 * sessions end, all staff are told. Only the user that owns the tables may; the database asks all of this again.
 */
export async function breakGlass(
  tx: Tx,
  { email, reason, now }: { email: string; reason: string; now: Date },
): Promise<{ until: Date }> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('identity.roles'))`
  const { personId } = await glassBefore(tx, { email, now })
  const until = glassUntil(now)
  const { id } = await tx.breakGlass.create({ data: { personId, reason, at: now, until } })
  await replaceKeys(tx, { personId, now })
  await endPermits(tx, { personId, kind: 'recovery' })
  await grantPermit(tx, { personId, kind: 'passkey', decisionId: null, until, actorId: null, now })
  const subjects = [`person:${personId}`, `glass:${id}`]
  await append(tx, {
    type: 'identity.glassBroken',
    at: now,
    actorId: null,
    subjects,
    facts: { until: until.toISOString() },
  })
  await pageStaff(tx, { ...MAIL, now }, STAFF_ROLES)
  return { until }
}

const MAIL = {
  subject: 'An admin’s key was replaced by command line',
  text: 'Nobody was left who could confirm it, so whoever runs this site let an admin make a first passkey again, for 24 hours. Who, when and why stands in the audit trail. If you know nothing of it, call them now.',
}
