import { voidProposal } from '@/domains/identity/actions/decisions'
import { walletsEver } from '@/domains/identity/queries/person'
import { hasListedWallet } from '@/domains/screening/queries/holds'
import { holdsOffice } from '@/domains/screening/queries/offices'
import { type ListStanding, listStanding } from '@/domains/screening/queries/standing'
import type { VerificationCase } from '@/generated/prisma/client'
import { commitment } from '@/kit/digest'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { countryList } from '../queries/dated'
import { evidenceDigest, openProfile } from '../queries/evidence'
import { conditionsOf, isAutomatic } from '../rules/approval'
import { isBehind } from '../rules/behind-lists'
import { CLEARED_STATES, OPEN_STATES, step } from '../rules/case'
import { caseSubject } from '../rules/document'
import { SCREENING_PATIENCE } from '../rules/reverify'
import { countryRisk, riskOf } from '../rules/risk'
import { changeCase, lockCase, recordCase } from './case-row'
import { grantClearance } from './clearance'
import { screenPerson } from './screen-person'
import { suspendCase } from './standing'

/**
 * What the lists say about a person: nobody on them, somebody who may be meant, or nothing because no list is installed
 * (`unavailable`) or the comparison failed (`failed`). What is not known stays null, and then nobody is approved without people.
 */
export type ScreeningAnswer = {
  result: 'clear' | 'candidates' | 'unavailable' | 'failed'
  isPep: boolean | null
  walletClean: boolean | null
}

/** Who holds an office, and whether a wallet is on a list: unknown unless somebody is otherwise clear. */
const UNKNOWN = { isPep: null, walletClean: null }

/** What a case makes of where somebody stands with the lists. A hit that was confirmed holds the case back like one that was not. */
const ANSWERS: Record<ListStanding, ScreeningAnswer> = {
  clear: { result: 'clear', ...UNKNOWN },
  candidates: { result: 'candidates', ...UNKNOWN },
  confirmed: { result: 'candidates', ...UNKNOWN },
  failed: { result: 'failed', ...UNKNOWN },
  unknown: { result: 'failed', ...UNKNOWN },
}

/** Moves a case on whose evidence is complete, and compares its person with the lists at once. */
export async function enterScreening(
  tx: Tx,
  { subject, event, now }: { subject: VerificationCase; event: 'documents_ready' | 'provider_verified'; now: Date },
): Promise<void> {
  await changeCase(tx, subject.id, { state: step(subject.state, event) })
  const profile = openProfile(subject)
  if (profile) await screenPerson(tx, { personId: subject.personId, profile, cause: 'submitted' }, now)
  await followLists(tx, { caseId: subject.id, now })
}

/** Compares a profile that was mended: a name that changed after the first comparison was compared with nothing yet (E14). */
export async function screenMended(tx: Tx, subject: VerificationCase, now: Date): Promise<void> {
  const profile = openProfile(subject)
  if (profile) await screenPerson(tx, { personId: subject.personId, profile, cause: 'changed' }, now)
  await followLists(tx, { caseId: subject.id, now })
}

/**
 * Brings one case in line with what the lists say of its person by now; true when it moved. An approved person who was confirmed to
 * be on a list is suspended, and told what everybody is told whose verification is being looked at.
 */
export async function followLists(tx: Tx, { caseId, now }: { caseId: string; now: Date }): Promise<boolean> {
  const subject = await lockCase(tx, caseId)
  const standing = await listStanding(tx, `person:${subject.personId}`)
  if (standing === 'confirmed' && CLEARED_STATES.some((cleared) => cleared === subject.state)) {
    await suspendCase(tx, { caseId, actorId: null, now, reason: 'A hit on a list was confirmed.' })
    return true
  }
  if (!isBehind(subject, standing)) return false
  await applyScreening(tx, { caseId, answer: await answerOf(tx, subject.personId, standing, now), now })
  return true
}

/** Only who is clear may be approved without people, so only of them it is asked what else that needs. */
async function answerOf(tx: Tx, personId: string, standing: ListStanding, now: Date): Promise<ScreeningAnswer> {
  if (standing !== 'clear') return ANSWERS[standing]
  const walletClean = !(await hasListedWallet(tx, await walletsEver(tx, personId)))
  return { result: 'clear', isPep: await holdsOffice(tx, `person:${personId}`, now), walletClean }
}

/**
 * Takes an answer of the lists, at whatever state the case is. Somebody who may be meant holds it back, also when a decision was
 * proposed already. A failed comparison is waited for, a day at most. What came too late for an open case changes nothing.
 */
