import { openMany } from '@/domains/vault/queries/keys'
import type { ScreeningRun } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { candidatesFor } from '../queries/candidates'
import { listsInForce, staleness } from '../queries/lists'
import { ruleAt } from '../queries/rule'
import { dataOf, runPurpose, type SealedData, vaultSubject } from '../queries/sealed'
import { readySubject } from '../rules/compare'
import { stepRun } from '../rules/machines'
import { refuse } from '../rules/refusals'
import { assertMaySee, mayScreenAgain } from '../rules/review'
import type { Compared, Revealed, RunState } from '../schema'
import { recordFailure, recordFindings, recordRun } from './runs'

export type OpenRun = ScreeningRun & { subject: { id: string; key: string; allowedIds: string[] } }

/** A run, locked until the transaction ends. */
export async function lockRun(tx: Tx, runId: string): Promise<OpenRun> {
  await tx.$executeRaw`select from screening_run where id = ${runId}::uuid for update`
  const run = await tx.screeningRun.findUnique({
    where: { id: runId },
    include: { subject: { select: { id: true, key: true, allowedIds: true } } },
  })
  if (!run) throw refuse.noRun()
  return run
}

/** What was compared in a run, opened; null once the person's key was shredded. */
async function comparedIn(tx: Tx, { id, sealed, subject }: OpenRun): Promise<SealedData | null> {
  if (!sealed) return null
  const [bytes] = await openMany(tx, [{ subject: vaultSubject(subject.key), purpose: runPurpose(id), sealed }])
  return bytes ? dataOf(bytes) : null
}

/** Closes a run whose data can be opened by nobody any more: there is nothing left to compare. */
async function forgetRun(tx: Tx, run: OpenRun, now: Date): Promise<RunState> {
  const state = stepRun(run.state, 'forget')
  const data = { state, problem: null, settledAt: now, version: { increment: 1 } }
  await tx.screeningRun.update({ where: { id: run.id }, data })
  await recordRun(tx, 'compared', { runId: run.id, actorId: null, now })
  return state
}

/** Opens one field of who was compared for a member of staff, and keeps who looked, at what and why. */
export async function revealField(
  tx: Tx,
  {
    runId,
    field,
    reason,
    viewerId,
    now,
  }: { runId: string; field: Revealed; reason: string; viewerId: string; now: Date },
): Promise<string[]> {
  const run = await lockRun(tx, runId)
  assertMaySee(run.subject, viewerId)
  const data = await comparedIn(tx, run)
  if (!data) throw refuse.noRun()
  await tx.screeningReveal.create({ data: { runId, viewerId, field, reason, at: now } })
  await recordRun(tx, 'looked', { runId, actorId: viewerId, now }, { field })
  return shown(data.compared, field)
}

function shown(compared: Compared, field: Revealed): string[] {
  if (field === 'identifiers') return compared.identifiers.map(({ kind, value }) => `${kind}: ${value}`)
  if (field === 'dateOfBirth') return compared.dateOfBirth ? [compared.dateOfBirth] : []
  return [...compared[field]]
}

/** Compares a run's subject again when all that was kept of it is decided: the rest of a partial one, or one that failed for long. */
export async function screenAgain(
  tx: Tx,
  { runId, actorId, now }: { runId: string; actorId: string; now: Date },
): Promise<{ runId: string; state: RunState }> {
  const run = await lockRun(tx, runId)
  assertMaySee(run.subject, actorId)
  const matches = await tx.screeningMatch.findMany({ where: { runId }, select: { state: true } })
  stepRun(run.state, 'screen_again')
  if (
    !mayScreenAgain(
      run,
      matches.map(({ state }) => state),
    )
  )
    throw refuse.runNotNow({ state: run.state })
  const data = await comparedIn(tx, run)
  return data ? compareAgain(tx, run, data, now) : { runId, state: await forgetRun(tx, run, now) }
}

/** Tries a run anew that failed because a list was missing or too old. One whose person was erased is closed. */
export async function retryRun(tx: Tx, { runId, now }: { runId: string; now: Date }): Promise<RunState> {
  const run = await lockRun(tx, runId)
  if (run.state !== 'error') return run.state
  const data = await comparedIn(tx, run)
  if (!data) return forgetRun(tx, run, now)
  stepRun(run.state, 'retry')
  return (await compareAgain(tx, run, data, now)).state
}

/** Puts a run that failed for a day before the staff. */
export async function giveUpRun(tx: Tx, { runId, now }: { runId: string; now: Date }): Promise<void> {
  const run = await lockRun(tx, runId)
  if (run.state !== 'error') return
  if (!(await comparedIn(tx, run))) return void (await forgetRun(tx, run, now))
  const data = { state: stepRun(run.state, 'give_up'), problem: null, version: { increment: 1 } }
  await tx.screeningRun.update({ where: { id: runId }, data })
  await recordRun(tx, 'compared', { runId, actorId: null, now })
}

async function compareAgain(tx: Tx, run: OpenRun, data: SealedData, now: Date) {
  const rule = await ruleAt(tx, now)
  const lists = await listsInForce(tx, now, rule)
  const subject = { ...run.subject, fingerprint: run.fingerprint, data }
  const about = { subject, cause: 'retried' as const, lists, now, runId: run.id }
  const problem = staleness(lists)
  if (problem) return recordFailure(tx, { ...about, problem })
  const ready = readySubject(data.compared)
  const sources = lists.map(({ source }) => source)
  const candidates = await candidatesFor(tx, ready, sources)
  const recorded = await recordFindings(tx, { ...about, ready, candidates, rule })
  // Data that changed meanwhile have a comparison of their own.
  const same = { id: run.subject.id, fingerprint: run.fingerprint }
  await tx.screeningSubject.updateMany({ where: same, data: { screenedAt: now } })
  return recorded
}

/** Notes that a confirmed hit was told to the authority, and how. */
export async function fileReport(
  tx: Tx,
  { reportId, note, actorId, now }: { reportId: string; note: string; actorId: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`select from screening_report where id = ${reportId}::uuid for update`
  const report = await tx.screeningReport.findUnique({ where: { id: reportId } })
  if (!report) throw refuse.noReport()
  if (report.doneAt) throw refuse.reported({ at: report.doneAt })
  const run = await lockRun(tx, report.runId)
  assertMaySee(run.subject, actorId)
  await tx.screeningReport.update({ where: { id: reportId }, data: { doneAt: now, doneBy: actorId, note } })
  await recordRun(tx, 'reviewed', { runId: report.runId, actorId, now })
}
