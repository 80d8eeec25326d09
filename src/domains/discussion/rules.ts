import { refusals } from '@/kit/refusal'
import { after, DAY, formatInstant, HOUR } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'
import type { Connection, Label, ModerateInput, PostState, Reason } from './schema'

export const refuse = refusals('discussion', {
  noProject: { kind: 'missing', message: () => 'There is no such project, or it is not published.' },
  noPost: { kind: 'missing', message: () => 'There is no such post, or it is not shown any more.' },
  staffOnlyModerate: {
    kind: 'forbidden',
    message: () => 'You work here or own a part of this platform: it takes no part in discussions.',
  },
  notVerified: {
    kind: 'forbidden',
    message: () => 'Only members whose identity was checked write here. Get verified first.',
  },
  youAreTeam: {
    kind: 'invalid',
    field: 'connection',
    message: () => 'You belong to this project, so you write as its team. Load the page again.',
  },
  notTeam: { kind: 'forbidden', message: () => 'Only the team of this project does this.' },
  teamTells: {
    kind: 'invalid',
    field: 'answerTo',
    message: () => 'The team does not ask: publish an update, or answer a question.',
  },
  tooMany: {
    kind: 'conflict',
    message: ({ next }: { next: Date }) =>
      `Five posts an hour and twenty a day are the most. You can post again at ${formatInstant(next)}; keep your text until then.`,
  },
  threadFull: {
    kind: 'conflict',
    message: () => 'This question has thirty answers, which is the most. Ask a new question.',
  },
  teamStays: {
    kind: 'conflict',
    message: () =>
      'What the team said stays: investors relied on it. Correct an update, which shows both versions, or answer once more.',
  },
  tooManyVersions: {
    kind: 'conflict',
    message: () => 'This update was corrected nineteen times, which is the most. Publish a new one.',
  },
  otherVersion: {
    kind: 'conflict',
    message: () => 'Somebody corrected this update meanwhile. Load the page again and compare; your text was not sent.',
  },
  notNow: { kind: 'conflict', message: () => 'This cannot be done: the post has changed. Load the page again.' },
  concerned: {
    kind: 'forbidden',
    message: () => 'You wrote or reported this, or it is about a project of yours: others decide on it.',
  },
})

/** What happens to a post: `delete` is its author's, the others are the moderators'. */
export const POST_EVENTS = ['hide', 'show', 'keep', 'delete'] as const
export type PostEvent = (typeof POST_EVENTS)[number]

/** The life of a post. What is deleted has no text any more, so nothing is left to decide on. */
export const POST_TABLE: TransitionTable<PostState, PostEvent> = {
  shown: { hide: 'hidden', keep: 'shown', delete: 'deleted' },
  hidden: { show: 'shown', keep: 'hidden', delete: 'deleted' },
  deleted: {},
}

/** The state after an event; refuses what the table does not have. */
export function postStep(state: PostState, event: PostEvent): PostState {
  const next = nextState(POST_TABLE, state, event)
  if (!next) throw refuse.notNow()
  return next
}

export type Role = 'team' | 'member'
type Somebody = { isInsider: boolean; isOfTeam: boolean; isVerified: boolean }

/**
 * As whom somebody writes about a project, or the refusal. 17 CFR 227.303(c): only registered members post, and whoever runs the platform
 * takes no part but to moderate.
 */
export function roleOf({
  isInsider,
  isOfTeam,
  isVerified,
}: Somebody): Role | ReturnType<typeof refuse.notVerified | typeof refuse.staffOnlyModerate> {
  if (isInsider) return refuse.staffOnlyModerate()
  if (isOfTeam) return 'team'
  return isVerified ? 'member' : refuse.notVerified()
}

/** The label of a post: the team's by what is known here, whatever somebody says; a promoter's by what they say, each time anew. */
export function labelOf(role: Role, connection: Connection): Label {
  if (role === 'team' && connection !== 'team') throw refuse.youAreTeam()
  if (role === 'member' && connection === 'team') throw refuse.notTeam()
  if (role === 'team') return 'team'
  return connection === 'paid' ? 'promoter' : 'member'
}

/** So many posts one person writes at most, over all projects. */
const MOST: readonly (readonly [posts: number, within: number])[] = [
  [5, HOUR],
  [20, DAY],
]
/** As many of somebody's latest posts decide whether they may write another one. */
export const COUNTED = 20

/** When somebody may post again, from the instants of their posts, the newest first; null for now. */
export function nextPostAt(before: readonly Date[], now: Date): Date | null {
  const ends = MOST.flatMap(([posts, within]) => {
    const oldest = before[posts - 1]
    return oldest ? [after(oldest, within)] : []
  })
  const waits = ends.filter((end) => end > now).map((end) => end.getTime())
  return waits.length > 0 ? new Date(Math.max(...waits)) : null
}

export const MOST_ANSWERS = 30
export const MOST_VERSIONS = 20

/** What an act of the moderators is called in the log. */
export const ACT_PARTICIPLES: Record<ModerateInput['act'], string> = { hide: 'hidden', show: 'shown', keep: 'kept' }

/** Who wrote, as everybody reads it: the team has its project's name, anybody else a number that is theirs in this project alone. */
export const nameOf = (label: Label, number: number, teamName: string): string =>
  label === 'team' ? teamName : `Member ${number}`

export const REASON_WORDS: Record<Reason, string> = {
  spam: 'spam',
  personal_data: 'somebody’s personal data',
  unlawful: 'unlawful content',
  insult: 'an insult',
  unlabelled: 'promotion that does not say so',
}

/** `3 questions`, `1 update`. */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

/** Where everybody reads the discussion of a project. */
export const discussionPath = (slug: string): string => `/projects/${slug}/discussion`

/** Where a post stands in it: the page that begins with it, or with the question that it answers. */
export function placeOf({
  slug,
  number,
  isUpdate,
  answered,
}: {
  slug: string
  number: number
  isUpdate: boolean
  answered: number | null
}): string {
  const first = (answered ?? number) + 1
  return `${discussionPath(slug)}?${isUpdate ? 'updatesBefore' : 'before'}=${first}#post-${number}`
}
