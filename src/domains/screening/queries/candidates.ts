import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { identifierKey, soundKeys } from '../rules/candidates'
import { isComparable, type ReadyEntry, type ReadySubject, readyEntry } from '../rules/compare'
import type { Importable, Listed } from '../schema'

/** An entry in force, ready to be compared. */
export type Candidate = ReadyEntry & { id: string; source: Importable; contentHash: string }

type Row = { id: string; source: Importable; content_hash: string; content: Listed }
const COLUMNS = 'e.id::text, e.source, e.content_hash, e.content'

/** `%` is pg_trgm's similarity of 0.3 or more, its own default (LEAST_SIMILAR of rules/candidates.ts). */
const CANDIDATES = {
  name: 'screening.candidates',
  text: `
    select ${COLUMNS} from list_entity e where e.live and e.source = any($1::text[]) and e.id in (
      select n.entity_id from unnest($2::text[]) as q (words) join list_name n on n.words % q.words
      union select n.entity_id from list_name n where n.sounds && $3::text[]
      union select i.entity_id from unnest($4::text[]) as k (key) join list_identifier i
        on i.kind = split_part(k.key, ':', 1) and i.value = substr(k.key, strpos(k.key, ':') + 1))`,
}
const OF_IMPORT = {
  name: 'screening.ofImport',
  text: `select ${COLUMNS} from list_entity e where e.live and e.import_id = $1::uuid`,
}
const ALL = {
  name: 'screening.allLive',
  text: `select ${COLUMNS} from list_entity e where e.live and e.source = any($1::text[])`,
}

const candidateOf = ({ id, source, content_hash: contentHash, content }: Row): Candidate => ({
  ...{ id, source, contentHash },
  ...readyEntry(content),
})

/** The entries in force that are worth comparing with a subject: by like trigrams, by sound or by a number. */
export async function candidatesFor(
  db: Db | Tx | Sql,
  { words, subject }: ReadySubject,
  sources: readonly Importable[],
): Promise<Candidate[]> {
  const names = [...new Set(words.map((name) => name.join(' ')))]
  const sounds = [...new Set(words.flatMap(soundKeys))]
  const numbers = subject.identifiers.map(identifierKey)
  const rows = await rowsOf<Row>(db, CANDIDATES, [[...sources], names, sounds, numbers])
  return rows.map(candidateOf).filter(({ entry }) => isComparable(subject.kind, entry.kind))
}

/** All entries that came with an import and are in force; with null all of the given lists. */
export async function entriesOf(
  db: Db | Tx | Sql,
  importId: string | null,
  sources: readonly Importable[],
): Promise<Candidate[]> {
  const rows = importId ? await rowsOf<Row>(db, OF_IMPORT, [importId]) : await rowsOf<Row>(db, ALL, [[...sources]])
  return rows.map(candidateOf)
}
