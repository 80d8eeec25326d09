import type { Tx } from '@/server/db'
import { labelOf, MOST_ANSWERS, refuse } from '../rules'
import type { WriteInput } from '../schema'
import { addPost, admit, openProject } from './post-row'

type Author = { personId: string; now: Date }

/** Asks a question about a published project, or answers one. Returns the number of the post, the same one when the key comes again. */
export async function writePost(
  tx: Tx,
  { input, personId, now }: Author & { input: WriteInput },
): Promise<{ number: number }> {
  const { slug, answerTo, text, connection, idempotencyKey: key } = input
  const project = await openProject(tx, slug)
  const admitted = await admit(tx, { project, personId, key, now })
  if ('posted' in admitted) return { number: admitted.posted }
  const { poster } = admitted
  const label = labelOf(poster.role, connection)
  if (label === 'team' && answerTo === null) throw refuse.teamTells()
  const parentId = answerTo === null ? null : await questionAt(tx, { ...project, number: answerTo, label })
  const kind = parentId ? 'answer' : 'question'
  return { number: await addPost(tx, { project, poster, kind, parentId, label, title: null, text, key, now }) }
}

/** The question that is answered. The team answers also where others have filled the thread. */
async function questionAt(tx: Tx, { projectId, number, label }: { projectId: string; number: number; label: string }) {
  const question = await tx.discussionPost.findFirst({
    where: { projectId, number, kind: 'question', state: 'shown' },
    select: { id: true, _count: { select: { answers: true } } },
  })
  if (!question) throw refuse.noPost()
  if (label !== 'team' && question._count.answers >= MOST_ANSWERS) throw refuse.threadFull()
  return question.id
}
