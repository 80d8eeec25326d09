import type { Db, Tx } from '@/server/db'
import { rowsOf } from '@/server/sql'
import { type Entry, type Head, type Link, NO_LINK } from './rules'

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

const COLUMNS = `e.serial::text as serial, e.id::text as id, e.type, e.at, e.actor_id::text as "actorId", e.subjects, e.parents, e.body, e.hash`

/** An act that is committed this many entries after it was given its number is found by the nightly look alone. */
const BEHIND = 50_000
const UNLINKED = {
  name: 'log.unlinked',
  text: `
    select ${COLUMNS} from log_entry e
    where e.serial > case when $2 then 0 else coalesce((select max(serial) from log_link), 0) - ${BEHIND} end
      and not exists (select from log_link l where l.serial = e.serial)
    order by e.serial limit $1`,
}

/** Entries that have no place in the chain yet, in the order in which they were recorded. */
export const unlinked = (tx: Tx, { take, all }: { take: number; all: boolean }): Promise<Entry[]> =>
  rowsOf<Entry>(tx, UNLINKED, [take, all])

/** The newest link of the chain; place 0 while there is none. */
export async function lastLink(db: Db | Tx): Promise<Head> {
  const last = await db.logLink.findFirst({ orderBy: { place: 'desc' }, select: { place: true, hash: true } })
  return last ?? { place: 0n, hash: NO_LINK }
}

/** What the chain has at some places, by place. */
export async function linksAt(db: Db, places: readonly bigint[]): Promise<Map<bigint, string>> {
  const found = await db.logLink.findMany({
    where: { place: { in: [...places] } },
    select: { place: true, hash: true },
  })
  return new Map(found.map(({ place, hash }) => [place, hash]))
}

const LINKS = {
  name: 'log.links',
  text: `
    select l.place::text as place, l.serial::text as "linkSerial", l.hash as link, ${COLUMNS}
    from log_link l left join log_entry e on e.serial = l.serial
    where l.place > $1::bigint order by l.place limit $2`,
}
type LinkRow = Omit<Entry, 'id'> & { id: string | null; place: string; linkSerial: string; link: string }

/** The links after a place, in their order, each with its entry. */
export async function linksAfter(db: Db, place: bigint, take = 5_000): Promise<Link[]> {
  const rows = await rowsOf<LinkRow>(db, LINKS, [place.toString(), take])
  return rows.map(({ place: at, linkSerial, link, id, ...entry }) => ({
    ...{ place: BigInt(at), serial: linkSerial, link },
    entry: id === null ? null : { id, ...entry },
  }))
}

const ORPHANS = {
  name: 'log.orphans',
  text: `
    select e.serial::text as serial, e.id::text as id from log_entry e
    where cardinality(e.parents) > 0
      and exists (select from unnest(e.parents) p where not exists (select from log_entry x where x.hash = p))
    order by e.serial limit 50`,
}

/** Entries that name an earlier one which is not there, 50 at most. */
export const orphans = (db: Db): Promise<Pick<Entry, 'serial' | 'id'>[]> =>
  rowsOf<Pick<Entry, 'serial' | 'id'>>(db, ORPHANS, [])

/** Entries of some types after a number, in their order: what was decided, to compare with the decisions. */
export function entriesOfTypes(db: Db, types: readonly string[], after: bigint, take: number) {
  const where = { type: { in: [...types] }, serial: { gt: after } }
  return db.logEntry.findMany({ where, orderBy: { serial: 'asc' }, take })
}

/** Entries of some types about some things. */
export function entriesAbout(db: Db, types: readonly string[], subjects: readonly string[]) {
  return db.logEntry.findMany({ where: { type: { in: [...types] }, subjects: { hasSome: [...subjects] } } })
}

/** How the last look at the whole log ended; null before the first one. */
export const lastCheck = (db: Db | Tx) => db.logCheck.findFirst({ orderBy: { at: 'desc' } })

/** The heads that earlier looks found, the newest 400: each has to be in the chain still. */
export async function checkedHeads(db: Db): Promise<Head[]> {
  const rows = await db.logCheck.findMany({ orderBy: { at: 'desc' }, take: 400, select: { place: true, head: true } })
  return rows.filter(({ place }) => place > 0n).map(({ place, head }) => ({ place, hash: head }))
}
