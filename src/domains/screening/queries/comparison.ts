import type { Db, Tx } from '@/server/db'
import { CandidateIndex } from '../rules/candidates'
import type { Thresholds } from '../rules/thresholds'
import { type Candidate, entriesOf } from './candidates'
import { type InForce, listsInForce } from './lists'
import { ruleAt } from './rule'

/** What people are compared with, made once for many: all entries in memory, or null to ask the database's own index for each. */
export type Comparison = { lists: readonly InForce[]; rule: Thresholds; index: CandidateIndex<Candidate> | null }

/** Reading whole lists pays from so many people on: one is looked up in some milliseconds, all lists are read in a second or more. */
const MANY = 200

/** What so many people are to be compared with at an instant. */
export async function comparisonFor(db: Db | Tx, people: number, now: Date): Promise<Comparison> {
  const rule = await ruleAt(db, now)
  const lists = await listsInForce(db, now, rule)
  if (people < MANY) return { lists, rule, index: null }
  const sources = lists.map(({ source }) => source)
  return { lists, rule, index: new CandidateIndex(await entriesOf(db, null, sources)) }
}

/** A comparison as evidence keeps it: how it ended, and the files of the lists that it was made with. Nothing of who was compared. */
export type ComparisonRecord = {
  id: string
  cause: string
  state: string
  partial: boolean
  startedAt: string
  settledAt: string | null
  lists: { source: string; importId: string; sha256: string | null; publishedAt: string | null }[]
}

/** Every comparison of a subject and of what belongs to it (`company:<id>.<place>`, `company:<id>/<round>`), the oldest first. */
export async function comparisonRecords(db: Db | Tx, key: string): Promise<ComparisonRecord[]> {
  const belongs = ['.', '/'].map((sign) => ({ key: { startsWith: `${key}${sign}` } }))
  const runs = await db.screeningRun.findMany({
    where: { subject: { OR: [{ key }, ...belongs] } },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    take: 1_000,
  })
  const importsOf = (lists: unknown) => Object.entries(lists as Record<string, string>)
  const ids = [...new Set(runs.flatMap(({ lists }) => importsOf(lists).map(([, importId]) => importId)))]
  const imports = await db.listImport.findMany({
    where: { id: { in: ids } },
    select: { id: true, sha256: true, publishedAt: true },
  })
  const known = new Map(imports.map((one) => [one.id, one]))
  return runs.map(({ id, cause, state, partial, startedAt, settledAt, lists }) => ({
    ...{ id, cause, state, partial },
    ...{ startedAt: startedAt.toISOString(), settledAt: settledAt?.toISOString() ?? null },
    lists: importsOf(lists).map(([source, importId]) => ({
      ...{ source, importId, sha256: known.get(importId)?.sha256 ?? null },
      publishedAt: known.get(importId)?.publishedAt?.toISOString() ?? null,
    })),
  }))
}
