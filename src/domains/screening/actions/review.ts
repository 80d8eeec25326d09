import type { ScreeningDecision, ScreeningMatch, ScreeningRun } from '@/generated/prisma/client'
import { digestOf } from '@/kit/digest'
import { isUniqueViolation, type Tx } from '@/server/db'
import { ruleAt } from '../queries/rule'
import type { Features } from '../rules/compare'
import { stepMatch, stepRun } from '../rules/machines'
import { refuse } from '../rules/refusals'
import {
  afterClearing,
  assertInReview,
  assertMayDecide,
  assertMaySee,
  assertReasons,
  clearing,
  personOf,
} from '../rules/review'
import { businessDeadline, whitelistEnd } from '../rules/thresholds'
import type { ClearReason, MatchState } from '../schema'
import { recordRun } from './runs'

/** A member of staff acting on a match. */
type Staff = { matchId: string; actorId: string; now: Date }

type Locked = {
  run: ScreeningRun
  match: ScreeningMatch & { entity: { source: string; externalId: string; contentHash: string; live: boolean } }
  /** The person compared; null for an organisation. */
  personId: string | null
  subjectId: string
}

/** A match with its run, locked until the transaction ends, so that two people cannot decide at once. */
async function lockMatch(tx: Tx, { matchId, actorId }: Staff): Promise<Locked> {
  await tx.$executeRaw`
    select from screening_run r join screening_match m on m.run_id = r.id where m.id = ${matchId}::uuid for update of r, m`
  const found = await tx.screeningMatch.findUnique({
    where: { id: matchId },
    include: {
      entity: { select: { source: true, externalId: true, contentHash: true, live: true } },
      run: { include: { subject: { select: { id: true, key: true, allowedIds: true } } } },
    },
  })
  if (!found) throw refuse.noMatch()
  const { run, ...match } = found
  const personId = personOf(run.subject.key)
  assertMaySee(run.subject, actorId)
  assertInReview(run.state)
  return { run, match, personId, subjectId: run.subject.id }
}

/** What a proposal was made on: the entry as it was published and the subject as it was compared. */
const evidenceOf = ({ run, match }: Locked): string =>
  digestOf({
    subject: run.fingerprint,
    entry: match.entity.contentHash,
    inForce: match.entity.live,
    score: match.score,
  })

/** Clears a match for reasons that the comparison bears out; where two people are needed it waits for the second. */
export async function clearMatch(
  tx: Tx,
  { reasons, note, ...staff }: Staff & { reasons: readonly ClearReason[]; note: string },
): Promise<void> {
  const locked = await lockMatch(tx, staff)
  const state = clearing(locked.match)
  assertReasons(reasons, locked.match.features as unknown as Features, await ruleAt(tx, staff.now))
  const decision = await propose(tx, locked, { outcome: 'no_hit', reasons, note, ...staff })
  if (state === 'escalated') await setMatch(tx, locked, state, staff.now)
  else await settleCleared(tx, locked, { ...staff, decision })
  await recordReview(tx, locked, decision, staff)
}

/** Proposes that somebody is the one on the list; only a second person makes it so. */
export async function proposeHit(tx: Tx, { note, ...staff }: Staff & { note: string }): Promise<void> {
  const locked = await lockMatch(tx, staff)
  const state = stepMatch(locked.match.state, 'propose')
  const decision = await propose(tx, locked, { outcome: 'confirmed_hit', reasons: [], note, ...staff })
  await setMatch(tx, locked, state, staff.now)
  await recordReview(tx, locked, decision, staff)
}

/**
 * Confirms what another proposed. A clearance is whitelisted for these very data; a hit leaves out all other matches of the run, and
 * a report to the authority falls due.
 */
export async function confirmMatch(tx: Tx, staff: Staff): Promise<void> {
  const locked = await lockMatch(tx, staff)
  const open = await openDecision(tx, staff.matchId, locked.match.state)
  assertMayDecide(open, staff.actorId, evidenceOf(locked))
  const decided = { decision: 'confirmed', decidedBy: staff.actorId, decidedAt: staff.now }
  const decision = await tx.screeningDecision.update({ where: { id: open.id }, data: decided })
  if (decision.outcome === 'no_hit') await settleCleared(tx, locked, { ...staff, decision })
  else await settleConfirmed(tx, locked, staff.now)
  await recordReview(tx, locked, decision, staff)
}

