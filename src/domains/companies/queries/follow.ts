import { stoppedPeople } from '@/domains/compliance/queries/person'
import { accountsOfPeople } from '@/domains/identity/queries/marks'
import { insiderIds } from '@/domains/identity/queries/person'
import { unclearSubjects } from '@/domains/screening/queries/standing'
import type { Db } from '@/server/db'
import { FOLLOWED_STATES } from '../rules/case'

const OPEN = ['submitted', 'completeness', 'parties', 'screening', 'in_review', 'pending_second'] as const
const ENDED = ['closed_funded', 'closed_failed'] as const

/**
 * The companies that may move on: those on their way, and of the approved ones only where something is known that may hold them, or a
 * suspension that is over. Approved companies are many, and hardly ever change.
 */
export async function companiesToFollow(db: Db, now: Date): Promise<string[]> {
  const unclear = [...(await unclearSubjects(db))].flatMap((key) => /^company:([0-9a-f-]{36})/.exec(key)?.[1] ?? [])
  const stopped = await stoppedPeople(db)
  const staff = await accountsOfPeople(db, await insiderIds(db))
  const people = [...stopped, ...[...staff.values()].flat()]
  const found = await db.companyCase.findMany({
    where: {
      state: { in: [...FOLLOWED_STATES] },
      OR: [
        { state: { in: [...OPEN, ...ENDED] } },
        { hold: { not: null } },
        { suspendedUntil: { lte: now } },
        { id: { in: unclear } },
        { parties: { some: { personId: { in: people } } } },
      ],
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return found.map(({ id }) => id)
}
