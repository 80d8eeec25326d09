import { randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { digestOf } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { enqueue } from '@/server/queue'
import { change, rowsOf } from '@/server/sql'
import { soundKeys } from '../rules/candidates'
import { comparedWords } from '../rules/compare'
import type { Importable, Listed, ReadList } from '../schema'
import { lockList, moveImport, type Origin } from './import-row'

const LIVE = {
  name: 'screening.live',
  text: 'select id::text, external_id, content_hash from list_entity where source = $1 and live',
}
const INSERT_ENTITIES = {
  name: 'screening.insertEntities',
  text: `
    insert into list_entity (id, source, external_id, kind, content, content_hash, import_id)
    select e.id, $1, e.external_id, e.kind, e.content::jsonb, e.hash, $2::uuid
    from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) as e (id, external_id, kind, content, hash)`,
}
const INSERT_NAMES = {
  name: 'screening.insertNames',
  text: `
    insert into list_name (entity_id, words, sounds)
    select n.entity_id, n.words, array(select jsonb_array_elements_text(n.sounds::jsonb))
    from unnest($1::uuid[], $2::text[], $3::text[]) as n (entity_id, words, sounds)`,
}
const INSERT_IDENTIFIERS = {
  name: 'screening.insertIdentifiers',
  text: `
    insert into list_identifier (entity_id, kind, value)
    select i.entity_id, i.kind, i.value from unnest($1::uuid[], $2::text[], $3::text[]) as i (entity_id, kind, value)`,
}
const RETIRE = {
  name: 'screening.retire',
  text: 'update list_entity set live = false, until_id = $2::uuid where id = any($1::uuid[])',
}
const ENLIST = { name: 'screening.enlist', text: 'update list_entity set live = true where import_id = $1::uuid' }

type Staged = { id: string; entry: Listed; hash: string }

/**
 * Puts a validated file into force in the transaction it is given: new and changed entries are staged, then everything switches at
 * once. Whoever compares sees the old list or the new one, never a part. Everybody is compared with what is new, as a job.
 */
export async function activateImport(
  tx: Tx,
  { importId, source, origin, read, now }: ActivateInput,
): Promise<{ added: number; removed: number }> {
  const list = await lockList(tx, source)
  const { staged, retired } = await difference(tx, source, read.entries)
  for (let from = 0; from < staged.length; from += BATCH)
    await insertEntries(tx, { source, importId }, staged.slice(from, from + BATCH))
  const counts = { added: staged.length, removed: retired.length }
  await moveImport(tx, importId, 'stage', counts)
  await change(tx, RETIRE, [retired, importId])
  await change(tx, ENLIST, [importId])
  if (list.activeImportId) await moveImport(tx, list.activeImportId, 'supersede', { settledAt: now })
  await moveImport(tx, importId, 'activate')
  const provenAt = list.provenAt ?? (origin === 'invented' ? null : now)
  const data = { activeImportId: importId, checkedAt: now, provenAt, alarm: null, alarmAt: null }
  await tx.sanctionsList.update({ where: { source }, data })
  // Who holds an office is asked when somebody is approved; it stops nobody, so nobody is compared again.
  if (staged.length > 0 && source !== 'pep') await beginSweep(tx, importId, now)
  await recordActivation(tx, { importId, source, now, ...counts })
  return counts
}

type ActivateInput = { importId: string; source: Importable; origin: Origin; read: ReadList; now: Date }

/** A statement carries so many entries at once. */
const BATCH = 2_000

/** Which entries are new or changed, and which of those in force are gone or were changed. */
async function difference(
  tx: Tx,
  source: Importable,
  entries: readonly Listed[],
): Promise<{ staged: Staged[]; retired: string[] }> {
  type Row = { id: string; external_id: string; content_hash: string }
  const live = new Map((await rowsOf<Row>(tx, LIVE, [source])).map((row) => [row.external_id, row]))
  const staged: Staged[] = []
  for (const entry of entries) {
    const hash = digestOf(entry)
    if (live.get(entry.id)?.content_hash === hash) live.delete(entry.id)
    else staged.push({ id: randomUUID(), entry, hash })
  }
  return { staged, retired: [...live.values()].map(({ id }) => id) }
}

async function insertEntries(
  tx: Tx,
  { source, importId }: { source: Importable; importId: string },
  staged: readonly Staged[],
): Promise<void> {
  const column = <Value>(of: (one: Staged) => Value) => staged.map(of)
  await change(tx, INSERT_ENTITIES, [
    ...[source, importId, column(({ id }) => id), column(({ entry }) => entry.id), column(({ entry }) => entry.kind)],
    ...[column(({ entry }) => JSON.stringify(entry)), column(({ hash }) => hash)],
  ])
  const names = staged.flatMap(({ id, entry }) =>
    entry.names.map(({ name }) => ({ id, words: comparedWords(name, entry.kind) })),
  )
  await change(tx, INSERT_NAMES, [
    names.map(({ id }) => id),
    names.map(({ words }) => words.join(' ')),
    names.map(({ words }) => JSON.stringify(soundKeys(words))),
  ])
  const numbers = staged.flatMap(({ id, entry }) => entry.identifiers.map((number) => ({ id, ...number })))
  await change(tx, INSERT_IDENTIFIERS, [
    ...[numbers.map(({ id }) => id), numbers.map(({ kind }) => kind), numbers.map(({ value }) => value)],
  ])
}

/** Everybody is to be compared with the entries of an import. */
async function beginSweep(tx: Tx, importId: string, now: Date): Promise<void> {
  await tx.screeningSweep.create({ data: { importId, startedAt: now } })
  await enqueue(tx, 'screening.listChanged', { importId }, { key: `screening.listChanged:${importId}` })
}

async function recordActivation(
  tx: Tx,
  { importId, source, now, ...counts }: Omit<ActivateInput, 'origin' | 'read'> & { added: number; removed: number },
): Promise<void> {
  const { sha256, rows } = await tx.listImport.findUniqueOrThrow({ where: { id: importId } })
  const facts = { list: source, import: importId, sha256, rows, ...counts }
  await append(tx, { type: 'screening.listActivated', at: now, actorId: null, subjects: [`list:${source}`], facts })
}
