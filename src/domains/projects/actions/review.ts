import { isSubjectFrozen } from '@/domains/payments/queries'
import { formatInstant } from '@/kit/time'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { sideOf } from '../rules/examine'
import { refuse } from '../rules/refusals'
import { assigneeAt, checkIndependence, checkMarks, checkProposal, leaseUntil, type Sheet } from '../rules/review'
import type { Outcome, ReviewReason } from '../schema/review'
import { advance, currentVersion, lockApplication, record } from './application'

type Act = { applicationId: string; viewer: Viewer; now: Date }

/** An application locked for somebody who must not belong to it, with the version that is reviewed. */
export async function lockForReview(tx: Tx, { applicationId, viewer }: Act) {
  const application = await lockApplication(tx, applicationId)
  const version = await currentVersion(tx, application)
  checkIndependence(viewer, sideOf(application.ownerId, version.content))
  return { application, version }
}

/** Takes an application for review, or extends one's time with it. */
export async function claim(tx: Tx, act: Act): Promise<void> {
  const { applicationId, viewer, now } = act
  const { application } = await lockForReview(tx, act)
  const holder = assigneeAt(application, now)
  if (holder && holder !== viewer.personId)
    throw refuse.taken({ until: formatInstant(application.assignedUntil ?? now) })
  await advance(tx, application, 'claim', now, { assigneeId: viewer.personId, assignedUntil: leaseUntil(now) })
  await record(tx, { type: 'claimed', applicationId, viewer, now, facts: { version: application.version } })
}

/** Gives an application back to the queue. */
export async function unclaim(tx: Tx, act: Act): Promise<void> {
  const { applicationId, viewer, now } = act
  const { application } = await lockForReview(tx, act)
  if (assigneeAt(application, now) !== viewer.personId) throw refuse.notAssigned()
  await advance(tx, application, 'unclaim', now, { assigneeId: null, assignedUntil: null })
  await record(tx, { type: 'unclaimed', applicationId, viewer, now, facts: { version: application.version } })
}

/** Saves a reviewer's own marks for the current version. */
export async function saveSheet(tx: Tx, sheet: Act & Sheet & { note: string }): Promise<void> {
  const { applicationId, viewer, now, note } = sheet
  checkMarks(sheet)
  const { application } = await lockForReview(tx, sheet)
  if (assigneeAt(application, now) !== viewer.personId) throw refuse.notAssigned()
  const key = { applicationId, version: application.version, reviewerId: viewer.personId }
  const marks = { checklist: sheet.checklist, scores: sheet.scores, note, updatedAt: now }
  await tx.reviewSheet.upsert({
    where: { applicationId_version_reviewerId: key },
    create: { ...key, ...marks },
    update: marks,
  })
}

/** Proposes a decision with the reviewer's own sheet; another person must confirm it. */
export async function propose(
  tx: Tx,
  proposal: Act & { outcome: Outcome; reasons: readonly ReviewReason[]; message: string },
): Promise<{ decisionId: string }> {
  const { applicationId, viewer, now, outcome, message } = proposal
  const { application, version } = await lockForReview(tx, proposal)
  if (assigneeAt(application, now) !== viewer.personId) throw refuse.notAssigned()
  const reasons = [...proposal.reasons]
  const { checklist, scores } = await sheetOf(tx, {
    applicationId,
    version: version.number,
    reviewerId: viewer.personId,
  })
  checkProposal(outcome, reasons, { checklist, scores })
  if (outcome === 'approve') await refuseFrozen(tx, applicationId)
  await advance(tx, application, 'propose', now)
  const codes = reasons.map(({ section, code }) => `${section}/${code}`)
  const facts = { version: version.number, digest: version.digest, outcome, reasons: codes, scores }
  const entry = await record(tx, { type: 'proposed', applicationId, viewer, now, facts, parents: [version.entry] })
  const { id } = await tx.reviewDecision.create({
    data: {
      ...{ applicationId, ownerId: application.ownerId, version: version.number, outcome, reasons, message },
      ...{ checklist, scores, entry, reviewedDigest: version.digest, proposedBy: viewer.personId, proposedAt: now },
    },
    select: { id: true },
  })
  return { decisionId: id }
}

/** Nothing is approved whose fee a payer's bank asks for, or took: refusing it, or asking for changes, stays possible. */
export async function refuseFrozen(tx: Tx, applicationId: string): Promise<void> {
  if (await isSubjectFrozen(tx, `application:${applicationId}`)) throw refuse.feeDisputed()
}

async function sheetOf(tx: Tx, key: { applicationId: string; version: number; reviewerId: string }) {
  const sheet = await tx.reviewSheet.findUnique({ where: { applicationId_version_reviewerId: key } })
  return {
    checklist: (sheet?.checklist ?? {}) as Record<string, boolean>,
    scores: (sheet?.scores ?? {}) as Record<string, number>,
  }
}
