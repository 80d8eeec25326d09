import type { Tx } from '@/server/db'
import { accountsOf, roleIn } from '../queries/team'
import { MOST_VERSIONS, refuse } from '../rules'
import type { CorrectInput, UpdateInput } from '../schema'
import { addPost, admit, announce, lockPost, openProject, record } from './post-row'

type Author = { personId: string; now: Date }

/** Publishes an update of the team. Returns its number, the same one when the key comes again. */
export async function publishUpdate(
  tx: Tx,
  { input, personId, now }: Author & { input: UpdateInput },
): Promise<{ number: number }> {
  const { slug, title, text, idempotencyKey: key } = input
  const project = await openProject(tx, slug)
  const admitted = await admit(tx, { project, personId, key, now })
  if ('posted' in admitted) return { number: admitted.posted }
  const { poster } = admitted
  if (poster.role !== 'team') throw refuse.notTeam()
  const words = { title, text, key, now }
  return { number: await addPost(tx, { project, poster, kind: 'update', parentId: null, label: 'team', ...words }) }
}

/** Corrects an update by a new version. The ones before it stay, for everybody to read. */
export async function correctUpdate(tx: Tx, { input, personId, now }: Author & { input: CorrectInput }): Promise<void> {
  const { slug, number, basedOn, title, text } = input
  const project = await openProject(tx, slug)
  const { projectId } = project
  const accounts = await accountsOf(tx, personId)
  const role = await roleIn(tx, { projectId, personId, accounts, now })
  if (typeof role !== 'string') throw role
  if (role !== 'team') throw refuse.notTeam()
  const post = await lockPost(tx, { projectId, number })
  if (post.kind !== 'update' || post.state !== 'shown') throw refuse.noPost()
  const versions = await tx.discussionText.count({ where: { postId: post.id } })
  if (versions !== basedOn) throw refuse.otherVersion()
  if (versions >= MOST_VERSIONS) throw refuse.tooManyVersions()
  const version = versions + 1
  await tx.discussionText.create({ data: { postId: post.id, number: version, title, text, at: now } })
  await record(tx, 'corrected', { postId: post.id, project, actorId: personId, now }, { number, version })
  await announce(tx, project)
}
