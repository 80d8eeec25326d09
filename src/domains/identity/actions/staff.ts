import { append } from '@/domains/log/actions'
import { isUniqueViolation, type Tx } from '@/server/db'
import { refuse } from '../rules/refusals'
import { createPerson } from './people'
import { inviteWithRole } from './permits'
import { proposeRole, secondPersonExists } from './roles'

/** Adds a person by e-mail address, without any staff role yet: roles are proposed and confirmed afterwards. */
export async function invite(
  tx: Tx,
  input: { email: string; displayName: string; actorId: string; now: Date },
): Promise<{ id: string }> {
  try {
    return await createPerson(tx, input)
  } catch (error) {
    if (isUniqueViolation(error)) throw refuse.emailTaken()
    throw error
  }
}

/** Gives a person an e-mail address, so that they can be staff. Ends their sessions: it is a new way in. */
export async function setEmail(
  tx: Tx,
  { personId, email, actorId, now }: { personId: string; email: string; actorId: string; now: Date },
): Promise<void> {
  const taken = await tx.person.findUnique({ where: { email }, select: { id: true } })
  if (taken && taken.id !== personId) throw refuse.emailTaken()
  const person = await tx.person.findUnique({ where: { id: personId }, include: { roles: true } })
  if (!person) throw refuse.noPerson()
  // The mailbox is a staff member's way in: one admin alone must not turn it to another.
  if (person.email && person.roles.some(({ role }) => role !== 'member' && role !== 'issuer')) throw refuse.staffEmail()
  await tx.person.update({ where: { id: personId }, data: { email } })
  await tx.session.deleteMany({ where: { personId } })
  await append(tx, {
    type: 'identity.emailSet',
    at: now,
    actorId,
    subjects: [`person:${personId}`],
    facts: {},
  })
}

/**
 * Makes the first admin of an installation that has none. Where they are admin already, have no passkey, and nobody is there who could
 * allow them one, their invitation is opened anew.
 */
export async function makeFirstAdmin(tx: Tx, { email, now }: { email: string; now: Date }): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('identity.firstAdmin'))`
  if ((await tx.roleGrant.count({ where: { role: 'admin' } })) > 0) {
    const alone = await tx.person.findFirst({
      where: { email, roles: { some: { role: 'admin' } } },
      select: { id: true },
    })
    if (alone && !(await secondPersonExists(tx))) await inviteWithRole(tx, { personId: alone.id, actorId: null, now })
    return
  }
  const known = await tx.person.findUnique({ where: { email }, select: { id: true } })
  const { id } = known ?? (await createPerson(tx, { displayName: 'Admin', email, now }))
  await proposeRole(tx, { personId: id, role: 'admin', kind: 'grant', proposedBy: null, now })
}
