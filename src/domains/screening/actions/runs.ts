import { randomUUID } from 'node:crypto'
import { append, appendAll } from '@/domains/log/actions'
import { sealFor } from '@/domains/vault/actions/keys'
import type { Tx } from '@/server/db'
import type { Candidate } from '../queries/candidates'
import type { InForce } from '../queries/lists'
import { bytesOf, runPurpose, vaultSubject } from '../queries/sealed'
import { compare, type Features, type ReadySubject } from '../rules/compare'
import { stepRun } from '../rules/machines'
import { needsTwo } from '../rules/review'
import type { Thresholds } from '../rules/thresholds'
import type { RunState } from '../schema'
import type { Cause, OpenSubject } from './subjects'

type About = { subject: OpenSubject; cause: Cause; lists: readonly InForce[]; now: Date }
type Finding = { candidate: Candidate; features: Features }
export type Recorded = { runId: string; state: RunState }

/** So many entries that were seen and were too little are kept as evidence. */
const MOST_NEAR = 20

/** Compares, leaves out what was cleared or is open already, and writes the run with its matches. */
export async function recordFindings(
  tx: Tx,
  about: About & { ready: ReadySubject; candidates: readonly Candidate[]; rule: Thresholds; runId?: string },
): Promise<Recorded> {
  const { hits, near } = await findingsOf(tx, about)
  const { rule, ready } = about
  const state = stepRun('pending', hits.length > 0 ? 'candidates' : 'clean')
  const kept = hits.slice(0, rule.mostMatches)
  const data = {
    ...{ partial: hits.length > kept.length, mixedScript: ready.mixed, problem: null },
    near: nearOf(near),
    ...(state === 'no_hit' ? { settledAt: about.now } : {}),
  }
  const runId = await writeRun(tx, about, { state, data })
  await tx.screeningMatch.createMany({
    data: kept.map(({ candidate, features }) => ({
      ...{ runId, entityId: candidate.id, score: features.score, identifier: features.identifier },
      ...{ needsTwo: needsTwo(features, rule), features },
    })),
  })
  return { runId, state }
}

const nearOf = (near: readonly Finding[]) =>
  near.slice(0, MOST_NEAR).map(({ candidate, features }) => ({ entity: candidate.id, score: features.score }))

/** Somebody of whom a comparison found nothing to review. */
export type Clean = About & { near: readonly Finding[]; mixedScript: boolean }

/** Writes the runs of people of whom nothing was found, and when they were compared, in statements for all of them together. */
export async function recordClean(tx: Tx, clean: readonly Clean[]): Promise<void> {
  if (clean.length === 0) return
  const state = stepRun('pending', 'clean')
  const runs = clean.map(({ subject, cause, lists, now, near, mixedScript }) => ({
    ...{ id: randomUUID(), subjectId: subject.id, fingerprint: subject.fingerprint, cause, state, mixedScript },
    ...{ lists: importsOf(lists), near: nearOf(near), startedAt: now, settledAt: now },
  }))
  await tx.screeningRun.createMany({ data: runs })
  const ids = runs.map(({ subjectId }) => subjectId)
  await tx.screeningSubject.updateMany({ where: { id: { in: ids } }, data: { screenedAt: clean[0]!.now } })
  await appendAll(
    tx,
    runs.map(({ id: runId, startedAt: now }) => runAct('compared', { runId, actorId: null, now })),
  )
}

const importsOf = (lists: readonly InForce[]) =>
  Object.fromEntries(lists.map(({ source, importId }) => [source, importId]))

