import { projectNames, publishedAt } from '@/domains/projects/queries/published'
import type { Prisma } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { nameOf, refuse } from '../rules'
import type { Reason } from '../schema'
import { WITH_WORDS } from './public'
import { accountsOf, isOfTeam } from './team'

const WITH_REPORTS = {
  ...WITH_WORDS,
  parent: { select: { number: true } },
  reports: { orderBy: { at: 'asc' }, select: { id: true, reason: true, at: true, personId: true, handledAt: true } },
} satisfies Prisma.DiscussionPostInclude
type Row = Prisma.DiscussionPostGetPayload<{ include: typeof WITH_REPORTS }>

const MOST = 100

/** What moderators look at: reported posts, the longest wait first, and what is hidden. Nobody sees here what concerns themselves. */
export async function desk(db: Db | Tx, viewerId: string) {
  const [reported, hidden] = await Promise.all([
    db.discussionPost.findMany({
      where: { state: { not: 'deleted' }, reports: { some: { handledAt: null } } },
      orderBy: { at: 'asc' },
      include: WITH_REPORTS,
      take: MOST,
    }),
    db.discussionPost.findMany({
      where: { state: 'hidden', reports: { none: { handledAt: null } } },
      orderBy: { hiddenAt: 'desc' },
      include: WITH_REPORTS,
      take: MOST,
    }),
  ])
  const waits = reported.toSorted((one, other) => since(one) - since(other))
  return { reported: await forStaff(db, waits, viewerId), hidden: await forStaff(db, hidden, viewerId) }
}

const open = ({ reports }: Row) => reports.filter(({ handledAt }) => handledAt === null)
const since = (row: Row): number => open(row)[0]?.at.getTime() ?? 0

/** One post for moderators, reported or not. What concerns themselves does not exist for them. */
export async function staffPost(
  db: Db | Tx,
  { slug, number, viewerId }: { slug: string; number: number; viewerId: string },
) {
  const project = await publishedAt(db, slug)
  if (!project) throw refuse.noProject()
  const rows = await db.discussionPost.findMany({
    where: { projectId: project.projectId, number },
    include: WITH_REPORTS,
  })
  const [post] = await forStaff(db, rows, viewerId)
  if (!post) throw refuse.noPost()
  return post
}

async function forStaff(db: Db | Tx, rows: readonly Row[], viewerId: string) {
  const accounts = await accountsOf(db, viewerId)
  const projects = [...new Set(rows.map(({ projectId }) => projectId))]
  const names = await projectNames(db, projects)
  const own = new Set<string>()
  for (const projectId of projects) if (await isOfTeam(db, projectId, accounts)) own.add(projectId)
  const isTheirs = ({ author, reports }: Row) =>
    [author, ...reports].some(({ personId }) => personId !== null && accounts.includes(personId))
  return rows
    .filter((row) => !own.has(row.projectId) && !isTheirs(row))
    .map((row) => {
      const project = names.get(row.projectId)
      const { id, kind, number, label, at, state, hiddenAt, hiddenReason, texts } = row
      return {
        ...{ id, kind, number, label, at, state, slug: project?.slug ?? '', project: project?.title ?? '' },
        ...{ name: nameOf(label, row.author.number, project?.teamName ?? ''), answered: row.parent?.number ?? null },
        ...{ title: texts[0]?.title ?? null, text: texts[0]?.text ?? null },
        hidden: hiddenAt ? { at: hiddenAt, reason: hiddenReason as Reason } : null,
        reports: open(row).map(({ id: reportId, reason, at: reportedAt }) => ({
          ...{ id: reportId, reason: reason as Reason, at: reportedAt },
        })),
      }
    })
}
export type StaffPost = Awaited<ReturnType<typeof staffPost>>
