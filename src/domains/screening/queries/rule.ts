import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { type Thresholds, thresholds } from '../rules/thresholds'

const NEWEST = {
  name: 'screening.rule',
  text: 'select params from screening_rule where effective_from <= $1::timestamptz order by effective_from desc, id desc limit 1',
}

/** The numbers that hold at an instant. */
export async function ruleAt(db: Db | Tx | Sql, now: Date): Promise<Thresholds> {
  const [row] = await rowsOf<{ params: unknown }>(db, NEWEST, [now.toISOString()])
  if (!row) throw new Error('no row of screening_rule is in force yet')
  return thresholds.parse(row.params)
}
