import { randomUUID } from 'node:crypto'
import type { Things } from './procedure-inputs'

const said = { text: 'As said.', idempotencyKey: randomUUID() }

/** What the procedures about discussions accept. */
export function ofDiscussion({ postId }: Things) {
  const [project, one] = [{ slug: 'nothing' }, { slug: 'nothing', number: 1 }]
  return {
    'discussion.ofProject': project,
    'discussion.summary': project,
    'discussion.standing': { ...project, number: null },
    'discussion.write': { ...project, answerTo: null, connection: 'none', ...said },
    'discussion.report': { ...one, reason: 'spam' },
    'discussion.remove': { postId },
    'discussion.publishUpdate': { ...project, title: 'News', ...said },
    'discussion.correctUpdate': { ...one, basedOn: 1, title: 'News', text: said.text },
    'discussion.staffPost': one,
    'discussion.moderate': { postId, act: 'keep' },
  }
}
