import type { Db, Tx } from '@/server/db'

/** The newest acts about a subject, for its history. Staff pages only: it names the actor. */
export function actsAbout(db: Db | Tx, subject: string, take = 100) {
  return db.logEntry.findMany({ where: { subjects: { has: subject } }, orderBy: { serial: 'desc' }, take })
}

/** A page of the audit trail, newest first, before `cursor` when given. */
export function auditTrail(
  db: Db | Tx,
  { cursor, type, subject, take = 50 }: { cursor?: bigint; type?: string; subject?: string; take?: number },
) {
  const where = {
    ...(cursor !== undefined && { serial: { lt: cursor } }),
    ...(type && { type: { startsWith: type } }),
    ...(subject && { subjects: { has: subject } }),
  }
  return db.logEntry.findMany({ where, orderBy: { serial: 'desc' }, take })
}
