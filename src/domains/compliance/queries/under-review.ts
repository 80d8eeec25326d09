import { type Asked, heldOf } from '@/domains/screening/queries/holds'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'

/** Of each person whether they are verified, and whether a verification of theirs waits for staff. */
const WAITING = {
  name: 'compliance.waiting',
  text: `
    select person.id::text as person_id,
      exists (
        select from clearance_grant g join verification_case c on c.id = g.case_id
        where g.person_id = person.id and g.until > $2::timestamptz and c.state in ('approved', 'reverify_due')) as verified,
      exists (
        select from verification_case c where c.person_id = person.id
          and c.state in ('provider_processing', 'screening', 'in_review', 'pending_second', 'suspended')) as waits
    from unnest($1::uuid[]) as person (id)`,
}

type Row = { person_id: string; verified: boolean; waits: boolean }

/**
 * Whose verification staff still look at, for whatever reason: a case that waits, a name or a wallet like one on a list, a list that is
 * too old to know. Who reads the answer cannot tell which, and must not be able to.
 */
export async function underReview(tx: Db | Tx | Sql, asked: readonly Asked[], now: Date): Promise<ReadonlySet<string>> {
  if (asked.length === 0) return new Set()
  const held = await heldOf(tx, asked, now)
  const rows = await rowsOf<Row>(tx, WAITING, [asked.map(({ personId }) => personId), now.toISOString()])
  const found = rows.filter(({ person_id, verified, waits }) => (verified ? held.has(person_id) : waits))
  return new Set(found.map(({ person_id: personId }) => personId))
}
