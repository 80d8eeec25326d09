import { confirmOpening, type Door, narrow, proposeOpening, returnOpening } from '@/domains/compliance/actions/access'
import { allowSubject } from '@/domains/screening/actions/subjects'
import type { Tx } from '@/server/db'
import { companySubject } from '../queries/data'
import { refuse } from '../rules/case'
import { assertForeign } from '../rules/review'
import { changeCompany, lockWithSide, NO_LEASE, recordCompany } from './company-row'

type Staff = { companyId: string; actorId: string; now: Date }
type Named = { personIds: readonly string[] }
type Company = Awaited<ReturnType<typeof lockWithSide>>

/** The door of a company: its case, and what is compared of it and of the companies that own it. Its people have doors of their own. */
const doorOf = ({ id, ownerId, partyIds, allowedIds }: Company): Door => ({
  ...{ thing: companySubject(id), aboutId: ownerId, side: [ownerId, ...partyIds], allowedIds },
})

/** Closes a company to all staff but those named, or takes somebody out of those named. Who held it and is not among them holds it no more. */
export async function allowOnly(tx: Tx, { companyId, actorId, personIds, now }: Staff & Named): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  assertForeign(company, actorId)
  if (!company.submittedAt) throw refuse.notNow({ state: company.state })
  const allowedIds = await narrow(tx, { door: doorOf(company), personIds, actorId, now })
  await close(tx, company, { allowedIds, actorId, now })
}

/** Proposes to open a closed company to more of the staff, or to everybody: two people open what one closed. */
export async function proposeOpeningOf(
  tx: Tx,
  { companyId, actorId, personIds, note, now }: Staff & Named & { note: string },
): Promise<void> {
  const door = doorOf(await lockWithSide(tx, companyId))
  if (!(await proposeOpening(tx, { door, personIds, note, actorId, now }))) throw refuse.noCase()
  await recordCompany(tx, 'openingProposed', { companyId, actorId, now })
}

/** Opens it as the second person: any checker who does not belong to it. They need not be one of those named. */
export async function confirmOpeningOf(tx: Tx, { companyId, actorId, now }: Staff): Promise<void> {
  const company = await lockWithSide(tx, companyId)
  const allowedIds = await confirmOpening(tx, { door: doorOf(company), actorId, now })
  if (!allowedIds) throw refuse.noCase()
  await close(tx, company, { allowedIds, actorId, now })
}

/** Leaves it closed, as the second person. */
export async function returnOpeningOf(
  tx: Tx,
  { companyId, actorId, note, now }: Staff & { note: string },
): Promise<void> {
  const door = doorOf(await lockWithSide(tx, companyId))
  if (!(await returnOpening(tx, { door, note, actorId, now }))) throw refuse.noCase()
  await recordCompany(tx, 'openingReturned', { companyId, actorId, now })
}

async function close(
  tx: Tx,
  { id: companyId, assigneeId }: Company,
  { allowedIds, actorId, now }: { allowedIds: string[]; actorId: string; now: Date },
): Promise<void> {
  const holds = assigneeId === null || allowedIds.length === 0 || allowedIds.includes(assigneeId)
  await changeCompany(tx, companyId, { allowedIds, allowedAt: now, ...(holds ? {} : NO_LEASE) })
  await allowSubject(tx, { key: companySubject(companyId), allowedIds })
  await recordCompany(tx, 'accessChanged', { companyId, actorId, now }, { people: allowedIds.length })
}
