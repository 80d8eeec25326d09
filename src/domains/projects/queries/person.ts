import type { Db, Tx } from '@/server/db'
import type { ApplicationState } from '../rules/application'
import { wholeContents } from './people'

const OPEN: readonly ApplicationState[] = ['submitted', 'in_review', 'proposed', 'approved']

/** Whether a person ever handed in an application, and whether one of theirs is decided on or public. */
export async function applicationFacts(db: Db | Tx, ownerId: string) {
  const handedIn = await db.application.count({ where: { ownerId, version: { gt: 0 } } })
  const open = await db.application.count({ where: { ownerId, state: { in: [...OPEN] } } })
  const shown = await db.listing.count({ where: { issuerId: ownerId, state: { not: 'withdrawn' } } })
  return { hasRecords: handedIn > 0, hasOpenBusiness: open + shown > 0 }
}

/** What this room knows of a person, for themselves: their applications with everything they typed. */
export async function applicationData(db: Db | Tx, ownerId: string) {
  const applications = await db.application.findMany({
    where: { ownerId },
    select: {
      ...{ id: true, title: true, state: true, createdAt: true, submittedAt: true },
      sections: { select: { name: true, value: true, updatedAt: true } },
      versions: { select: { applicationId: true, number: true, content: true, people: true, submittedAt: true } },
    },
  })
  return Promise.all(
    applications.map(async ({ versions, ...application }) => {
      const contents = await wholeContents(db, versions)
      const shown = versions.map(({ number, submittedAt }, index) => ({
        number,
        submittedAt,
        content: contents[index]!,
      }))
      return { ...application, versions: shown }
    }),
  )
}

/** The subjects of a person's documents in this room. */
export async function applicationSubjects(db: Db | Tx, ownerId: string): Promise<`application:${string}`[]> {
  const rows = await db.application.findMany({ where: { ownerId }, select: { id: true } })
  return rows.map(({ id }) => `application:${id}` as const)
}