/** What is to be reviewed, the best first, and what came near. */
export async function findingsOf(
  tx: Tx,
  about: About & { ready: ReadySubject; candidates: readonly Candidate[]; rule: Thresholds },
): Promise<{ hits: Finding[]; near: Finding[] }> {
  const { ready, candidates, rule } = about
  const found = candidates
    .map((candidate) => ({ candidate, features: compare(ready, candidate, rule) }))
    .filter(({ features }) => features.score >= Math.min(rule.near, features.threshold))
    .toSorted((one, other) => other.features.score - one.features.score)
  const hits = found.filter(({ features }) => features.score >= features.threshold)
  const known = hits.length > 0 ? await alreadyKnown(tx, about) : new Map<string, boolean>()
  return {
    // A number that both have is news, also where staff cleared the name alone.
    hits: hits.filter(({ candidate, features }) => {
      const byNumber = known.get(keyOf(candidate))
      return byNumber === undefined || (features.identifier !== null && !byNumber)
    }),
    near: found.filter(({ features }) => features.score < features.threshold),
  }
}

const keyOf = ({ source, entry, contentHash }: Candidate): string => `${source}|${entry.id}|${contentHash}`

/**
 * Entries of which this subject, with these very data, was cleared not long ago, or about which staff decide already; and whether
 * that was about a number that both have.
 */
async function alreadyKnown(tx: Tx, { subject, cause, now }: About): Promise<Map<string, boolean>> {
  const { id: subjectId, fingerprint } = subject
  const cleared = await tx.screeningWhitelist.findMany({ where: { subjectId, fingerprint, until: { gt: now } } })
  const matches = await tx.screeningMatch.findMany({
    where: {
      OR: [
        { id: { in: cleared.map(({ matchId }) => matchId) } },
        {
          run: { subjectId, fingerprint, state: { not: 'lifted' } },
          // Whether a confirmed one still holds is what a lift asks.
          state: { in: cause === 'lift' ? ['pending', 'escalated'] : ['pending', 'escalated', 'confirmed_hit'] },
        },
      ],
    },
    select: { identifier: true, entity: { select: { source: true, externalId: true, contentHash: true } } },
  })
  const known = new Map<string, boolean>()
  for (const { identifier, entity } of matches) {
    const key = `${entity.source}|${entity.externalId}|${entity.contentHash}`
    known.set(key, known.get(key) === true || identifier !== null)
  }
  return known
}

/** Notes that somebody could not be compared. */
export async function recordFailure(tx: Tx, about: About & { problem: string; runId?: string }): Promise<Recorded> {
  const state = stepRun('pending', 'fail')
  return { runId: await writeRun(tx, about, { state, data: { problem: about.problem, near: [] } }), state }
}

type Result = { state: RunState; data: { problem: string | null; near: object[]; settledAt?: Date } }

/** Writes a new run, or the result of one that is tried again. What was compared is kept as it was while anything is open. */
async function writeRun(tx: Tx, about: About & { runId?: string }, { state, data }: Result): Promise<string> {
  const { subject, cause, lists, now } = about
  const runId = about.runId ?? randomUUID()
  const sealed =
    state === 'no_hit' ? null : await sealFor(tx, vaultSubject(subject.key), runPurpose(runId), bytesOf(subject.data))
  const result = {
    ...{ state, sealed, fingerprint: subject.fingerprint, ...data },
    lists: importsOf(lists),
  }
  if (about.runId)
    await tx.screeningRun.update({ where: { id: runId }, data: { ...result, version: { increment: 1 } } })
  else await tx.screeningRun.create({ data: { id: runId, subjectId: subject.id, cause, startedAt: now, ...result } })
  await recordRun(tx, 'compared', { runId, actorId: null, now })
  return runId
}

type RunAct = { runId: string; actorId: string | null; now: Date }

/** Records an act on a run. The log may be published: it holds no outcome, no name and nothing that leads to a person. */
export const recordRun = (
  tx: Tx,
  participle: 'compared' | 'reviewed' | 'looked',
  act: RunAct,
  facts: { [key: string]: string } = {},
) => append(tx, runAct(participle, act, facts))

const runAct = (participle: string, { runId, actorId, now }: RunAct, facts: { [key: string]: string } = {}) => ({
  ...{ type: `screening.${participle}`, at: now, actorId, subjects: [`screening:${runId}`] },
  facts: { run: runId, ...facts },
})
