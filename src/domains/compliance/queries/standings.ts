import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { oldestOperatorCheck, operatorUntil, readLimits, type StoredLimits } from '../rules/clearance'
import type { Clearance, OperatorStatus } from '../schema'

/** What the gate knows of a person. */
export type Standing = { clearance: Clearance | null; operator: OperatorStatus }

/** Of each person the clearance that lasts longest and the newest check of a staking key, as they stood at $2. */
const STANDINGS = {
  name: 'compliance.standings',
  text: `
    select person.id::text as person_id, held.until, held.limits, proof.task, proof.checked_at
    from unnest($1::uuid[]) as person (id)
    left join lateral (
      select g.until, g.limits from clearance_grant g join verification_case c on c.id = g.case_id
      where g.person_id = person.id and g.until > $2 and c.state in ('approved', 'reverify_due')
        and not exists (select from verification_case s where s.person_id = person.id and s.state = 'suspended') order by g.until desc limit 1
    ) held on true
    left join lateral (
      select o.task, o.checked_at from operator_proof o
      where o.person_id = person.id and o.lost_at is null and o.checked_at > $3 order by o.checked_at desc limit 1
    ) proof on true`,
}

type Row = {
  person_id: string
  until: Date | null
  limits: StoredLimits | null
  task: string | null
  checked_at: Date | null
}

/** The standing of several people in one statement, by person. */
export async function standingsOf(
  tx: Db | Tx | Sql,
  personIds: readonly string[],
  now: Date,
): Promise<Map<string, Standing>> {
  if (personIds.length === 0) return new Map()
  const rows = await rowsOf<Row>(tx, STANDINGS, [[...personIds], now, oldestOperatorCheck(now)])
  return new Map(rows.map((row) => [row.person_id, standingOf(row)]))
}

function standingOf({ person_id: personId, until, limits, task, checked_at: checkedAt }: Row): Standing {
  return {
    clearance: until && limits ? { personId, until, level: 'standard', limits: readLimits(limits) } : null,
    operator: checkedAt
      ? { verified: true, task, until: operatorUntil(checkedAt) }
      : { verified: false, task: null, until: null },
  }
}
