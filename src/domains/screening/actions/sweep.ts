import { append } from '@/domains/log/actions'
import { openMany } from '@/domains/vault/queries/keys'
import type { ScreeningSweep } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { rowsOf } from '@/server/sql'
import type { Candidate } from '../queries/candidates'
import type { InForce } from '../queries/lists'
import { dataOf, PURPOSE, vaultSubject } from '../queries/sealed'
import type { CandidateIndex } from '../rules/candidates'
import { compare, type ReadySubject, readySubject } from '../rules/compare'
import type { Thresholds } from '../rules/thresholds'
import { findingsOf, recordFindings } from './runs'
import type { OpenSubject } from './subjects'

/** What a sweep compares everybody with, made once. */
export type Against = { index: CandidateIndex<Candidate>; lists: readonly InForce[]; rule: Thresholds }

type Row = { id: string; key: string; fingerprint: string; sealed: Uint8Array }
const NEXT = {
  name: 'screening.nextSubjects',
  text: `
    select id::text, key, fingerprint, sealed from screening_subject
    where id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') order by id limit $2`,
}

/**
 * Compares the next subjects of a sweep and moves its cursor, in one transaction: broken off anywhere, it goes on where it was, and
 * two workers never take the same. Returns how many were compared; null when the sweep is over. Whoever was erased is passed over.
 */
export async function sweepOn(tx: Tx, sweepId: string, against: Against, batch: Batch): Promise<number | null> {
  await tx.$executeRaw`select from screening_sweep where id = ${sweepId}::uuid for update`
  const sweep = await tx.screeningSweep.findUniqueOrThrow({ where: { id: sweepId } })
  if (sweep.finishedAt) return null
  const rows = await rowsOf<Row>(tx, NEXT, [sweep.cursor, batch.size])
  const opened = await openMany(
    tx,
    rows.map(({ key, sealed }) => ({ subject: vaultSubject(key), purpose: PURPOSE, sealed })),
  )
  let found = 0
  for (const [place, { id, key, fingerprint }] of rows.entries()) {
    const bytes = opened[place]
    if (!bytes) continue
    const data = dataOf(bytes)
    if (await compareOne(tx, { id, key, fingerprint, data }, { sweep, against, now: batch.now })) found += 1
  }
  await moveOn(tx, sweep, rows, found, batch.now)
  return rows.length
}

export type Batch = { size: number; now: Date }

type Turn = { sweep: ScreeningSweep; against: Against; now: Date }

/** Most people are like nobody on the list: for them nothing is asked and nothing is written. */
async function compareOne(tx: Tx, subject: OpenSubject, { sweep, against, now }: Turn): Promise<boolean> {
  const { index, lists, rule } = against
  const ready = readySubject(subject.data.compared)
  const candidates = index.find(ready).filter((candidate) => isHit(ready, candidate, rule))
  if (candidates.length === 0) return false
  const about = { subject, cause: sweep.importId ? ('list_changed' as const) : ('weekly' as const), lists, now }
  const { hits } = await findingsOf(tx, { ...about, ready, candidates, rule })
  if (hits.length === 0) return false
  await recordFindings(tx, { ...about, ready, candidates, rule })
  return true
}

const isHit = (ready: ReadySubject, candidate: Candidate, rule: Thresholds): boolean => {
  const { score, threshold } = compare(ready, candidate, rule)
  return score >= threshold
}

async function moveOn(tx: Tx, sweep: ScreeningSweep, rows: readonly Row[], found: number, now: Date): Promise<void> {
  const last = rows.at(-1)
  const counts = { compared: { increment: rows.length }, found: { increment: found } }
  if (last) {
    await tx.screeningSweep.update({ where: { id: sweep.id }, data: { cursor: last.id, ...counts } })
    const ids = rows.map(({ id }) => id)
    if (!sweep.importId) await tx.screeningSubject.updateMany({ where: { id: { in: ids } }, data: { screenedAt: now } })
    return
  }
  const done = await tx.screeningSweep.update({ where: { id: sweep.id }, data: { finishedAt: now } })
  const facts = { sweep: sweep.id, import: sweep.importId, compared: done.compared }
  await append(tx, { type: 'screening.swept', at: now, actorId: null, subjects: [`sweep:${sweep.id}`], facts })
}

/** Begins the weekly comparison of everybody with everything when somebody was last compared in full before an instant. */
export async function beginWeekly(tx: Tx, before: Date, now: Date): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('screening.weekly', 0))`
  const due = await tx.screeningSubject.findFirst({ where: { screenedAt: { lt: before } }, select: { id: true } })
  const running = await tx.screeningSweep.findFirst({
    where: { importId: null, finishedAt: null },
    select: { id: true },
  })
  if (due && !running) await tx.screeningSweep.create({ data: { startedAt: now } })
}
