import { randomUUID } from 'node:crypto'
import { eraseDocument, storeDocument } from '@/domains/vault/actions/documents'
import { documentFacts, evidenceOf } from '@/domains/vault/queries/documents'
import { refuseDocument } from '@/domains/vault/rules/document'
import type { VerificationCase } from '@/generated/prisma/client'
import { isUniqueViolation, type Tx } from '@/server/db'
import { evidenceDigest, openProfile, sealProfile } from '../queries/evidence'
import { assertServed, blockedCountries, EDITABLE_STATES, refuse, SETTLED_STATES, step } from '../rules/case'
import { mayRenew } from '../rules/clearance'
import { caseSubject } from '../rules/document'
import { type CaseState, type DocumentKind, IDENTITY_KINDS, type Profile } from '../schema'
import { changeCase, lockCase, recordCase } from './case-row'
import { eraseEvidence } from './erasure'

type Member = { personId: string; now: Date }

/** Starts a verification, or a renewal with the last profile filled in. One is under way at a time. Returns its id. */
export async function startCase(tx: Tx, { personId, now }: Member): Promise<string> {
  const last = await tx.verificationCase.findFirst({
    where: { personId },
    orderBy: { startedAt: 'desc' },
    include: { clearance: true },
  })
  if (last && !isSettled(last.state)) throw refuse.alreadyOpen()
  if (last?.state === 'approved' && last.clearance && !mayRenew(last.clearance.until, now)) throw refuse.stillVerified()
  const id = randomUUID()
  const profile = last && openProfile(last)
  const sealed = profile ? sealProfile({ id, personId }, profile) : {}
  try {
    await tx.verificationCase.create({ data: { id, personId, state: 'draft', startedAt: now, ...sealed } })
  } catch (error) {
    if (isUniqueViolation(error)) throw refuse.alreadyOpen()
    throw error
  }
  await recordCase(tx, 'started', { caseId: id, actorId: personId, now })
  return id
}

/** Saves the profile of the case under way. Nobody under 18 and no resident of a blocked country gets further. */
export async function saveProfile(tx: Tx, { personId, now, profile }: Member & { profile: Profile }): Promise<void> {
  const subject = await editableCase(tx, personId)
  assertServed(profile, blockedCountries(process.env.BLOCKED_COUNTRIES), now)
  await changeCase(tx, subject.id, sealProfile(subject, profile))
}

/** Adds a document to the case under way. */
export async function attachDocument(
  tx: Tx,
  { personId, now, ...file }: Member & { kind: DocumentKind; fileName: string; bytes: Uint8Array },
): Promise<string> {
  const subject = await editableCase(tx, personId)
  // A blocked residence is refused before any document is taken: what is not needed is not collected.
  if (!subject.profile) throw refuse.profileMissing()
  await changeCase(tx, subject.id, {})
  return storeDocument(tx, { ownerId: personId, subject: caseSubject(subject.id), now, ...file })
}

/** Erases one of the member's documents while the case is theirs to edit. */
export async function removeDocument(
  tx: Tx,
  { personId, now, documentId }: Member & { documentId: string },
): Promise<void> {
  const subject = await editableCase(tx, personId)
  const found = await documentFacts(tx, documentId)
  if (found?.ownerId !== personId || found.subject !== caseSubject(subject.id) || found.erasedAt)
    throw refuseDocument.noDocument()
  await changeCase(tx, subject.id, {})
  await eraseDocument(tx, { documentId, actorId: personId, now })
}

/** Hands the case to the staff: a profile and a document of identity are there, and age and country are checked once more. */
export async function submitCase(tx: Tx, { personId, now }: Member): Promise<void> {
  const subject = await openCase(tx, personId)
  const state = step(subject.state, 'submit')
  const profile = openProfile(subject)
  if (!profile) throw refuse.profileMissing()
  assertServed(profile, blockedCountries(process.env.BLOCKED_COUNTRIES), now)
  const documents = await evidenceOf(tx, caseSubject(subject.id))
  const isIdentity = (kind: string) => IDENTITY_KINDS.some((known) => known === kind)
  if (!documents.some(({ kind }) => isIdentity(kind))) throw refuse.documentMissing()
  await changeCase(tx, subject.id, { state, submittedAt: now, changesReason: null, assigneeId: null, leaseUntil: null })
  await recordCase(
    tx,
    'submitted',
    { caseId: subject.id, actorId: personId, now },
    { evidence: await evidenceDigest(tx, subject) },
  )
}

/** Gives up the case under way. What was never submitted is erased at once. */
export async function withdrawCase(tx: Tx, { personId, now }: Member): Promise<void> {
  const subject = await openCase(tx, personId)
  const state = step(subject.state, 'withdraw')
  await tx.verificationProposal.updateMany({
    where: { caseId: subject.id, decidedAt: null },
    data: { decidedAt: now, decision: 'void' },
  })
  await changeCase(tx, subject.id, { state, settledAt: now, assigneeId: null, leaseUntil: null })
  await recordCase(tx, 'withdrawn', { caseId: subject.id, actorId: personId, now })
  if (!subject.submittedAt) await eraseEvidence(tx, subject, { actorId: personId, now })
}

const isSettled = (state: CaseState): boolean => SETTLED_STATES.some((settled) => settled === state)

/** The member's case under way, locked. */
async function openCase(tx: Tx, personId: string): Promise<VerificationCase> {
  const found = await tx.verificationCase.findFirst({
    where: { personId, state: { notIn: [...SETTLED_STATES] } },
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
