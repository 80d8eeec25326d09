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
