import { unclearSubjects } from '@/domains/screening/queries/standing'
import type { Db, Tx } from '@/server/db'
import { rowsOf } from '@/server/sql'
import { LIST_STATES } from '../rules/behind-lists'
import { CLEARED_STATES } from '../rules/case'

const UNSCREENED = {
  name: 'compliance.unscreened',
  text: `
    select c.id::text as id from verification_case c
    where c.state in ('in_review', 'needs_resubmission', 'pending_second', 'approved', 'reverify_due')
      and c.profile is not null
      and not exists (select from screening_subject s where s.key = 'person:' || c.person_id)
    order by c.started_at desc limit 200`,
}

/** Cases of people who were never compared with a list, 200 at most. */
export async function unscreenedCases(db: Db | Tx): Promise<string[]> {
  return (await rowsOf<{ id: string }>(db, UNSCREENED, [])).map(({ id }) => id)
}

/** Cases that may have to move because of what the lists say by now, 200 at most; `followLists` decides. */
export async function casesBehindLists(db: Db): Promise<string[]> {
  const people = [...(await unclearSubjects(db))]
    .filter((key) => key.startsWith('person:'))
    .map((key) => key.slice('person:'.length))
  const rows = await db.verificationCase.findMany({
    where: {
      OR: [
        { state: 'screening' },
        { hold: 'screening', state: { in: [...LIST_STATES] } },
        { personId: { in: people }, hold: null, state: { in: [...LIST_STATES] } },
        { personId: { in: people }, state: { in: [...CLEARED_STATES] } },
      ],
    },
    select: { id: true },
    orderBy: { touchedAt: 'asc' },
    take: 200,
  })
  return rows.map(({ id }) => id)
}
