import { notify } from '@/domains/identity/actions/notices'
import { reviewingStaff } from '@/domains/identity/queries/person'
import type { Complaint } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { opened } from '../queries/words'
import { acknowledgement, assertFree, complaintStep, delayedUntil, NOTICE_WORDS, refuse, WORD_OF } from '../rules'
import type { HandleInput } from '../schema'
import { lockComplaint, record, write } from './complaint-row'

type Staff = { actorId: string; now: Date }
/** Where the site stands, and who is asked about complaints beside it; empty for nobody. */
type Told = { site: string; contact: string }

/**
 * What staff do with a complaint: acknowledge it or say why it is not taken up, ask, promise a later day, answer, and close it with what
 * was done about it. Nobody does any of that with one about themselves; whoever complained is told of all but the last.
 */
export async function handleComplaint(
  tx: Tx,
  { input, actorId, now, ...told }: { input: HandleInput } & Staff & Told,
): Promise<void> {
  const complaint = await lockComplaint(tx, input.complaintId)
  assertFree(complaint, actorId)
  const state = complaintStep(complaint.state, input.act)
  const changed = await tx.complaint.update({
    where: { id: complaint.id },
    data: { state, dueToldAt: null, ...whatChanges(complaint, input, now) },
  })
  const text = input.act === 'acknowledge' ? acknowledgement(changed.answerBy, told.contact, input.text) : input.text
  const wordId = await write(tx, { complaintId: complaint.id, kind: WORD_OF[input.act], authorId: actorId, text, now })
  await record(tx, 'handled', { complaintId: complaint.id, actorId, now }, { state, act: input.act })
  if (complaint.personId && input.act !== 'close')
    await notify(tx, {
      ...{ personId: complaint.personId, cause: `complaints:${wordId}`, title: NOTICE_WORDS[input.act] },
      text: 'Read it on the page of your complaints.',
      ...{ link: '/complaints/mine', site: told.site, now },
    })
}

function whatChanges({ answerBy }: Complaint, input: HandleInput, now: Date) {
  if (input.act === 'acknowledge') return { acknowledgedAt: now }
  if (input.act === 'refuse') return { outcome: 'inadmissible', answeredAt: now, closedAt: now }
  if (input.act === 'delay') return { answerBy: delayedUntil(answerBy, input.until) }
  if (input.act === 'answer') return { outcome: input.outcome, answeredAt: now }
  return input.act === 'close' ? { closedAt: now } : {}
}

/**
 * Writes down that a complaint is about a colleague, or about whoever says so: from now on they neither read nor answer it. It is never
 * taken back, so somebody must be left who can answer.
 */
export async function nameConcerned(
  tx: Tx,
  { complaintId, personId, actorId, now }: { complaintId: string; personId: string } & Staff,
): Promise<void> {
  const complaint = await lockComplaint(tx, complaintId)
  assertFree(complaint, actorId)
  if (complaint.state === 'closed') throw refuse.notNow()
  const staff = await reviewingStaff(tx)
  if (!staff.has(personId)) throw refuse.notStaff()
  const concernedIds = [...new Set([...complaint.concernedIds, personId])]
  const left = [...staff.keys()].some((id) => id !== complaint.personId && !concernedIds.includes(id))
  if (!left) throw refuse.nobodyLeft()
  await tx.complaint.update({ where: { id: complaintId }, data: { concernedIds } })
  await record(tx, 'concerned', { complaintId, actorId, now })
}

/** Opens what was written in a complaint for somebody of the staff whom it is not about, and records that they looked (E18). */
export async function readComplaint(tx: Tx, { complaintId, actorId, now }: { complaintId: string } & Staff) {
  const complaint = await lockComplaint(tx, complaintId)
  assertFree(complaint, actorId)
  await record(tx, 'read', { complaintId, actorId, now })
  return opened(tx, complaint, { forStaff: true })
}
