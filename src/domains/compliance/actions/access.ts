import {
  confirmProposal,
  forgetWords,
  lapseProposal,
  proposeTo,
  returnProposal,
  voidProposal,
} from '@/domains/identity/actions/decisions'
import { openProposals, overdueProposals } from '@/domains/identity/queries/decisions'
import { reviewingStaff } from '@/domains/identity/queries/person'
import { append } from '@/domains/log/actions'
import { digestOf } from '@/kit/digest'
import type { Tx } from '@/server/db'
import {
  accessSubject,
  allowedIn,
  assertAllowable,
  type Colleague,
  inOrder,
  letsIn,
  mayProposeOpening,
  refuseAllowed,
} from '../rules/allowed'

/**
 * Something that may be closed to all staff but those named: a person's verifications, or a company. `side` is everybody whom it is
 * about: none of them is named or decides.
 */
export type Door = {
  thing: `person:${string}` | `company:${string}`
  aboutId: string
  side: readonly string[]
  allowedIds: readonly string[]
}
type Staff = { actorId: string; now: Date }

async function colleagues(tx: Tx): Promise<Colleague[]> {
  return [...(await reviewingStaff(tx))].map(([personId, roles]) => ({ personId, roles }))
}

/** What a door is closed to is judged by: whoever is let in, and who was in. */
const judgedBy = (before: readonly string[], after: readonly string[]): string =>
  digestOf({ before: inOrder(before), after: inOrder(after) })

/**
 * Who may open a door from now on, where one person is enough: those named, none of them new. What was proposed about it ends. The caller
 * has asked whether the actor may, and writes the answer.
 */
export async function narrow(
  tx: Tx,
  { door, personIds, actorId, now }: Staff & { door: Door; personIds: readonly string[] },
): Promise<string[]> {
  const allowedIds = inOrder(personIds)
  if (letsIn(door.allowedIds, allowedIds)) throw refuseAllowed.takesTwo()
  const staff = await colleagues(tx)
  const named = allowedIds.map((personId) => ({
    personId,
    roles: staff.find((one) => one.personId === personId)?.roles ?? [],
  }))
  assertAllowable(door.side, named, actorId)
  await voidProposal(tx, { subject: accessSubject(door.thing), now })
  return allowedIds
}

/**
 * Proposes to let more people in; nobody named means everybody whose work it is. Returns false for whom the door does not exist: who is
 * neither named, nor left over where nobody of those named works here any more.
 */
export async function proposeOpening(
  tx: Tx,
  { door, personIds, note, actorId, now }: Staff & { door: Door; personIds: readonly string[]; note: string },
): Promise<boolean> {
  const staff = await colleagues(tx)
  if (door.side.includes(actorId) || !mayProposeOpening(door.allowedIds, staff, actorId)) return false
  const allowedIds = inOrder(personIds)
  if (!letsIn(door.allowedIds, allowedIds)) throw refuseAllowed.opensNobody()
  if (allowedIds.length > 0) assertOpenable(door, allowedIds, staff)
  await proposeTo(tx, {
    ...{ kind: 'access.open', subject: accessSubject(door.thing), aboutId: door.aboutId, makerId: actorId },
    ...{ content: { allowed: allowedIds.join(' ') }, note, digest: judgedBy(door.allowedIds, allowedIds), now },
  })
  return true
}

/** Of those let in, two must be able to decide; who proposes it need not be one of them. */
function assertOpenable(door: Door, allowedIds: readonly string[], staff: readonly Colleague[]): void {
  const named = allowedIds.map((personId) => ({
    personId,
    roles: staff.find((one) => one.personId === personId)?.roles ?? [],
  }))
  assertAllowable(door.side, named, allowedIds[0]!)
}

/** Confirms that a door is opened, as the second person: any checker whom it is not about. Returns who may open it now. */
export async function confirmOpening(tx: Tx, { door, actorId, now }: Staff & { door: Door }): Promise<string[] | null> {
  const subject = accessSubject(door.thing)
  const open = await openAllowed(tx, subject)
  if (door.side.includes(actorId) || !open) return null
  const digest = judgedBy(door.allowedIds, open)
  await confirmProposal(tx, { subject, checkerId: actorId, digest, now })
  return open
}

/** Leaves a door closed, as the second person; false where nothing waits, or where the door is about them. */
export async function returnOpening(
  tx: Tx,
  { door, note, actorId, now }: Staff & { door: Door; note: string },
): Promise<boolean> {
  const subject = accessSubject(door.thing)
  if (door.side.includes(actorId) || !(await openAllowed(tx, subject))) return false
  await returnProposal(tx, { subject, checkerId: actorId, comment: note, now })
  return true
}

async function openAllowed(tx: Tx, subject: string): Promise<string[] | null> {
  const open = (await openProposals(tx, [subject])).get(subject)
  return open ? allowedIn(open.content) : null
}

/** Ends what was proposed about a door that nobody needs any more, and erases its words. */
export async function forgetOpenings(tx: Tx, thing: Door['thing'], now: Date): Promise<void> {
  await voidProposal(tx, { subject: accessSubject(thing), now })
  await forgetWords(tx, accessSubject(thing))
}

/** Ends proposals about access that nobody confirmed in 72 hours; returns how many. */
export async function lapseOpenings(tx: Tx, now: Date): Promise<number> {
  let lapsed = 0
  for (const subject of await overdueProposals(tx, 'access.', now)) {
    if (!(await lapseProposal(tx, { subject, now }))) continue
    const facts = { type: 'compliance.openingLapsed', at: now, actorId: null, subjects: [subject], facts: {} }
    await append(tx, facts)
    lapsed += 1
  }
  return lapsed
}
