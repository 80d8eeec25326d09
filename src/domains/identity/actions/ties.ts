import { append } from '@/domains/log/actions'
import { digestOf } from '@/kit/digest'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { refuse } from '../rules/refusals'
import type { Tie } from '../schema'
import { confirmProposal, lapseProposal, proposeTo, returnProposal } from './decisions'

/** The thing that a decision about somebody's tie to this platform is about. */
export const tieOf = (personId: string): string => `tie:${personId}`

/** What was judged: what is stored about them already. */
async function digest(tx: Tx, personId: string, tie: string, ends: boolean): Promise<string> {
  const stored = await tx.platformTie.findMany({ where: { personId, endedAt: null }, orderBy: { kind: 'asc' } })
  return digestOf({ personId, tie, ends, stored: stored.map(({ id, kind }) => ({ id, kind })) })
}

type Change = { personId: string; tie: Tie; ends: boolean }

/** Proposes to store that somebody owns 20 % of this platform or sits in one of its bodies, or that this has ended. */
export async function proposeTie(
  tx: Tx,
  { personId, tie, ends, actorId, now }: Change & { actorId: string; now: Date },
): Promise<void> {
  if (!(await tx.person.findUnique({ where: { id: personId }, select: { id: true } }))) throw refuse.noPerson()
  const stored = await tx.platformTie.findFirst({ where: { personId, kind: tie, endedAt: null } })
  if (stored && !ends) throw refuse.tieThere()
  if (!stored && ends) throw refuse.noTie()
  await lapseProposal(tx, { subject: tieOf(personId), now })
  await proposeTo(tx, {
    ...{ kind: ends ? 'identity.untie' : 'identity.tie', subject: tieOf(personId), aboutId: personId, note: '' },
    ...{ content: { tie }, makerId: actorId, digest: await digest(tx, personId, tie, ends), now },
  })
  await record(tx, 'identity.tieProposed', { personId, actorId, now })
}

/** Confirms or refuses it as a second person who is admin or checker. From then on every company with them among its people is held. */
export async function decideTie(
  tx: Tx,
  {
    personId,
    confirm,
    viewer,
    now,
  }: { personId: string; confirm: boolean; viewer: Pick<Viewer, 'personId' | 'roles'>; now: Date },
): Promise<void> {
  if (!viewer.roles.some((role) => role === 'admin' || role === 'checker')) throw refuse.notDecider()
  const actorId = viewer.personId
  const second = { subject: tieOf(personId), checkerId: actorId, now }
  if (!confirm) {
    await returnProposal(tx, { ...second, comment: '' })
    return record(tx, 'identity.tieRefused', { personId, actorId, now })
  }
  const open = await tx.decision.findFirst({ where: { subject: tieOf(personId), state: 'proposed' } })
  const kind = (open?.content as { tie?: Tie } | undefined)?.tie ?? 'owner'
  const ends = open?.kind === 'identity.untie'
  const { id: decisionId } = await confirmProposal(tx, { ...second, digest: await digest(tx, personId, kind, ends) })
  if (ends)
    await tx.platformTie.updateMany({
      where: { personId, kind, endedAt: null },
      data: { endedAt: now, endDecisionId: decisionId },
    })
  else await tx.platformTie.create({ data: { personId, kind, decisionId, addedAt: now } })
  await record(tx, ends ? 'identity.tieEnded' : 'identity.tieStored', { personId, actorId, now })
}

const record = async (
  tx: Tx,
  type: string,
  { personId, actorId, now }: { personId: string; actorId: string; now: Date },
) => {
  await append(tx, { type, at: now, actorId, subjects: [`person:${personId}`], facts: {} })
}
