import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { refuse } from '../rules/refusals'
import { checkDecision, checkProposal, hasSecondPerson, type StaffRole } from '../rules/roles'
import { inviteWithRole } from './permits'

/** Gives a role that needs no second person: it follows from an act that had one, such as an approval. Repeating changes nothing. */
export async function addRole(
  tx: Tx,
  input: { personId: string; role: 'member' | 'issuer'; actorId: string | null; now: Date },
): Promise<void> {
  const { personId, role, actorId, now } = input
  const { count } = await tx.roleGrant.createMany({
    data: [{ personId, role, grantedAt: now }],
    skipDuplicates: true,
  })
  if (count === 1) await record(tx, 'identity.roleGranted', { personId, role, actorId, now })
}

type Change = { personId: string; role: StaffRole; kind: 'grant' | 'revoke' }

/**
 * Proposes to give or take a staff role. It waits for a second person; while the installation has none yet who is admin or
 * checker, it stands at once, and the log says so.
 */
export async function proposeRole(
  tx: Tx,
  input: Change & { proposedBy: string | null; now: Date },
): Promise<{ changeId: string; applied: boolean }> {
  const { personId, role, kind, proposedBy, now } = input
  await lockRoles(tx)
  const person = await tx.person.findUnique({ where: { id: personId }, include: { roles: true } })
  if (!person) throw refuse.noPerson()
  const open = await tx.roleChange.count({ where: { personId, role, decidedAt: null } })
  const admins = await tx.roleGrant.count({ where: { role: 'admin' } })
  const has = person.roles.some((grant) => grant.role === role)
  checkProposal({ personId, role, kind, proposedBy }, { has, open: open > 0, email: person.email, admins })
  const change = await tx.roleChange.create({ data: { personId, role, kind, proposedBy, proposedAt: now } })
  await record(tx, 'identity.roleChangeProposed', { personId, role, kind, actorId: proposedBy, now })
  if (await secondPersonExists(tx)) return { changeId: change.id, applied: false }
  await tx.roleChange.update({ where: { id: change.id }, data: { confirmed: true, decidedAt: now } })
  await apply(tx, { personId, role, kind }, proposedBy, now)
  return { changeId: change.id, applied: true }
}

/** Confirms or refuses a proposed change. The database refuses the proposer and the subject as well. */
export async function decideRole(
  tx: Tx,
  input: { changeId: string; confirm: boolean; viewer: Pick<Viewer, 'personId' | 'roles'>; now: Date },
): Promise<void> {
  const { changeId, confirm, viewer, now } = input
  await lockRoles(tx)
  const change = await tx.roleChange.findUnique({ where: { id: changeId } })
  if (!change || change.decidedAt) throw refuse.noChange()
  checkDecision(change, viewer)
  const { personId, kind } = change
  const role = change.role as StaffRole
  const admins = await tx.roleGrant.count({ where: { role: 'admin' } })
  if (confirm && kind === 'revoke' && role === 'admin' && admins < 2) throw refuse.lastAdmin()
  const decision = { confirmed: confirm, decidedBy: viewer.personId, decidedAt: now }
  await tx.roleChange.update({ where: { id: changeId }, data: decision })
  if (confirm) await apply(tx, { personId, role, kind }, viewer.personId, now)
  else await record(tx, 'identity.roleChangeRefused', { personId, role, kind, actorId: viewer.personId, now })
}

/** Makes the role so, and ends the person's sessions: the new role begins with a fresh sign-in, the old one ends now. */
async function apply(tx: Tx, change: Change, actorId: string | null, now: Date): Promise<void> {
  const { personId, role, kind } = change
  if (kind === 'grant') await tx.roleGrant.create({ data: { personId, role, grantedAt: now } })
  else await tx.roleGrant.delete({ where: { personId_role: { personId, role } } })
  await tx.session.deleteMany({ where: { personId } })
  if (kind === 'grant') await inviteWithRole(tx, { personId, actorId, now })
  const type = kind === 'grant' ? 'identity.roleGranted' : 'identity.roleRevoked'
  await record(tx, type, { personId, role, actorId, now })
}

/** Whether two people are admin or checker, so that one can confirm what the other proposes. */
export async function secondPersonExists(tx: Tx): Promise<boolean> {
  const people = await tx.roleGrant.findMany({
    where: { role: { in: ['admin', 'checker'] } },
    distinct: ['personId'],
    select: { personId: true },
    take: 2,
  })
  return hasSecondPerson(people.length)
}

/** Role changes happen one after the other: two admins must not remove each other at the same moment. */
const lockRoles = (tx: Tx) => tx.$executeRaw`select pg_advisory_xact_lock(hashtext('identity.roles'))`

const record = (
  tx: Tx,
  type: string,
  {
    personId,
    actorId,
    now,
    ...facts
  }: { personId: string; role: string; kind?: string; actorId: string | null; now: Date },
) => append(tx, { type, at: now, actorId, subjects: [`person:${personId}`], facts })
