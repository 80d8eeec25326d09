import { projectNames, publishedAt } from '@/domains/projects/queries/published'
import type { Prisma } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { nameOf, refuse } from '../rules'
import type { Reason } from '../schema'
import { publicPost, WITH_WORDS } from './public'
import { accountsOf, roleIn } from './team'

const WITH_PARENT = { ...WITH_WORDS, parent: { select: { number: true } } } satisfies Prisma.DiscussionPostInclude

/** What somebody wrote, the newest first, with where it stands. They read their own hidden posts too. */
export async function ownPosts(db: Db | Tx, personId: string) {
  const rows = await db.discussionPost.findMany({
    where: { author: { personId } },
    orderBy: { at: 'desc' },
    include: WITH_PARENT,
    take: 100,
  })
  const names = await projectNames(
    db,
    rows.map(({ projectId }) => projectId),
  )
  return rows.map(({ id, projectId, kind, number, label, at, state, hiddenAt, hiddenReason, ...row }) => {
    const project = names.get(projectId)
    return {
      ...{ id, kind, number, label, at, state, name: nameOf(label, row.author.number, project?.teamName ?? '') },
      ...{ slug: project?.slug ?? '', project: project?.title ?? '', answered: row.parent?.number ?? null },
      ...{ title: row.texts[0]?.title ?? null, text: row.texts[0]?.text ?? null },
      hidden: hiddenAt ? { at: hiddenAt, reason: hiddenReason as Reason } : null,
    }
  })
}
export type OwnPost = Awaited<ReturnType<typeof ownPosts>>[number]

/** As whom somebody may write about a project, or the sentence that says why not; and the post that they write about, if any. */
export async function standing(
  db: Db | Tx,
  { slug, number, personId, now }: { slug: string; number: number | null; personId: string; now: Date },
) {
  const project = await publishedAt(db, slug)
  if (!project) throw refuse.noProject()
  const { projectId, title, teamName } = project
  const role = await roleIn(db, { projectId, personId, accounts: await accountsOf(db, personId), now })
  const row =
    number && (await db.discussionPost.findFirst({ where: { projectId, number, state: 'shown' }, include: WITH_WORDS }))
  const about = row && {
    ...{ kind: row.kind, title: row.texts[0]?.title ?? null, version: row.texts.length },
    ...publicPost(row, teamName),
  }
  const may = typeof role === 'string' ? { role, because: null } : { role: null, because: role }
  return {
    ...{ slug, title, teamName, role: may.role, about: about || null },
    because: may.because && { code: may.because.code, message: may.because.message },
  }
}
export type Standing = Awaited<ReturnType<typeof standing>>

/** What this room knows of a person, for themselves. */
export async function discussionData(db: Db | Tx, personId: string) {
  const posts = await db.discussionPost.findMany({
    where: { author: { personId } },
    orderBy: { at: 'asc' },
    select: {
      ...{ projectId: true, number: true, kind: true, label: true, state: true, at: true },
      texts: { orderBy: { number: 'asc' }, select: { title: true, text: true, at: true } },
    },
  })
  const reports = await db.discussionReport.findMany({
    where: { personId },
    select: { postId: true, reason: true, at: true },
  })
  return { discussion: { posts, reports } }
}

/** Whether something here still leads to a person. */
export async function isInDiscussions(db: Db | Tx, personId: string): Promise<boolean> {
  const wrote = await db.discussionAuthor.count({ where: { personId } })
  return wrote > 0 || (await db.discussionReport.count({ where: { personId } })) > 0
}
