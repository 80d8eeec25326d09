import { unclearSubjects } from '@/domains/screening/queries/standing'
import type { Db } from '@/server/db'
import { LIST_STATES } from '../rules/behind-lists'
import { CLEARED_STATES } from '../rules/case'

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
