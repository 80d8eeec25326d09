import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { pepAge } from '../rules/read-pep'
import { ageOf, type ListAge, requiredSources, type Thresholds } from '../rules/thresholds'
import { IMPORTABLE, type Importable, type ListSource } from '../schema'

/** A list as the comparison needs it. */
export type InForce = { source: ListSource; importId: string | null; checkedAt: Date | null; age: ListAge }

const IN_FORCE = {
  name: 'screening.inForce',
  text: 'select source, active_import_id::text as import_id, checked_at from sanctions_list where source = any($1::text[])',
}

/** The lists that this installation compares with (SCREENING_LISTS), and how old the knowledge of each is. */
export async function listsInForce(db: Db | Tx | Sql, now: Date, rule: Thresholds): Promise<InForce[]> {
  const required = requiredSources(process.env.SCREENING_LISTS)
  type Row = { source: ListSource; import_id: string | null; checked_at: Date | null }
  const rows = await rowsOf<Row>(db, IN_FORCE, [required])
  return rows.map(({ source, import_id: importId, checked_at: checkedAt }) => ({
    ...{ source, importId, checkedAt },
    age: importId ? ageOf(checkedAt, now, rule) : 'stale',
  }))
}

/** Whether the operator switched the comparison with their own list of politically exposed persons on (SCREENING_PEP). */
export const isPepOn = (): boolean => process.env.SCREENING_PEP === 'on'

/** Why nobody can be compared with the lists now, as a sentence for staff; null when all are there and young enough. */
export function staleness(lists: readonly InForce[]): string | null {
  const stale = lists.filter(({ age }) => age === 'stale').map(({ source }) => source)
  return stale.length === 0 ? null : `Missing or too old: ${stale.join(', ')}.`
}

/** Every list as staff see it, with the last files that were tried. */
export async function listOverview(db: Db, now: Date, rule: Thresholds) {
  const required = requiredSources(process.env.SCREENING_LISTS)
  const [lists, imports] = await Promise.all([
    db.sanctionsList.findMany(),
    db.listImport.findMany({ orderBy: [{ fetchedAt: 'desc' }, { id: 'desc' }], take: 20 }),
  ])
  const active = await db.listImport.findMany({ where: { state: 'active' } })
  const inOrder = IMPORTABLE.flatMap((source) => lists.find((list) => list.source === source) ?? [])
  return {
    lists: inOrder.map(({ source, checkedAt, provenAt, alarm, alarmAt }) => ({
      ...{ source: source as Importable, checkedAt, provenAt, alarm, alarmAt },
      isRequired: required.includes(source as ListSource),
      isCompared: source === 'pep' ? isPepOn() : required.includes(source as ListSource),
      age: source === 'pep' ? pepAge(checkedAt, now) : ageOf(checkedAt, now, rule),
      active: versionOf(active.find((one) => one.source === source)),
    })),
    imports: imports.map(({ id, source, state, origin, fetchedAt, rows, added, removed, problem }) => ({
      ...{ id, source: source as Importable, state, origin, fetchedAt, rows, added, removed, problem },
    })),
  }
}

type Import = Awaited<ReturnType<Db['listImport']['findMany']>>[number]

const versionOf = (found: Import | undefined) =>
  found ? { rows: found.rows, origin: found.origin, publishedAt: found.publishedAt, sha256: found.sha256 } : null
