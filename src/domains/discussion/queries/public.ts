import { publishedAt } from '@/domains/projects/queries/published'
import type { Prisma } from '@/generated/prisma/client'
import type { Db, Tx } from '@/server/db'
import { nameOf } from '../rules'
import type { Label, PageInput, PostState, Reason } from '../schema'

const TEXTS = { orderBy: { number: 'desc' }, select: { number: true, title: true, text: true, at: true } } as const
export const WITH_WORDS = {
  author: { select: { number: true, personId: true } },
  texts: TEXTS,
} satisfies Prisma.DiscussionPostInclude
type Row = Prisma.DiscussionPostGetPayload<{ include: typeof WITH_WORDS }>

/** A post as everybody reads it. `text` is null where moderators hide it or it was deleted. */
export type PublicPost = {
  number: number
  name: string
  label: Label
  at: Date
  state: PostState
  hidden: { reason: Reason; at: Date } | null
  text: string | null
}

/** What everybody may know of a post; who wrote it is not in it. */
export function publicPost(row: Row, teamName: string): PublicPost {
  const { number, label, at, state, hiddenAt, hiddenReason } = row
  return {
    ...{ number, label, at, state, name: nameOf(label, row.author.number, teamName) },
    hidden: hiddenAt ? { at: hiddenAt, reason: hiddenReason as Reason } : null,
    text: state === 'shown' ? (row.texts[0]?.text ?? null) : null,
  }
}

export type Thread = PublicPost & { answers: PublicPost[] }
/** An update with all its versions, the newest first; none where it is hidden. */
export type Update = PublicPost & { versions: { number: number; title: string; text: string; at: Date }[] }

const update = (row: Row, teamName: string): Update => ({
  ...publicPost(row, teamName),
  versions:
    row.state === 'shown'
      ? row.texts.map(({ number, title, text, at }) => ({ number, title: title ?? '', text: text ?? '', at }))
      : [],
})

const QUESTIONS = 10
const UPDATES = 5

/** What there is of a list, and the cursor of what comes after; null at its end. */
function page<Item extends { number: number }>(rows: readonly Item[], most: number) {
  const shown = rows.slice(0, most)
  return { shown, next: rows.length > most ? (shown.at(-1)?.number ?? null) : null }
}

/** The public discussion of a project, a page of it, the newest first; null where none is published at this address. */
export async function discussionOf(db: Db | Tx, { slug, before, updatesBefore }: PageInput) {
  const project = await publishedAt(db, slug)
  if (!project) return null
  const { projectId, title, teamName } = project
  const [counts, questionRows, updateRows] = await Promise.all([
    countsOf(db, projectId),
    db.discussionPost.findMany({
      where: { projectId, kind: 'question', ...(before && { number: { lt: before } }) },
      orderBy: { number: 'desc' },
      include: { ...WITH_WORDS, answers: { orderBy: { number: 'asc' }, include: WITH_WORDS } },
      take: QUESTIONS + 1,
    }),
    db.discussionPost.findMany({
      where: { projectId, kind: 'update', ...(updatesBefore && { number: { lt: updatesBefore } }) },
      orderBy: { number: 'desc' },
      include: WITH_WORDS,
      take: UPDATES + 1,
    }),
  ])
  const questions = page(questionRows, QUESTIONS)
  const updates = page(updateRows, UPDATES)
  return {
    ...{ slug, title, ...counts, nextQuestions: questions.next, nextUpdates: updates.next },
    questions: questions.shown.map(
      (row): Thread => ({
        ...publicPost(row, teamName),
        answers: row.answers.map((answer) => publicPost(answer, teamName)),
      }),
    ),
    updates: updates.shown.map((row) => update(row, teamName)),
  }
}
export type Discussion = NonNullable<Awaited<ReturnType<typeof discussionOf>>>

async function countsOf(db: Db | Tx, projectId: string) {
  const rows = await db.discussionPost.groupBy({ by: ['kind'], where: { projectId, state: 'shown' }, _count: true })
  const of = (kind: string) => rows.find((row) => row.kind === kind)?._count ?? 0
  return { updateCount: of('update'), questionCount: of('question'), answerCount: of('answer') }
}

/** How much was said about a project, and its newest update: for the project's page; null where it is not published. */
export async function summaryOf(db: Db | Tx, slug: string) {
  const project = await publishedAt(db, slug)
  if (!project) return null
  const { projectId } = project
  const [counts, newest] = await Promise.all([
    countsOf(db, projectId),
    db.discussionPost.findFirst({
      where: { projectId, kind: 'update', state: 'shown' },
      orderBy: { number: 'desc' },
      select: { number: true, at: true, texts: { ...TEXTS, take: 1 } },
    }),
  ])
  const said = newest && { number: newest.number, at: newest.at, title: newest.texts[0]?.title ?? '' }
  return { slug, ...counts, newest: said }
}
export type Summary = NonNullable<Awaited<ReturnType<typeof summaryOf>>>
