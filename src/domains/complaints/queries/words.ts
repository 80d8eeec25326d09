import { openMany } from '@/domains/vault/queries/keys'
import type { Subject } from '@/domains/vault/schema'
import type { Complaint } from '@/generated/prisma/client'
import { sha256 } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import { refuse } from '../rules'
import { type ComplaintForm, complaintInput, type Outcome, type Topic, type WordKind } from '../schema'

/** The vault's key of a complaint, and what each thing written in it is sealed for. */
export const keyOf = (complaintId: string): Subject => `complaint:${complaintId}`
export const wordPurpose = (wordId: string): string => `word:${wordId}`

/** What is kept of a complainant's key. It is 256 random bits, so that nothing slower than a hash is needed. */
export const keyHashOf = (key: string): string => sha256(`complaint:${key}`).toString('hex')

/** The complaint that a key opens. */
export async function byKey(db: Db | Tx, key: string): Promise<string> {
  const found = await db.complaint.findUnique({ where: { keyHash: keyHashOf(key) }, select: { id: true } })
  if (!found) throw refuse.noComplaint()
  return found.id
}

const formShape = complaintInput.omit({ topic: true, project: true })
const formIn = (text: string): ComplaintForm => formShape.parse(JSON.parse(text))

export type Word = { id: string; kind: WordKind; at: Date; text: string }
/** A complaint with what was written in it, the oldest first. `form` is what was filled in when it was filed. */
export type OpenComplaint = Pick<
  Complaint,
  'id' | 'state' | 'receivedAt' | 'acknowledgeBy' | 'answerBy' | 'closedAt'
> & {
  topic: Topic
  outcome: Outcome | null
  form: ComplaintForm
  words: Word[]
}

/** Opens what was written. What staff wrote down as done about it is theirs alone. */
export async function opened(
  db: Db | Tx,
  complaint: Complaint,
  { forStaff }: { forStaff: boolean },
): Promise<OpenComplaint> {
  const { id: complaintId, state, receivedAt, acknowledgeBy, answerBy, closedAt } = complaint
  const rows = await db.complaintWord.findMany({
    where: { complaintId, sealed: { not: null }, ...(!forStaff && { kind: { not: 'measures' } }) },
    orderBy: { number: 'asc' },
  })
  const texts = await openMany(
    db,
    rows.map(({ id, sealed }) => ({ subject: keyOf(complaintId), purpose: wordPurpose(id), sealed: sealed! })),
  )
  const words = rows.map(({ id, kind, at }, n) => {
    if (!texts[n]) throw refuse.noComplaint()
    return { id, kind: kind as WordKind, at, text: texts[n].toString('utf8') }
  })
  const first = words.find(({ kind }) => kind === 'complaint')
  if (!first) throw refuse.noComplaint()
  return {
    ...{ id: complaintId, state, receivedAt, acknowledgeBy, answerBy, closedAt, form: formIn(first.text) },
    ...{ topic: complaint.topic as Topic, outcome: complaint.outcome as Outcome | null },
    words: words.filter((word) => word !== first),
  }
}
