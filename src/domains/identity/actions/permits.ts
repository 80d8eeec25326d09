import { append } from '@/domains/log/actions'
import { digestOf } from '@/kit/digest'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import {
  invitedUntil,
  keyAfter,
  type PasskeyState,
  type PermitKind,
  type PermitState,
  permitAfter,
  recoveryUntil,
  refuseKey,
} from '../rules/passkey'
import { refuse } from '../rules/refusals'
import { isStaffRole } from '../rules/roles'
import { confirmProposal, lapseProposal, proposeTo, returnProposal } from './decisions'

/** The thing that a decision about somebody's keys is about. */
export const keysOf = (personId: string): string => `keys:${personId}`

/** What was judged: whose keys, which of them work, and what is allowed. A key added or removed meanwhile makes it another thing. */
async function digest(tx: Tx, personId: string, kind: string, until: string | null): Promise<string> {
  const live = await tx.passkey.findMany({
    where: { personId, state: 'live' },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return digestOf({ personId, kind, until, live: live.map(({ id }) => id) })
}

/**
 * Proposes that a member of staff may register a first passkey anew (those they have end once it is confirmed), or may enter one-time
 * codes until the end of a day (UTC). Another admin or a checker confirms within 72 hours.
 */
export async function proposePermit(
  tx: Tx,
  input: { personId: string; kind: PermitKind; until?: string | undefined; actorId: string; now: Date },
): Promise<{ decisionId: string }> {
  const { personId, kind, until, actorId, now } = input
  const roles = await tx.roleGrant.findMany({ where: { personId }, select: { role: true } })
  if (!roles.some(({ role }) => isStaffRole(role))) throw refuseKey.notStaff()
  const end = kind === 'recovery' ? recoveryUntil(until, now).toISOString() : null
  await lapseProposal(tx, { subject: keysOf(personId), now })
  const made = await proposeTo(tx, {
    ...{ kind: `identity.${kind}`, subject: keysOf(personId), aboutId: personId, content: { until: end }, note: '' },
    ...{ makerId: actorId, digest: await digest(tx, personId, kind, end), now },
  })
  await record(tx, 'identity.keyPermitProposed', { personId, actorId, now, kind, until: end })
  return made
}

/** Confirms or refuses what was proposed about somebody's keys, as a second person who is admin or checker. */
export async function decidePermit(
  tx: Tx,
  input: { personId: string; confirm: boolean; viewer: Pick<Viewer, 'personId' | 'roles'>; now: Date },
): Promise<void> {
  const { personId, confirm, viewer, now } = input
  if (!viewer.roles.some((role) => role === 'admin' || role === 'checker')) throw refuse.notDecider()
  const second = { subject: keysOf(personId), checkerId: viewer.personId, now }
  if (!confirm) {
    await returnProposal(tx, { ...second, comment: '' })
    return record(tx, 'identity.keyPermitRefused', { personId, actorId: viewer.personId, now })
  }
  const open = await tx.decision.findFirst({ where: { subject: keysOf(personId), state: 'proposed' } })
  const kind: PermitKind = open?.kind === 'identity.recovery' ? 'recovery' : 'passkey'
  const until = (open?.content as { until?: string | null } | undefined)?.until ?? null
  const { id } = await confirmProposal(tx, { ...second, digest: await digest(tx, personId, kind, until) })
  if (kind === 'passkey') await replaceKeys(tx, { personId, now })
  await grantPermit(tx, {
    personId,
    kind,
    decisionId: id,
    until: until ? new Date(until) : invitedUntil(now),
    actorId: viewer.personId,
    now,
  })
}

/** The keys of somebody who gets a fresh first one end at once, and so do their sessions. */
export async function replaceKeys(tx: Tx, { personId, now }: { personId: string; now: Date }): Promise<void> {
  for (const { id, state } of await tx.passkey.findMany({ where: { personId, state: 'live' } }))
    await tx.passkey.update({
      where: { id },
      data: { state: keyAfter(state as PasskeyState, 'replace'), endedAt: now },
    })
  await tx.session.deleteMany({ where: { personId } })
}

type Granted = {
  personId: string
  kind: PermitKind
  decisionId: string | null
  until: Date
  actorId: string | null
  now: Date
}

/** Opens a permit; an older one of its kind ends. */
export async function grantPermit(tx: Tx, { actorId, now, ...permit }: Granted): Promise<void> {
  const { personId, kind, until } = permit
  await endPermits(tx, { personId, kind })
  await tx.keyPermit.create({ data: { ...permit, grantedAt: now } })
  await record(tx, 'identity.keyPermitted', { personId, actorId, now, kind, until: until.toISOString() })
}

/** Ends the open permit of a kind, if there is one. */
export async function endPermits(tx: Tx, { personId, kind }: { personId: string; kind: PermitKind }): Promise<void> {
  for (const { id, state } of await tx.keyPermit.findMany({ where: { personId, kind, state: 'open' } }))
    await tx.keyPermit.update({ where: { id }, data: { state: permitAfter(state as PermitState, 'end') } })
}

/** With a confirmed staff role comes the invitation to register a first passkey, where somebody has none. */
export async function inviteWithRole(
  tx: Tx,
  { personId, actorId, now }: { personId: string; actorId: string | null; now: Date },
) {
  if ((await tx.passkey.count({ where: { personId, state: 'live' } })) > 0) return
  await grantPermit(tx, { personId, kind: 'passkey', decisionId: null, until: invitedUntil(now), actorId, now })
}

const record = async (
  tx: Tx,
  type: string,
  {
    personId,
    actorId,
    now,
    ...facts
  }: { personId: string; actorId: string | null; now: Date; kind?: PermitKind; until?: string | null },
): Promise<void> => {
  await append(tx, { type, at: now, actorId, subjects: [`person:${personId}`], facts })
}
