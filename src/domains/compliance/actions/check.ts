import { mailTo } from '@/domains/identity/actions/mail'
import { noteMark } from '@/domains/identity/actions/marks'
import type { IdentityCheck, VerificationCase } from '@/generated/prisma/client'
import { after, DAY, formatInstant } from '@/kit/time'
import type { Tx } from '@/server/db'
import { openProfile } from '../queries/evidence'
import { sameName } from '../rules/approval'
import { refuse, step } from '../rules/case'
import { failureOf, MOST_ATTEMPTS, MOST_CHECKS_IN_30_DAYS } from '../rules/check'
import { ABANDONED_KEPT, SILENCE } from '../rules/reverify'
import { changeCase, lockCase, recordCase } from './case-row'
import { openCase } from './cases'
import { identityMark } from './identity-mark'
import { enterScreening } from './screening'

type Member = { personId: string; now: Date }

/** Begins a visit to the provider, or gives the one that is open. Its row is there before the provider is asked. */
export async function beginCheck(tx: Tx, { personId, now }: Member): Promise<{ check: IdentityCheck; caseId: string }> {
  const subject = await openCase(tx, personId)
  const open = await tx.identityCheck.findFirst({ where: { caseId: subject.id, settledAt: null } })
  if (open && subject.state === 'awaiting_provider') return { check: open, caseId: subject.id }
  const state = step(subject.state, 'create_session')
  await assertAttempts(tx, subject, now)
  const attempt = 1 + (await tx.identityCheck.count({ where: { caseId: subject.id } }))
  const check = await tx.identityCheck.create({ data: { caseId: subject.id, attempt, openedAt: now } })
  await changeCase(tx, subject.id, { state, route: 'provider', touchedAt: now })
  await recordCase(tx, 'checkBegun', { caseId: subject.id, actorId: personId, now })
  return { check, caseId: subject.id }
}

/** Each check costs money: three of one case, and six of one person in 30 days, whatever came of them. */
async function assertAttempts(tx: Tx, { personId, attempts }: VerificationCase, now: Date): Promise<void> {
  const lately = { openedAt: { gt: after(now, -30 * DAY) }, case: { personId } }
  const made = await tx.identityCheck.count({ where: lately })
  if (attempts >= MOST_ATTEMPTS || made >= MOST_CHECKS_IN_30_DAYS) throw refuse.noMoreAttempts()
}

/** Notes under which name the provider opened the visit. */
export async function noteSession(
  tx: Tx,
  { checkId, sessionId, url }: { checkId: string; sessionId: string; url: string | null },
) {
  await tx.identityCheck.update({ where: { id: checkId }, data: { sessionId, url } })
}

/** What the provider said about a visit when it was asked. */
export type FetchedCheck = {
  caseId: string | null
  status: 'requires_input' | 'processing' | 'verified' | 'canceled'
  error: string | null
  reportId: string | null
  live: boolean
}
/** What the provider read from the document; null where it may not say. */
export type ReadIdentity = {
  name: string | null
  dateOfBirth: string | null
  document: { kind: string; country: string; number: string | null; expires: string | null } | null
}

type Finding = { sessionId: string; fetched: FetchedCheck; identity: ReadIdentity | null; live: boolean; now: Date }

/**
 * Books what the provider says about a visit. A repeat changes nothing, and nothing goes backwards: what is settled stays. A visit
 * that we did not begin, of another case or of the other mode, is refused.
 */
export async function recordCheck(tx: Tx, { sessionId, fetched, identity, live, now }: Finding): Promise<void> {
  const known = await tx.identityCheck.findUnique({ where: { sessionId }, select: { caseId: true } })
  if (!known) return
  const subject = await lockCase(tx, known.caseId)
  const check = await tx.identityCheck.findUniqueOrThrow({ where: { sessionId } })
  if (fetched.caseId !== subject.id || fetched.live !== live) throw refuse.foreignCheck()
  if (check.settledAt) return
  const about = { subject, check, now }
  if (fetched.status === 'processing') return recordProcessing(tx, about)
  if (fetched.status === 'verified') return recordVerified(tx, { ...about, fetched, identity })
  if (fetched.status === 'canceled') return recordCancelled(tx, about)
  if (fetched.error) return recordFailed(tx, { ...about, error: fetched.error })
}

type About = { subject: VerificationCase; check: IdentityCheck; now: Date }
const settle = (tx: Tx, { id }: IdentityCheck, data: Parameters<Tx['identityCheck']['update']>[0]['data']) =>
  tx.identityCheck.update({ where: { id }, data })
