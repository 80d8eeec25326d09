import { randomUUID } from 'node:crypto'
import { canonicalJson } from '@/kit/canonical-json'
import { leafHash } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { change, rowsOf, type Sql } from '@/server/sql'
import { lastLink, unlinked } from './queries'
import { type Head, linkHash } from './rules'
import type { Act } from './schema'

/** Records an act in the transaction that performs it; returns the entry's leaf hash, for later acts to name as parent. */
export async function append(tx: Tx | Sql, act: Act): Promise<string> {
  const [hash] = await appendAll(tx, [act])
  return hash!
}

/** One statement, however many entries. Lists of texts travel as JSON, since a row's list may have any length. */
const INSERT = {
  name: 'log.append',
  text: `
    insert into log_entry (id, type, at, actor_id, subjects, parents, body, hash)
    select e.id, e.type, e.at, e.actor, array(select jsonb_array_elements_text(e.subjects::jsonb)),
      array(select jsonb_array_elements_text(e.parents::jsonb)), e.body, e.hash
    from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
      with ordinality as e (id, type, at, actor, subjects, parents, body, hash, place) order by e.place`,
}

/** Records several acts at once, in their order; returns their leaf hashes. */
export async function appendAll(tx: Tx | Sql, acts: readonly Act[]): Promise<string[]> {
  if (acts.length === 0) return []
  const entries = acts.map(entryOf)
  await change(tx, INSERT, [
    entries.map(({ id }) => id),
    entries.map(({ type }) => type),
    entries.map(({ at }) => at.toISOString()),
    entries.map(({ actorId }) => actorId),
    entries.map(({ subjects }) => JSON.stringify(subjects)),
    entries.map(({ parents }) => JSON.stringify(parents)),
    entries.map(({ body }) => body),
    entries.map(({ hash }) => hash),
  ])
  return entries.map(({ hash }) => hash)
}

function entryOf(act: Act) {
  const id = randomUUID()
  const parents = [...(act.parents ?? [])]
  const subjects = [...act.subjects]
  const { type, at, actorId } = act
  const body = canonicalJson({ id, type, at: at.toISOString(), subjects, parents, facts: act.facts })
  return { id, type, at, actorId, subjects, parents, body, hash: leafHash(body) }
}

const LINKING = { name: 'log.linking', text: "select pg_advisory_xact_lock(hashtextextended('log.chain', 0))::text" }
const LINK = {
  name: 'log.link',
  text: `
    insert into log_link (place, serial, hash, linked_at)
    select p, s, h, $4::timestamptz from unnest($1::bigint[], $2::bigint[], $3::text[]) as n (p, s, h)`,
}

/**
 * Gives the next entries their places in the chain, `take` at most; returns how many. Acts never wait for it: an entry that is committed
 * after a later one comes after it in the chain. `all` looks for left over entries in the whole log, else among the newest.
 */
export async function linkEntries(
  tx: Tx,
  { now, take = 5_000, all = false }: { now: Date; take?: number; all?: boolean },
): Promise<number> {
  await rowsOf(tx, LINKING, [])
  const entries = await unlinked(tx, { take, all })
  let head = await lastLink(tx)
  const links = entries.map((entry): Head & { serial: string } => {
    head = { place: head.place + 1n, hash: linkHash(head.hash, entry) }
    return { ...head, serial: entry.serial }
  })
  const columns = [links.map(({ place }) => place.toString()), links.map(({ serial }) => serial)]
  return change(tx, LINK, [...columns, links.map(({ hash }) => hash), now.toISOString()])
}

/** How a look at the whole log ended. */
export type Checked = { entries: bigint; head: Head; problems: readonly string[] }

/** Keeps how a look at the whole log ended; `keptAt` is when its head was put outside the database, null where nowhere. */
export async function recordCheck(
  tx: Tx,
  { entries, head, problems, now, keptAt }: Checked & { now: Date; keptAt: Date | null },
): Promise<void> {
  const data = { entries, place: head.place, head: head.hash, problems: problems.slice(0, MOST_PROBLEMS) }
  await tx.logCheck.create({ data: { at: now, keptAt, ...data } })
}

/** More of them say no more: one changed link is one sentence. */
const MOST_PROBLEMS = 50
