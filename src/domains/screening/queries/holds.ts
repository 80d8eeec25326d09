import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { requiredSources } from '../rules/thresholds'

/** A person and all their wallets. */
export type Asked = { personId: string; wallets: readonly string[] }

/**
 * Held: never compared, something of theirs is open or confirmed, a changed list was not yet compared with them, or one of their wallets
 * is on a list. All of it reads the same, so that nothing can be told from the answer.
 */
const HELD = `
    select person.id::text as person_id from unnest($1::uuid[]) as person (id)
    left join screening_subject s on s.key = 'person:' || person.id
    where s.screened_at is null
      or exists (select from screening_run r where r.subject_id = s.id and r.state not in ('no_hit', 'lifted', 'erased'))
      or exists (
        select from screening_sweep w where w.finished_at is null and w.import_id is not null
          and w.started_at >= s.screened_at and (w.cursor is null or w.cursor < s.id))
    union
    select own.person_id from unnest($2::text[], $3::text[]) as own (person_id, wallet)
    join list_identifier i on i.kind = 'wallet' and i.value = own.wallet
    join list_entity e on e.id = i.entity_id and e.live`

const usableAmong = (sources: string, now: string): string => `
    select source from sanctions_list
    where source = any(${sources}::text[]) and active_import_id is not null
      and checked_at >= ${now}::timestamptz - make_interval(hours => (
        select (params ->> 'stopHours')::int from screening_rule
        where effective_from <= ${now}::timestamptz order by effective_from desc, id desc limit 1))`
const USABLE = { name: 'screening.usable', text: usableAmong('$1', '$2') }
/** Both in one: it is asked before every cosignature. */
const STANDING = {
  name: 'screening.standing',
  text: `
    select (select count(*)::int from (${usableAmong('$4', '$5')}) as lists) as usable,
      array(select held.person_id from (${HELD}) as held) as held`,
}

/** Whether every list that this installation compares with is there and young enough for anybody to invest. */
export async function listsAreUsable(db: Db | Tx | Sql, now: Date): Promise<boolean> {
  const required = requiredSources(process.env.SCREENING_LISTS)
  const usable = await rowsOf(db, USABLE, [required, now.toISOString()])
  return usable.length === required.length
}

/** Who of these people may not invest as far as lists are concerned. While a list is missing or too old that is everybody. */
export async function heldOf(db: Db | Tx | Sql, asked: readonly Asked[], now: Date): Promise<ReadonlySet<string>> {
  if (asked.length === 0) return new Set()
  const people = asked.map(({ personId }) => personId)
  const owned = asked.flatMap(({ personId, wallets }) => wallets.map((wallet) => ({ personId, wallet })))
  const required = requiredSources(process.env.SCREENING_LISTS)
  const [found] = await rowsOf<{ usable: number; held: string[] }>(db, STANDING, [
    ...[people, owned.map(({ personId }) => personId), owned.map(({ wallet }) => wallet)],
    ...[required, now.toISOString()],
  ])
  return new Set(found?.usable === required.length ? found.held : people)
}

/** People who were confirmed to be on a list. */
export async function confirmedPeople(db: Db | Tx): Promise<string[]> {
  const found = await db.screeningSubject.findMany({
    where: { key: { startsWith: 'person:' }, runs: { some: { state: 'confirmed_hit' } } },
    select: { key: true },
  })
  return found.map(({ key }) => key.slice('person:'.length))
}

const LISTED = {
  name: 'screening.listedWallets',
  text: `
    select distinct i.value as wallet from list_identifier i join list_entity e on e.id = i.entity_id
    where i.kind = 'wallet' and i.value = any ($1::text[]) and e.live and e.source <> 'pep'`,
}

/** Which of these wallets are on a list in force. */
export async function listedWallets(db: Db | Tx | Sql, wallets: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await rowsOf<{ wallet: string }>(db, LISTED, [[...wallets]])
  return new Set(rows.map(({ wallet }) => wallet))
}

/** Whether one of somebody's wallets is on a list in force. */
export const hasListedWallet = async (db: Db | Tx | Sql, wallets: readonly string[]): Promise<boolean> =>
  wallets.length > 0 && (await listedWallets(db, wallets)).size > 0

const OF_PAYOUT = {
  name: 'screening.ofPayout',
  text: `
    select s.key, coalesce(s.screened_at < $2::timestamptz, true) as due,
      exists (select from screening_run r where r.subject_id = s.id and r.state not in ('no_hit', 'lifted', 'erased')) as unclear
    from screening_subject s where s.key = any ($1::text[])`,
}

/**
 * Of people who are to be paid: who was last compared before an instant, and of whom something is open or confirmed. Whoever was never
 * compared is in neither: there is nothing of them to compare.
 */
export async function payoutStanding(db: Db | Tx | Sql, people: readonly string[], before: Date) {
  type Row = { key: string; due: boolean; unclear: boolean }
  const keys = people.map((id) => `person:${id}`)
  const rows = await rowsOf<Row>(db, OF_PAYOUT, [keys, before.toISOString()])
  const of = (wanted: (row: Row) => boolean) =>
    new Set(rows.filter(wanted).map(({ key }) => key.slice('person:'.length)))
  return { due: of(({ due }) => due), unclear: of(({ unclear }) => unclear) }
}