export async function applyScreening(
  tx: Tx,
  { caseId, answer, now }: { caseId: string; answer: ScreeningAnswer; now: Date },
): Promise<void> {
  const subject = await lockCase(tx, caseId)
  if (!OPEN_STATES.some((open) => open === subject.state)) return
  const { result } = answer
  if (result === 'failed') return waitForLists(tx, subject, now)
  const facts = { screening: result, screenedAt: now, risk: await riskFor(tx, subject, answer) }
  if (result === 'candidates') return holdForLists(tx, subject, facts, now)
  const hold = subject.hold === 'screening' ? null : subject.hold
  await changeCase(tx, caseId, { ...facts, hold })
  if (subject.state === 'screening') await leaveScreening(tx, { ...subject, hold, screening: result }, answer, now)
}

async function waitForLists(tx: Tx, subject: VerificationCase, now: Date): Promise<void> {
  if (subject.state !== 'screening') return
  const isOver = now >= after(subject.submittedAt ?? subject.touchedAt, SCREENING_PATIENCE)
  if (!isOver) return void (await changeCase(tx, subject.id, { state: step(subject.state, 'screening_failed') }))
  const facts = { screening: 'unavailable', screenedAt: now, risk: await riskFor(tx, subject, UNKNOWN) }
  await changeCase(tx, subject.id, { ...facts, state: step(subject.state, 'screened') })
}

async function holdForLists(tx: Tx, subject: VerificationCase, facts: Parameters<typeof changeCase>[2], now: Date) {
  const held = { ...facts, hold: 'screening', priority: subject.priority === 'critical' ? 'critical' : 'high' }
  if (subject.state === 'pending_second') {
    await voidProposal(tx, { subject: caseSubject(subject.id), now })
    await changeCase(tx, subject.id, { ...held, state: step(subject.state, 'void') })
  } else if (subject.state === 'screening' || subject.state === 'in_review') {
    await changeCase(tx, subject.id, { ...held, state: step(subject.state, 'candidates') })
  } else await changeCase(tx, subject.id, held)
}

/** Approves without people when every condition holds; else people look at it. */
async function leaveScreening(tx: Tx, subject: VerificationCase, answer: ScreeningAnswer, now: Date): Promise<void> {
  const conditions = conditionsOf(await approvalFacts(tx, subject, answer), now)
  if (subject.route !== 'provider' || subject.hold || !isAutomatic(conditions))
    return void (await changeCase(tx, subject.id, { state: step(subject.state, 'screened') }))
  await tx.automaticApproval.create({ data: { caseId: subject.id, conditions, at: now } })
  await changeCase(tx, subject.id, { state: step(subject.state, 'screened_automatic'), settledAt: now })
  await grantClearance(tx, subject, now)
  // The same facts as of a decision of two people: the log may be published, and an approval reads like a rejection.
  const evidence = await evidenceDigest(tx, await lockCase(tx, subject.id))
  const decision = commitment(subject.salt, { outcome: 'approve', reason: null })
  await recordCase(tx, 'decided', { caseId: subject.id, actorId: null, now }, { evidence, decision })
}

async function approvalFacts(tx: Tx, subject: VerificationCase, answer: ScreeningAnswer) {
  const check = await tx.identityCheck.findFirst({ where: { caseId: subject.id, state: 'verified' } })
  const findings = (check?.findings ?? {}) as { nameAgrees?: boolean; birthDateAgrees?: boolean }
  return {
    documentAndFace: check !== null,
    nameAgrees: findings.nameAgrees === true,
    birthDateAgrees: findings.birthDateAgrees === true,
    screening: subject.screening as 'clear' | 'unavailable',
    isPep: answer.isPep,
    countryRisk: countryRisk(openProfile(subject)?.country ?? '', await countryList(tx)),
    documentExpires: subject.documentExpires,
    walletClean: answer.walletClean,
    duplicate: subject.hold === 'duplicate',
  }
}

/** The risk score as the case stands. What the site does not ask for weighs nothing; what it could not learn is unknown. */
async function riskFor(tx: Tx, subject: VerificationCase, { isPep, walletClean }: Omit<ScreeningAnswer, 'result'>) {
  const inputs = {
    country: openProfile(subject)?.country ?? '',
    route: subject.route === 'provider' ? ('provider' as const) : ('manual' as const),
    isPep,
    walletAdverse: walletClean === null ? null : !walletClean,
    ...{ cashLike: false, amountBand: 0, addressElsewhere: null, newWallet: false },
  }
  return riskOf(inputs, await countryList(tx))
}
