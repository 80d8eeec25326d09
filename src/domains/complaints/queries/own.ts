import type { Db, Tx } from '@/server/db'
import { refuse } from '../rules'
import { byKey, keyOf, type OpenComplaint, opened } from './words'

/** Somebody's own complaints, the newest first, with what was answered. */
export async function ownComplaints(db: Db | Tx, personId: string): Promise<OpenComplaint[]> {
  const own = await db.complaint.findMany({ where: { personId, erasedAt: null }, orderBy: { receivedAt: 'desc' } })
  return Promise.all(own.map((one) => opened(db, one, { forStaff: false })))
}

/** The complaint that a key opens, for whoever has it. */
export async function complaintByKey(db: Db | Tx, key: string): Promise<OpenComplaint> {
  const complaint = await db.complaint.findFirst({ where: { id: await byKey(db, key), erasedAt: null } })
  if (!complaint) throw refuse.noComplaint()
  return opened(db, complaint, { forStaff: false })
}

/** What this room knows of a person, for themselves. */
export const complaintData = async (db: Db | Tx, personId: string) => ({
  complaints: await ownComplaints(db, personId),
})

/** Whether somebody complained, which is kept. An open complaint keeps nobody from leaving: it is answered all the same. */
export async function complaintFacts(db: Db | Tx, personId: string) {
  return { hasRecords: (await db.complaint.count({ where: { personId } })) > 0, hasOpenBusiness: false }
}

/** The vault's keys of somebody's complaints. */
export async function complaintSubjects(db: Db | Tx, personId: string) {
  const own = await db.complaint.findMany({ where: { personId }, select: { id: true } })
  return own.map(({ id }) => keyOf(id))
}
