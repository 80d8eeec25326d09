import { projectNames } from '@/domains/projects/queries/published'
import type { Tx } from '@/server/db'
import { postStep, refuse } from '../rules'
import { announce, lockPost, record } from './post-row'

type Whose = { personId: string; now: Date }

/** Deletes a member's own post: its text goes at once, that it was there stays. Somebody else's does not exist; the team's stays. */
export async function deletePost(tx: Tx, { postId, personId, now }: Whose & { postId: string }): Promise<void> {
  const post = await lockPost(tx, { id: postId })
  if (post.author.personId !== personId) throw refuse.noPost()
  if (post.label === 'team') throw refuse.teamStays()
  await empty(tx, post, { actorId: personId, now })
}

/**
 * Forgets who wrote: what they asked and answered is emptied, with its labels left, and nothing leads from their numbers to them any
 * more. Updates stay: they are what a project told its investors.
 */
export async function forgetPoster(tx: Tx, { personId, now }: Whose): Promise<void> {
  const own = await tx.discussionPost.findMany({
    where: { author: { personId }, kind: { not: 'update' }, state: { not: 'deleted' } },
    orderBy: { id: 'asc' },
  })
  for (const post of own) await empty(tx, post, { actorId: null, now })
  await tx.discussionAuthor.updateMany({ where: { personId }, data: { personId: null } })
  await tx.discussionReport.updateMany({ where: { personId }, data: { personId: null } })
}

type Row = { id: string; projectId: string; number: number; state: 'shown' | 'hidden' | 'deleted' }

async function empty(tx: Tx, post: Row, { actorId, now }: { actorId: string | null; now: Date }): Promise<void> {
  const { id: postId, projectId, number } = post
  const state = postStep(post.state, 'delete')
  await tx.discussionPost.update({ where: { id: postId }, data: { state, deletedAt: now } })
  await tx.discussionText.updateMany({ where: { postId }, data: { text: null } })
  await tx.discussionReport.updateMany({ where: { postId, handledAt: null }, data: { handledAt: now } })
  await record(tx, 'deleted', { postId, project: { projectId }, actorId, now }, { number })
  await announce(tx, (await projectNames(tx, [projectId])).get(projectId) ?? { slug: '' })
}
