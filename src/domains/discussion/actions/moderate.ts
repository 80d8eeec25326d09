import { projectNames } from '@/domains/projects/queries/published'
import type { CanonicalValue } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import { accountsOf, isOfTeam } from '../queries/team'
import { ACT_PARTICIPLES, postStep, refuse } from '../rules'
import type { ModerateInput, Reason } from '../schema'
import { announce, lockPost, openProject, record } from './post-row'

type Report = { slug: string; number: number; reason: Reason; personId: string; now: Date }

/** Asks the moderators to look at a post. A second time says nothing new. The log does not say who asked: its readers may be concerned. */
export async function reportPost(tx: Tx, { slug, number, reason, personId, now }: Report): Promise<void> {
  const project = await openProject(tx, slug)
  const post = await lockPost(tx, { projectId: project.projectId, number })
  if (post.state !== 'shown') throw refuse.noPost()
  const data = [{ postId: post.id, personId, reason, at: now }]
  const { count } = await tx.discussionReport.createMany({ data, skipDuplicates: true })
  if (count > 0) await record(tx, 'reported', { postId: post.id, project, actorId: null, now }, { number, reason })
}

type Staff = { actorId: string; now: Date }

/**
 * Hides a post with a reason, shows it again, or leaves a reported one as it is; whoever reported it is answered by that. Nobody decides
 * on a post of their own, one about a project of theirs, or one that they reported.
 */
export async function moderatePost(tx: Tx, { input, actorId, now }: Staff & { input: ModerateInput }): Promise<void> {
  const { postId, act } = input
  const post = await lockPost(tx, { id: postId })
  const { projectId, number } = post
  await assertFree(tx, post, actorId)
  const state = postStep(post.state, act)
  const facts: { [key: string]: CanonicalValue } = input.act === 'hide' ? { number, reason: input.reason } : { number }
  await tx.discussionPost.update({ where: { id: postId }, data: { state, ...whatChanges(input, { actorId, now }) } })
  await tx.discussionReport.updateMany({ where: { postId, handledAt: null }, data: { handledAt: now } })
  await record(tx, ACT_PARTICIPLES[act], { postId, project: { projectId }, actorId, now }, facts)
  await announce(tx, (await projectNames(tx, [projectId])).get(projectId) ?? { slug: '' })
}

function whatChanges(input: ModerateInput, { actorId, now }: Staff) {
  if (input.act === 'hide') return { hiddenAt: now, hiddenReason: input.reason, hiddenBy: actorId }
  return input.act === 'show' ? { hiddenAt: null, hiddenReason: null, hiddenBy: null } : {}
}

type Post = { id: string; projectId: string; author: { personId: string | null } }

async function assertFree(tx: Tx, { id: postId, projectId, author }: Post, actorId: string): Promise<void> {
  const accounts = await accountsOf(tx, actorId)
  const isAuthor = author.personId !== null && accounts.includes(author.personId)
  const reported = await tx.discussionReport.count({ where: { postId, personId: { in: [...accounts] } } })
  if (isAuthor || reported > 0 || (await isOfTeam(tx, projectId, accounts))) throw refuse.concerned()
}