/** Whether the case still waits for its provider: a member may have given it up meanwhile. */
const waits = ({ state }: VerificationCase): boolean => state === 'awaiting_provider' || state === 'provider_processing'

async function recordProcessing(tx: Tx, { subject, check }: About): Promise<void> {
  await settle(tx, check, { state: 'processing' })
  if (subject.state === 'awaiting_provider')
    await changeCase(tx, subject.id, { state: step(subject.state, 'provider_processing') })
}

async function recordCancelled(tx: Tx, { subject, check, now }: About): Promise<void> {
  await settle(tx, check, { state: 'cancelled', settledAt: now })
  if (!waits(subject)) return
  await changeCase(tx, subject.id, { state: step(subject.state, 'provider_cancelled') })
  // Once for each visit that nobody finished, since a visit is settled once.
  await mailTo(tx, { personId: subject.personId, now, ...reminderOf(subject) })
}

const reminderOf = ({ touchedAt }: VerificationCase) => ({
  subject: 'Your identity check was not finished',
  text: `You began an identity check and did not finish it, so it ended. Sign in and open the page “Verification” to begin another one, or to show your document to our staff instead. What you filled in is still there. Left alone, it is erased by ${formatInstant(after(touchedAt, SILENCE + ABANDONED_KEPT))}.`,
})

async function recordFailed(tx: Tx, { subject, check, error, now }: About & { error: string }): Promise<void> {
  const before = await tx.identityCheck.findMany({
    where: { caseId: subject.id, state: 'failed' },
    select: { error: true },
  })
  await settle(tx, check, { state: 'failed', settledAt: now, error })
  if (!waits(subject)) return
  const failedBefore = before.flatMap((past) => past.error ?? [])
  const { event, counts, hold, priority } = failureOf(error, subject.attempts, failedBefore)
  const state = step(subject.state, event)
  const submitted = event === 'provider_review' ? { submittedAt: now } : {}
  const attempts = subject.attempts + (counts ? 1 : 0)
  await changeCase(tx, subject.id, { state, attempts, ...submitted, ...(hold && { hold }), priority })
  await recordCase(tx, 'checkEnded', { caseId: subject.id, actorId: null, now })
}

async function recordVerified(
  tx: Tx,
  { subject, check, fetched, identity, now }: About & { fetched: FetchedCheck; identity: ReadIdentity | null },
): Promise<void> {
  const profile = openProfile(subject)
  const findings = {
    nameAgrees: identity?.name != null && profile !== null && sameName(identity.name, profile.legalName),
    birthDateAgrees: identity?.dateOfBirth != null && identity.dateOfBirth === profile?.dateOfBirth,
  }
  await settle(tx, check, { state: 'verified', settledAt: now, reportId: fetched.reportId, findings })
  if (!waits(subject)) return
  const { document } = identity ?? {}
  if (document?.number)
    await noteIdentity(
      tx,
      subject,
      { country: document.country, number: document.number, expires: document.expires },
      now,
    )
  const read = document && {
    ...{ documentKind: document.kind, documentCountry: document.country },
    documentExpires: document.expires ? new Date(`${document.expires}T00:00:00Z`) : null,
  }
  await changeCase(tx, subject.id, { ...read, submittedAt: now, attempts: subject.attempts + 1 })
  await recordCase(tx, 'checkEnded', { caseId: subject.id, actorId: null, now })
  await enterScreening(tx, { subject: await lockCase(tx, subject.id), event: 'provider_verified', now })
}

/**
 * Keeps of a document what the next review needs, and its mark; the number itself goes nowhere. A document that another account
 * showed holds the case for a person to look at.
 */
export async function noteIdentity(
  tx: Tx,
  subject: VerificationCase,
  shown: { country: string; number: string; expires: string | null },
  now: Date,
): Promise<void> {
  const { country, number, expires } = shown
  const dateOfBirth = openProfile(subject)?.dateOfBirth ?? ''
  const mark = await identityMark(tx, { country, number, dateOfBirth })
  const { others } = await noteMark(tx, { personId: subject.personId, mark, now })
  const duplicate = others.length > 0 && !subject.hold ? { hold: 'duplicate', priority: 'high' } : {}
  const documentExpires = expires ? new Date(`${expires}T00:00:00Z`) : null
  await changeCase(tx, subject.id, { documentCountry: country, documentExpires, ...duplicate })
}

/** Notes that the provider holds nothing of a visit any more, and forgets the way to its page. */
export async function recordRedacted(tx: Tx, { checkId, now }: { checkId: string; now: Date }): Promise<void> {
  await tx.identityCheck.update({ where: { id: checkId }, data: { redactedAt: now, url: null } })
}
