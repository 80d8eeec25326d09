import type { Db, Tx } from '@/server/db'
import { rowsOf } from '@/server/sql'

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

/** How often somebody did something on a day (UTC, `2026-05-01`), and to how many different things. */
export type DayOfActs = { day: string; actorId: string; type: string; acts: number; things: number }

const BY_DAY = {
  name: 'log.actsByDay',
  text: `
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, actor_id::text as "actorId", type, count(*)::int as acts,
      count(distinct subjects[1])::int as things
    from log_entry
    where type = any ($1::text[]) and at >= $2::timestamptz and at < $3::timestamptz and actor_id is not null
      and (body::jsonb -> 'facts' ->> 'purpose') is distinct from 'own'
    group by 1, 2, 3 order by 1, 2, 3`,
}

/** Acts of several types in [from, until), counted by day, actor and type; what people did to what is their own is left out. */
export const actsByDay = (db: Db | Tx, types: readonly string[], from: Date, until: Date): Promise<DayOfActs[]> =>
  rowsOf<DayOfActs>(db, BY_DAY, [[...types], from.toISOString(), until.toISOString()])
