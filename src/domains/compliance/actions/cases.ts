import { randomUUID } from 'node:crypto'
import { voidProposal } from '@/domains/identity/actions/decisions'
import { documentsOf, evidenceOf } from '@/domains/vault/queries/documents'
import { isRefused } from '@/domains/vault/rules/document'
import type { VerificationCase } from '@/generated/prisma/client'
import { isUniqueViolation, type Tx } from '@/server/db'
import { evidenceDigest, openProfile, sealProfile } from '../queries/evidence'
import { EDITABLE_STATES, OPEN_STATES, refuse, step } from '../rules/case'
import { caseSubject } from '../rules/document'
import { askedFor, mayAppeal } from '../rules/review'
import { blockedCountries, isServed } from '../rules/served'
import { type AskedItem, IDENTITY_KINDS, type ManualReason, type Profile, REVEALABLE } from '../schema'
import { changeCase, lockCase, recordCase, recordClosed, recordStanding } from './case-row'
import { eraseEvidence } from './erasure'
import { enterScreening, screenMended } from './screening'

type Member = { personId: string; now: Date }

/** Starts a verification, or a renewal with the last profile filled in. One is under way at a time. Returns its id. */
export async function startCase(tx: Tx, { personId, now }: Member): Promise<string> {
  const last = await tx.verificationCase.findFirst({ where: { personId }, orderBy: { startedAt: 'desc' } })
  if (last && OPEN_STATES.some((open) => open === last.state)) throw refuse.alreadyOpen()
  const state = step(last ? await renewable(tx, last, now) : 'not_started', 'start')
  const id = randomUUID()
  const profile = last && openProfile(last)
  const sealed = profile ? sealProfile({ id, personId }, profile) : {}
  // What was closed to all but a few stays so for the renewal.
  const closed = { allowedIds: last?.allowedIds ?? [], allowedAt: last?.allowedAt ?? null }
  try {
    await tx.verificationCase.create({
      data: { id, personId, state, startedAt: now, touchedAt: now, ...closed, ...sealed },
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw refuse.alreadyOpen()
    throw error
  }
  await recordCase(tx, 'started', { caseId: id, actorId: personId, now })
  return id
}

/** The state of a person's last case, moved on when its review is due by now: whoever renews in time is not made to wait. */
async function renewable(tx: Tx, last: VerificationCase, now: Date) {
  if (last.state !== 'approved') return last.state
  if (!last.nextReviewAt || now < last.nextReviewAt) throw refuse.stillVerified()
  const state = step(last.state, 'reverify')
  await changeCase(tx, last.id, { state })
  await recordStanding(tx, last, 'reverify_due', { actorId: null, now })
  return state
}

/**
 * Saves the profile of the case under way, and moves a draft on to its document. Nobody under 18 gets further. For residents of
 * a blocked country the case ends here: nothing of the profile is kept, and no document is asked for.
 */
export async function saveProfile(
  tx: Tx,
  { personId, now, profile }: Member & { profile: Profile },
): Promise<{ served: boolean }> {
  const subject = await editableCase(tx, personId)
  if (subject.state === 'needs_resubmission' && !askedFor(subject.asked as AskedItem[]).profile) throw refuse.notAsked()
  if (!isServed(profile, blockedCountries(process.env.BLOCKED_COUNTRIES), now)) {
    if (subject.state === 'needs_resubmission') throw refuse.countryNotServed()
    const state = step(subject.state, 'submit_blocked')
    await changeCase(tx, subject.id, { state, settledAt: now, touchedAt: now })
    await recordClosed(tx, { caseId: subject.id, actorId: personId, now })
    await eraseEvidence(tx, subject, { actorId: personId, now })
    return { served: false }
  }
  const state = step(subject.state, subject.state === 'draft' ? 'submit_profile' : 'save')
  const before = openProfile(subject)
  const changed = REVEALABLE.filter((field) => before && before[field] !== profile[field])
  const mendedFields = [...new Set([...subject.mendedFields, ...(state === 'needs_resubmission' ? changed : [])])]
  await changeCase(tx, subject.id, { ...sealProfile(subject, profile), state, mendedFields, touchedAt: now })
  return { served: true }
}

/** Takes the way without the provider: the document is uploaded here and looked at by people. */
export async function chooseManual(
  tx: Tx,
  { personId, now, reason }: Member & { reason: ManualReason },
): Promise<void> {
  const subject = await openCase(tx, personId)
  const state = step(subject.state, 'choose_manual')
  await changeCase(tx, subject.id, { state, route: 'manual', manualReason: reason, touchedAt: now })
  await recordCase(tx, 'manualChosen', { caseId: subject.id, actorId: personId, now })
}

/** Hands in what was added, or what was mended: a document of identity is there, and age and country are checked once more. */
export async function submitCase(tx: Tx, { personId, now }: Member): Promise<void> {
  const subject = await openCase(tx, personId)
  const isMended = subject.state === 'needs_resubmission'
  const state = step(subject.state, isMended ? 'resubmit' : 'documents_ready')
  const profile = openProfile(subject)
  if (!profile) throw refuse.profileMissing()
  if (!isServed(profile, blockedCountries(process.env.BLOCKED_COUNTRIES), now)) throw refuse.countryNotServed()
  if (isMended) await assertMended(tx, subject)
  if (subject.route === 'manual' && (await identityDocuments(tx, subject.id)) === 0) throw refuse.documentMissing()
  const handedIn = { submittedAt: now, touchedAt: now, assigneeId: null, leaseUntil: null }
  await changeCase(tx, subject.id, { ...handedIn, ...(isMended && { state }) })
  const evidence = await evidenceDigest(tx, subject)
  await recordCase(tx, 'submitted', { caseId: subject.id, actorId: personId, now }, { evidence })
  if (!isMended) await enterScreening(tx, { subject, event: 'documents_ready', now })
  else if (subject.mendedFields.length > 0) await screenMended(tx, subject, now)
}

/** How many documents of identity there are that were not refused. */
async function identityDocuments(tx: Tx, caseId: string): Promise<number> {
  const documents = await evidenceOf(tx, caseSubject(caseId))
  return documents.filter(({ kind }) => IDENTITY_KINDS.some((known) => known === kind)).length
}

/** Every document that was asked for is gone, and as many came since; a profile that was asked for is another one. */
async function assertMended(tx: Tx, { id, asked, mendedFields, submittedAt }: VerificationCase): Promise<void> {
  const { profile, documents } = askedFor(asked as AskedItem[])
  const there = await documentsOf(tx, caseSubject(id))
  const left = there.filter((one) => documents.has(one.id)).length
  const came = there.filter((one) => one.storedAt > (submittedAt ?? new Date(0)) && !isRefused(one.state)).length
  if ((profile && mendedFields.length === 0) || left > 0 || came < documents.size) throw refuse.stillToMend()
}

/** Gives up the case under way. What was never submitted is erased at once. */
export async function withdrawCase(tx: Tx, { personId, now }: Member): Promise<void> {
  const subject = await openCase(tx, personId)
  const state = step(subject.state, 'withdraw')
  await voidProposal(tx, { subject: caseSubject(subject.id), now })
  await changeCase(tx, subject.id, { state, settledAt: now, assigneeId: null, leaseUntil: null })
  await recordClosed(tx, { caseId: subject.id, actorId: personId, now })
  if (!subject.submittedAt) await eraseEvidence(tx, subject, { actorId: personId, now })
}

/** Asks for a second look at a rejection: once, within 30 days. Others than before decide about it. */
export async function appealCase(tx: Tx, { personId, now, text }: Member & { text: string }): Promise<void> {
  const last = await tx.verificationCase.findFirst({ where: { personId }, orderBy: { startedAt: 'desc' } })
  if (!last) throw refuse.noCase()
  const subject = await lockCase(tx, last.id)
  const state = step(subject.state, 'appeal')
  if (!mayAppeal(subject, now)) throw refuse.appealOver()
  const times = { appealedAt: now, settledAt: null, submittedAt: now, touchedAt: now }
  await changeCase(tx, subject.id, { state, appeal: text, ...times })
  await recordCase(tx, 'appealed', { caseId: subject.id, actorId: personId, now })
}

/** The member's case under way, locked. */
export async function openCase(tx: Tx, personId: string): Promise<VerificationCase> {
  const found = await tx.verificationCase.findFirst({
    where: { personId, state: { in: [...OPEN_STATES] } },
    select: { id: true },
  })
  if (!found) throw refuse.noCase()
  return lockCase(tx, found.id)
}

async function editableCase(tx: Tx, personId: string): Promise<VerificationCase> {
  const subject = await openCase(tx, personId)
  if (!EDITABLE_STATES.some((editable) => editable === subject.state)) throw refuse.notNow({ state: subject.state })
  return subject
}
