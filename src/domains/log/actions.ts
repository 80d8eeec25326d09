import { randomUUID } from 'node:crypto'
import { canonicalJson } from '@/kit/canonical-json'
import { leafHash } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { change, type Sql } from '@/server/sql'
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
