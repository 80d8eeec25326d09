import { randomUUID } from 'node:crypto'
import { moderatePost, reportPost } from '@/domains/discussion/actions/moderate'
import { deletePost } from '@/domains/discussion/actions/remove'
import { correctUpdate, publishUpdate } from '@/domains/discussion/actions/update'
import { writePost } from '@/domains/discussion/actions/write'
import { discussionOf } from '@/domains/discussion/queries/public'
import type { ModerateInput, WriteInput } from '@/domains/discussion/schema'
import { createPerson } from '@/domains/identity/actions/people'
import { proposeRole } from '@/domains/identity/actions/roles'
import { HOUR, MINUTE, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { WALLETS } from './application'
import { approved, now } from './application-world'
import { clear } from './verification'

/** A question about a project, as its row. Returns its id. */
export async function question(
  db: Db,
  { projectId, personId, text }: { projectId: string; personId: string; text: string },
): Promise<string> {
  const author = await db.discussionAuthor.create({ data: { projectId, personId, number: 1 } })
  const asked = { projectId, authorId: author.id, number: 1, kind: 'question' as const, label: 'member' as const }
  const { id: postId } = await db.discussionPost.create({ data: { ...asked, at: now, idempotencyKey: randomUUID() } })
  await db.discussionText.create({ data: { postId, number: 1, text, at: now } })
  return postId
}

/** Somebody who may write, moderate, or neither. */
export async function writer(
  db: Db,
  { role, verified }: { role?: 'reviewer'; verified?: boolean } = {},
): Promise<string> {
  const email = `${randomUUID()}@example.org`
  const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Somebody', email, now }))
  if (role) await db.$transaction((tx) => proposeRole(tx, { personId: id, role, kind: 'grant', proposedBy: null, now }))
  if (verified) await clear(db, id, now)
  return id
}

/** A published project with its owner; each act as a person would say it. */
export async function discussionWorld(db: Db) {
  const { applicationId: projectId, owner } = await approved(db)
  const onChain = { raiseAddress: randomUUID(), saleMint: WALLETS.fee, termsHash: 'a'.repeat(64) }
  const { slug } = await db.listing.update({ where: { projectId }, data: { state: 'published', ...onChain } })
  const write = (personId: string, text: string, more: Partial<WriteInput> = {}, at = now) => {
    const input = { slug, answerTo: null, text, connection: 'none' as const, idempotencyKey: randomUUID(), ...more }
    return db.$transaction((tx) => writePost(tx, { input, personId, now: at }))
  }
  const tell = (personId: string, title: string, text: string) =>
    db.$transaction((tx) =>
      publishUpdate(tx, { input: { slug, title, text, idempotencyKey: randomUUID() }, personId, now }),
    )
  const correct = (personId: string, number: number, basedOn: number, text: string) => {
    const input = { slug, number, basedOn, title: 'Disks', text }
    return db.$transaction((tx) => correctUpdate(tx, { input, personId, now: plus(now, HOUR) }))
  }
  const report = (personId: string, number: number) =>
    db.$transaction((tx) => reportPost(tx, { slug, number, reason: 'spam', personId, now }))
  const idOf = async (number: number) =>
    (await db.discussionPost.findFirstOrThrow({ where: { projectId, number }, select: { id: true } })).id
  const moderate = async (actorId: string, number: number, act: 'hide' | 'show' | 'keep') => {
    const postId = await idOf(number)
    const input: ModerateInput = act === 'hide' ? { postId, act, reason: 'insult' } : { postId, act }
    return db.$transaction((tx) => moderatePost(tx, { input, actorId, now: plus(now, MINUTE) }))
  }
  const remove = async (personId: string, number: number) => {
    const postId = await idOf(number)
    return db.$transaction((tx) => deletePost(tx, { postId, personId, now }))
  }
  const read = async (more = {}) => (await discussionOf(db, { slug, ...more }))!
  return { projectId, slug, owner: owner.personId, write, tell, correct, report, idOf, moderate, remove, read }
}
