import { append } from '@/domains/log/actions'
import { publishedAt } from '@/domains/projects/queries/published'
import type { DiscussionKind } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { accountsOf, roleIn } from '../queries/team'
import { COUNTED, discussionPath, nextPostAt, type Role, refuse } from '../rules'
import type { Label } from '../schema'

/** The project that is written about. */
export async function openProject(tx: Tx, slug: string) {
  const project = await publishedAt(tx, slug)
  if (!project) throw refuse.noProject()
  return project
}
export type Project = Awaited<ReturnType<typeof openProject>>

const wait = (tx: Tx, what: string) =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`discussion:${what}`}, 0))`

/** Who is about to write, with all their accounts and as whom. */
export type Poster = { personId: string; accounts: readonly string[]; role: Role }

/**
 * Lets somebody write. Two posts of one person at once wait for each other, with whatever accounts, so that none is one too many. What
 * was posted with this key already is given back as it is.
 */
export async function admit(
  tx: Tx,
  { project: { projectId }, personId, key, now }: { project: Project; personId: string; key: string; now: Date },
): Promise<{ poster: Poster } | { posted: number }> {
  const accounts = await accountsOf(tx, personId)
  await wait(tx, `person:${accounts[0]}`)
  const again = { projectId, idempotencyKey: key, author: { personId } }
  const posted = await tx.discussionPost.findFirst({ where: again, select: { number: true } })
  if (posted) return { posted: posted.number }
  const role = await roleIn(tx, { projectId, personId, accounts, now })
  if (typeof role !== 'string') throw role
  const before = await tx.discussionPost.findMany({
    where: { author: { personId: { in: [...accounts] } } },
    orderBy: { at: 'desc' },
    select: { at: true },
    take: COUNTED,
  })
  const next = nextPostAt(
    before.map(({ at }) => at),
    now,
  )
  if (next) throw refuse.tooMany({ next })
  return { poster: { personId, accounts, role } }
}

type NewPost = {
  project: Project
  poster: Poster
  kind: DiscussionKind
  parentId: string | null
  label: Label
  title: string | null
  text: string
  key: string
  now: Date
}

/** Puts a post into its project, under the next number. Returns that. */
export async function addPost(tx: Tx, post: NewPost): Promise<number> {
  const { project, poster, kind, parentId, label, title, text, key, now } = post
  const { projectId } = project
  await wait(tx, `project:${projectId}`)
  const authorId = await authorIn(tx, projectId, poster)
  const last = await tx.discussionPost.aggregate({ where: { projectId }, _max: { number: true } })
  const number = (last._max.number ?? 0) + 1
  const told = label === 'team' ? { toldAt: now } : {}
  const { id: postId } = await tx.discussionPost.create({
    data: { projectId, number, kind, parentId, authorId, label, at: now, idempotencyKey: key, ...told },
    select: { id: true },
  })
  await tx.discussionText.create({ data: { postId, number: 1, title, text, at: now } })
  await record(tx, 'posted', { postId, project, actorId: poster.personId, now }, { number, kind, label })
  await announce(tx, project)
  return number
}

/** Somebody's row in a locked project. Whoever writes with another account keeps their number: they are one person. */
async function authorIn(tx: Tx, projectId: string, { personId, accounts }: Poster): Promise<string> {
  const own = await tx.discussionAuthor.findMany({ where: { projectId, personId: { in: [...accounts] } } })
  const here = own.find((author) => author.personId === personId)
  if (here) return here.id
  const last = await tx.discussionAuthor.aggregate({ where: { projectId }, _max: { number: true } })
  const number = own[0]?.number ?? (last._max.number ?? 0) + 1
  return (await tx.discussionAuthor.create({ data: { projectId, number, personId } })).id
}

/** A post, locked until the transaction ends, with who wrote it. */
export async function lockPost(tx: Tx, where: { id: string } | { projectId: string; number: number }) {
  const found = await tx.discussionPost.findFirst({ where, select: { id: true } })
  if (!found) throw refuse.noPost()
  await tx.$executeRaw`select from discussion_post where id = ${found.id}::uuid for update`
  return tx.discussionPost.findUniqueOrThrow({ where: { id: found.id }, include: { author: true } })
}

type Act = { postId: string; project: { projectId: string }; actorId: string | null; now: Date }

/** Records an act on a post, nothing of its text. */
export async function record(
  tx: Tx,
  participle: string,
  { postId, project: { projectId }, actorId, now }: Act,
  facts: { readonly [key: string]: CanonicalValue },
): Promise<void> {
  const subjects = [`project:${projectId}`, `post:${postId}`]
  await append(tx, { type: `discussion.${participle}`, at: now, actorId, subjects, facts })
}

/** Has the public pages of a project made afresh. */
export const announce = (tx: Tx, { slug }: { slug: string }): Promise<void> =>
  announcePublicChange(tx, discussionPath(slug))