/** Returns what another proposed, with a word why. It is right also when the entry changed: that is what it is for. */
export async function returnMatch(tx: Tx, { note, ...staff }: Staff & { note: string }): Promise<void> {
  const locked = await lockMatch(tx, staff)
  const open = await openDecision(tx, staff.matchId, locked.match.state)
  assertMayDecide(open, staff.actorId, open.reviewedDigest)
  const state = stepMatch(locked.match.state, 'return')
  const decided = { decision: 'returned', decidedBy: staff.actorId, decidedAt: staff.now, decisionNote: note }
  const decision = await tx.screeningDecision.update({ where: { id: open.id }, data: decided })
  await setMatch(tx, locked, state, staff.now)
  await recordReview(tx, locked, decision, staff)
}

type Proposal = Staff & { outcome: 'no_hit' | 'confirmed_hit'; reasons: readonly ClearReason[]; note: string }

/** Writes a decision: done at once where one person is enough, otherwise open. */
async function propose(
  tx: Tx,
  locked: Locked,
  { outcome, reasons, note, actorId, now, matchId }: Proposal,
): Promise<ScreeningDecision> {
  const needsTwo = locked.match.needsTwo || outcome === 'confirmed_hit'
  const alone = needsTwo ? {} : { decision: 'alone', decidedAt: now }
  try {
    return await tx.screeningDecision.create({
      data: {
        ...{ matchId, personId: locked.personId, outcome, reasons: [...reasons], note, needsTwo },
        ...{ reviewedDigest: evidenceOf(locked), proposedBy: actorId, proposedAt: now, ...alone },
      },
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw refuse.matchNotNow({ state: 'escalated' })
    throw error
  }
}

async function openDecision(tx: Tx, matchId: string, state: MatchState): Promise<ScreeningDecision> {
  const open = await tx.screeningDecision.findFirst({ where: { matchId, decidedAt: null } })
  if (!open) throw refuse.matchNotNow({ state })
  return open
}

const isSettled = (state: MatchState): boolean => state !== 'pending' && state !== 'escalated'

const setMatch = (tx: Tx, { match }: Locked, state: MatchState, now: Date) =>
  tx.screeningMatch.update({ where: { id: match.id }, data: { state, settledAt: isSettled(state) ? now : null } })

async function settleCleared(
  tx: Tx,
  locked: Locked,
  { now, decision }: { now: Date; decision: ScreeningDecision },
): Promise<void> {
  const { run, match, subjectId } = locked
  const state = match.state === 'escalated' ? stepMatch(match.state, 'confirm_clear') : stepMatch(match.state, 'clear')
  await setMatch(tx, locked, state, now)
  const { source, externalId, contentHash } = match.entity
  const until = whitelistEnd(decision.decidedAt ?? now, await ruleAt(tx, now))
  await tx.screeningWhitelist.create({
    data: { subjectId, source, externalId, contentHash, fingerprint: run.fingerprint, matchId: match.id, until },
  })
  const others = await tx.screeningMatch.findMany({
    where: { runId: run.id, id: { not: match.id } },
    select: { state: true },
  })
  const next = afterClearing(
    run,
    others.map((other) => other.state),
  )
  if (next !== run.state) await settleRun(tx, run.id, next, now)
}

async function settleConfirmed(tx: Tx, locked: Locked, now: Date): Promise<void> {
  const { run, match } = locked
  await setMatch(tx, locked, stepMatch(match.state, 'confirm_hit'), now)
  const open = { runId: run.id, state: { in: ['pending', 'escalated'] satisfies MatchState[] } }
  await tx.screeningDecision.updateMany({
    where: { decidedAt: null, match: open },
    data: { decision: 'void', decidedAt: now },
  })
  await tx.screeningMatch.updateMany({ where: open, data: { state: 'skipped', settledAt: now } })
  await settleRun(tx, run.id, stepRun(run.state, 'confirm'), now)
  const dueAt = businessDeadline(now, await ruleAt(tx, now))
  await tx.screeningReport.create({ data: { matchId: match.id, runId: run.id, createdAt: now, dueAt } })
}

const settleRun = (tx: Tx, id: string, state: ScreeningRun['state'], now: Date) =>
  tx.screeningRun.update({ where: { id }, data: { state, settledAt: now, version: { increment: 1 } } })

/** The log holds a commitment to what was decided: the fingerprint, which nobody can guess, salts it. */
const recordReview = (tx: Tx, { run }: Locked, decision: ScreeningDecision, { actorId, now }: Staff) => {
  const { outcome, reasons, decision: word, matchId } = decision
  const review = digestOf({ salt: run.fingerprint, match: matchId, outcome, reasons, decision: word })
  return recordRun(tx, 'reviewed', { runId: run.id, actorId, now }, { review })
}
