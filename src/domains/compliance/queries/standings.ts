import { type Asked, heldOf } from '@/domains/screening/queries/holds'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { oldestOperatorCheck, operatorUntil, readLimits, type StoredLimits } from '../rules/clearance'
import type { Clearance, OperatorStatus } from '../schema'

/**
 * What the gate knows of a person. `underReview`: staff still look at a verification of theirs, for whatever reason: a case that
 * waits, a name or a wallet like one on a list, a list that is too old to know. Who reads the answer cannot tell which, and must not
 * be able to.
 */
export type Standing = { clearance: Clearance | null; operator: OperatorStatus; underReview: boolean }

/**
 * Of each person the clearance that lasts longest, the newest check of a staking key, whether they are verified, and whether a
 * verification of theirs waits for staff, as they stood at $2.
 */
const STANDINGS = {
  name: 'compliance.standings',
  text: `
    select person.id::text as person_id, held.until, held.limits, proof.task, proof.checked_at,
      exists (
        select from clearance_grant g join verification_case c on c.id = g.case_id
        where g.person_id = person.id and g.until > $2 and c.state in ('approved', 'reverify_due')) as verified,
      exists (
        select from verification_case c where c.person_id = person.id
          and c.state in ('provider_processing', 'screening', 'in_review', 'pending_second', 'suspended')) as waits
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
  verified: boolean
  waits: boolean
}

/** The standing of several people with all their wallets, by person: two statements, however many they are. */
export async function standingsOf(
  tx: Db | Tx | Sql,
  asked: readonly Asked[],
  now: Date,
): Promise<Map<string, Standing>> {
  if (asked.length === 0) return new Map()
  const held = await heldOf(tx, asked, now)
  const personIds = asked.map(({ personId }) => personId)
  const rows = await rowsOf<Row>(tx, STANDINGS, [personIds, now, oldestOperatorCheck(now)])
  return new Map(rows.map((row) => [row.person_id, standingOf(row, held)]))
}

function standingOf(row: Row, held: ReadonlySet<string>): Standing {
  const { person_id: personId, until, limits, task, checked_at: checkedAt, verified, waits } = row
  return {
    clearance: until && limits ? { personId, until, level: 'standard', limits: readLimits(limits) } : null,
    operator: checkedAt
      ? { verified: true, task, until: operatorUntil(checkedAt) }
      : { verified: false, task: null, until: null },
    underReview: verified ? held.has(personId) : waits,
  }
}
