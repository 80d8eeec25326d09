import { namesOf } from '@/domains/identity/queries'
import { openOfKind, openProposals } from '@/domains/identity/queries/decisions'
import { reviewingStaff } from '@/domains/identity/queries/person'
import type { Db, Tx } from '@/server/db'
import { hasRole, type Viewer } from '@/server/viewer'
import { accessSubject, allowedIn, isForsaken } from '../rules/allowed'

/** Something closed, as far as whoever may confirm its opening has to know it: what was proposed, by whom and why; nothing of the case. */
export type ClosedDoor = {
  id: string
  /** Null where nobody of those named works here any more, and nothing is proposed yet. */
  opening: Opening | null
}
export type Opening = { by: string; isYours: boolean; note: string; to: string[]; expiresAt: Date }

type Proposal = { makerId: string; note: string; content: unknown; expiresAt: Date }

/** What was proposed about a door, in words: nobody in `to` means everybody whose work it is. */
export async function openingOf(db: Db | Tx, proposal: Proposal, viewerId: string): Promise<Opening> {
  const named = allowedIn(proposal.content)
  const names = await namesOf(db, [proposal.makerId, ...named])
  const nameOf = (id: string) => names.get(id) ?? 'somebody who left'
  return {
    ...{ by: nameOf(proposal.makerId), isYours: proposal.makerId === viewerId, note: proposal.note },
    ...{ to: named.map(nameOf), expiresAt: proposal.expiresAt },
  }
}

/** Each colleague who may work on verifications and companies, and whether they are named for one; nobody of its side. */
export async function colleaguesFor(db: Db | Tx, door: { side: readonly string[]; allowedIds: readonly string[] }) {
  const staff = [...(await reviewingStaff(db)).keys()].filter((id) => !door.side.includes(id))
  const names = await namesOf(db, staff)
  const colleagues = staff.map((id) => ({ id, name: names.get(id) ?? '', isNamed: door.allowedIds.includes(id) }))
  return colleagues.sort((one, other) => one.name.localeCompare(other.name))
}

/** Who may open something, for those who may have a word in it: the colleagues, and what is proposed. */
export async function accessOf(
  db: Db | Tx,
  door: { thing: string; side: readonly string[]; allowedIds: readonly string[] },
  viewer: Viewer,
) {
  const subject = accessSubject(door.thing)
  const proposal = (await openProposals(db, [subject])).get(subject)
  return {
    colleagues: await colleaguesFor(db, door),
    opening: proposal ? await openingOf(db, proposal, viewer.personId) : null,
    /** Closing is a checker's, and so is the second word on an opening; whoever is named may propose one. */
    isChecker: hasRole(viewer, 'checker'),
  }
}
export type Access = Awaited<ReturnType<typeof accessOf>>

type Closed = { id: string; thing: string; side: readonly string[]; allowedIds: readonly string[] }

/** Of several closed things, those that a checker has to know of though they are closed to them: an opening waits, or nobody is left. */
export async function doorsAmong(db: Db | Tx, closed: readonly Closed[], viewer: Viewer): Promise<ClosedDoor[]> {
  const staff = [...(await reviewingStaff(db))].map(([personId, roles]) => ({ personId, roles }))
  const open = new Map((await openOfKind(db, 'access.open')).map((proposal) => [proposal.subject, proposal]))
  const doors: ClosedDoor[] = []
  for (const { id, thing, side, allowedIds } of closed) {
    if (side.includes(viewer.personId)) continue
    const proposal = open.get(accessSubject(thing))
    if (proposal) doors.push({ id, opening: await openingOf(db, proposal, viewer.personId) })
    else if (isForsaken(allowedIds, staff)) doors.push({ id, opening: null })
  }
  return doors
}

/** The same for verifications: the newest of each person's, for checkers. */
export async function closedVerifications(db: Db | Tx, viewer: Viewer): Promise<ClosedDoor[]> {
  const rows = await db.verificationCase.findMany({
    where: { allowedIds: { isEmpty: false } },
    distinct: ['personId'],
    orderBy: { startedAt: 'desc' },
    select: { id: true, personId: true, allowedIds: true },
  })
  const closed = rows.map(({ id, personId, allowedIds }) => ({
    ...{ id, thing: `person:${personId}`, side: [personId], allowedIds },
  }))
  return doorsAmong(db, closed, viewer)
}
