import { randomBytes, randomUUID } from 'node:crypto'
import { decidersAbout } from '@/domains/identity/queries/decisions'
import { accountsOfPeople } from '@/domains/identity/queries/marks'
import { deciders } from '@/domains/projects/queries/deciders'
import type { Complaint } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { complaintTimes } from '../queries/times'
import { byKey, keyHashOf } from '../queries/words'
import { complaintStep, deadlines, laterOf, MOST_OPEN, MOST_REPLIES, refuse, slugIn } from '../rules'
import type { ComplaintInput } from '../schema'
import { lockComplaint, record, write } from './complaint-row'

/** Who complains; null for somebody who is not signed in. */
type Complainant = { personId: string | null; now: Date }

/**
 * Takes a complaint from anybody, free of charge. Whoever is not signed in gets a key, told this once, by which alone they can read what
 * comes of it. Who of the staff decided what it is about is written down as concerned and takes no part. The log does not say who
 * complained: its readers may be those whom it is about.
 */
export async function fileComplaint(
  tx: Tx,
  { input, personId, now }: Complainant & { input: ComplaintInput },
): Promise<{ complaintId: string; key: string | null }> {
  const { topic, project, ...form } = input
  if (personId) await assertFew(tx, personId)
  const about = await aboutProject(tx, project)
  const times = await complaintTimes(tx, now)
  const key = personId ? null : randomBytes(32).toString('base64url')
  const complaintId = randomUUID()
  await tx.complaint.create({
    data: {
      ...{ id: complaintId, personId, topic, projectId: about?.projectId ?? null, receivedAt: now },
      ...{ regime: times.regime, ruleVersion: times.version, ...deadlines(now, times) },
      keyHash: key && keyHashOf(key),
      concernedIds: await concerned(tx, { topic, personId, people: about?.people ?? [] }),
    },
  })
  await write(tx, { complaintId, kind: 'complaint', authorId: null, text: JSON.stringify(form), now })
  await record(tx, 'received', { complaintId, actorId: null, now }, { topic })
  return { complaintId, key }
}

/** Two at once of one person wait for each other, so that neither is one too many. */
async function assertFew(tx: Tx, personId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`complaints:${personId}`}, 0))`
  const open = await tx.complaint.count({ where: { personId, state: { not: 'closed' } } })
  if (open >= MOST_OPEN) throw refuse.tooManyOpen()
}

async function aboutProject(tx: Tx, typed: string) {
  if (typed.trim() === '') return null
  const found = await deciders(tx, slugIn(typed))
  if (!found) throw refuse.noProject()
  return found
}

/** Whom it is about, with every account of theirs; and who complains, so that none of their accounts answers it. */
async function concerned(
  tx: Tx,
  { topic, personId, people }: { topic: string; personId: string | null; people: readonly string[] },
): Promise<string[]> {
  const judges = personId && topic === 'verification' ? await decidersAbout(tx, personId) : []
  const all = [...new Set([...people, ...judges, ...(personId ? [personId] : [])])]
  const accounts = await accountsOfPeople(tx, all)
  return [...new Set([...accounts.values()].flat())].sort()
}

/** Writes more to one's own complaint. After an answer that takes it up again: whoever is not content says so. */
export async function addToOwn(
  tx: Tx,
  { complaintId, personId, text, now }: { complaintId: string; personId: string; text: string; now: Date },
): Promise<void> {
  const complaint = await lockComplaint(tx, complaintId)
  if (complaint.personId !== personId) throw refuse.noComplaint()
  await add(tx, complaint, { text, now })
}

/** The same for whoever has the key. */
export async function addByKey(tx: Tx, { key, text, now }: { key: string; text: string; now: Date }): Promise<void> {
  await add(tx, await lockComplaint(tx, await byKey(tx, key)), { text, now })
}

async function add(tx: Tx, complaint: Complaint, { text, now }: { text: string; now: Date }): Promise<void> {
  const { id: complaintId, answerBy } = complaint
  const state = complaintStep(complaint.state, 'add')
  const replies = await tx.complaintWord.count({ where: { complaintId, kind: 'reply' } })
  if (replies >= MOST_REPLIES) throw refuse.tooManyReplies()
  const again = complaint.state === 'answered' ? deadlines(now, await complaintTimes(tx, now)).answerBy : answerBy
  const reopened = { outcome: null, answeredAt: null, dueToldAt: null, toldAt: null }
  await tx.complaint.update({
    where: { id: complaintId },
    data: {
      ...(complaint.state === 'answered' && { state, ...reopened }),
      answerBy: laterOf(again, answerBy),
    },
  })
  await write(tx, { complaintId, kind: 'reply', authorId: null, text, now })
  await record(tx, 'added', { complaintId, actorId: null, now }, { state })
}
