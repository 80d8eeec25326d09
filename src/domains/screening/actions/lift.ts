import { confirmProposal, lapseProposal, proposeTo, returnProposal } from '@/domains/identity/actions/decisions'
import { openFor } from '@/domains/vault/queries/keys'
import type { ScreeningSubject } from '@/generated/prisma/client'
import { digestOf } from '@/kit/digest'
import { after, DAY } from '@/kit/time'
import type { Tx } from '@/server/db'
import { candidatesFor } from '../queries/candidates'
import { listsInForce, staleness } from '../queries/lists'
import { ruleAt } from '../queries/rule'
import { dataOf, PURPOSE, vaultSubject } from '../queries/sealed'
import { readySubject } from '../rules/compare'
import { stepRun } from '../rules/machines'
import { refuse } from '../rules/refusals'
import { assertMaySee, personOf } from '../rules/review'
import type { RunState } from '../schema'
import { lockRun, type OpenRun } from './desk'
import { recordFindings, recordRun } from './runs'

type Staff = { runId: string; actorId: string; now: Date }

/** The thing that a decision to lift is about. */
export const liftSubject = (runId: string): string => `screening:${runId}`

/** A clean comparison serves a lift for this long. */
const CLEAN_FOR = DAY

/** A run with a confirmed hit, locked; to the person compared it does not exist. */
async function lockConfirmed(tx: Tx, { runId, actorId }: Staff): Promise<OpenRun> {
  const run = await lockRun(tx, runId)
  assertMaySee(run.subject, actorId)
  stepRun(run.state, 'lift')
  return run
}

/**
 * Compares somebody whose hit was confirmed once more, as they and the lists are now, also with the entry that was confirmed. What is
 * found is reviewed like any other match: a hit confirmed by mistake is cleared there first.
 */
export async function screenForLift(tx: Tx, staff: Staff): Promise<{ runId: string; state: RunState }> {
  const { subject: known } = await lockConfirmed(tx, staff)
  const { now } = staff
  const { id, key, fingerprint, sealed } = await tx.screeningSubject.findUniqueOrThrow({ where: { id: known.id } })
  const data = dataOf(await openFor(tx, vaultSubject(key), PURPOSE, sealed))
  const rule = await ruleAt(tx, now)
  const lists = await listsInForce(tx, now, rule)
  const problem = staleness(lists)
  if (problem) throw refuse.listsAway({ problem })
  const ready = readySubject(data.compared)
  const sources = lists.map(({ source }) => source)
  const candidates = await candidatesFor(tx, ready, sources)
  const subject = { id, key, fingerprint, data }
  const recorded = await recordFindings(tx, { subject, cause: 'lift', lists, now, ready, candidates, rule })
  await tx.screeningSubject.update({ where: { id }, data: { screenedAt: now } })
  return recorded
}

/**
 * What a lift rests on: a comparison after the confirmation that is clean, no older than 24 hours, of the data as they are now, and
 * nothing of this person that is open. Refuses without it; returns what both people judge.
 */
async function cleanSince(tx: Tx, run: OpenRun, now: Date): Promise<string> {
  const subject = await tx.screeningSubject.findUniqueOrThrow({ where: { id: run.subject.id } })
  const clean = await newestClean(tx, subject, run, now)
  const open = await tx.screeningRun.count({
    where: { subjectId: subject.id, state: { in: ['pending', 'in_review', 'error'] } },
  })
  if (!clean || open > 0) throw refuse.notClean()
  return digestOf({ run: run.id, subject: subject.fingerprint, clean: clean.id })
}

function newestClean(tx: Tx, subject: ScreeningSubject, run: OpenRun, now: Date) {
  return tx.screeningRun.findFirst({
    where: {
      ...{ subjectId: subject.id, fingerprint: subject.fingerprint, cause: 'lift', state: 'no_hit' },
      startedAt: { gte: run.settledAt ?? now },
      settledAt: { gt: after(now, -CLEAN_FOR), lte: now },
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
  })
}

/** Proposes that a confirmed hit holds no more; a second person lifts it. */
export async function proposeLift(tx: Tx, { note, ...staff }: Staff & { note: string }): Promise<void> {
  const { runId, actorId, now } = staff
  const run = await lockConfirmed(tx, staff)
  const digest = await cleanSince(tx, run, now)
  await lapseProposal(tx, { subject: liftSubject(runId), now })
  const about = { subject: liftSubject(runId), aboutId: personOf(run.subject.key), makerId: actorId }
  await proposeTo(tx, { kind: 'screening.lift', ...about, content: {}, note, digest, now })
  await recordRun(tx, 'reviewed', staff, { review: digest })
}

/** Lifts a confirmed hit as the second person, on the very comparison that the first one judged. */
export async function confirmLift(tx: Tx, staff: Staff): Promise<void> {
  const { runId, actorId, now } = staff
  const run = await lockConfirmed(tx, staff)
  const digest = await cleanSince(tx, run, now)
  await confirmProposal(tx, { subject: liftSubject(runId), checkerId: actorId, digest, now })
  const data = { state: stepRun(run.state, 'lift'), version: { increment: 1 } }
  await tx.screeningRun.update({ where: { id: runId }, data })
  await recordRun(tx, 'reviewed', staff, { review: digest })
}

/** Leaves a confirmed hit as it is, as the second person, with a word why. */
export async function returnLift(tx: Tx, { note, ...staff }: Staff & { note: string }): Promise<void> {
  const { runId, actorId, now } = staff
  await lockConfirmed(tx, staff)
  await returnProposal(tx, { subject: liftSubject(runId), checkerId: actorId, comment: note, now })
  await recordRun(tx, 'reviewed', staff)
}
