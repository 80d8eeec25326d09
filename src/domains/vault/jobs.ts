import { createHash } from 'node:crypto'
import { objectStore } from '@/gateways/storage/client'
import type { ObjectStore } from '@/gateways/storage/store'
import { SECOND } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { recordAttempt } from './actions/examination'
import { replayTombstones, rewrapSubjects } from './actions/keys'
import { adoptOldForm, askRemoval, recordKept, recordMoved, recordRemoved, sealOldNames } from './actions/objects'
import { countDay, lastReported } from './actions/view-report'
import { forgetLinks } from './actions/views'
import { examine, type Ground, ground } from './flows'
import { partsHere, removals, unkeptTombstones, waitingDocuments } from './queries/documents'
import { objectKey } from './rules/document'
import { daysDue } from './rules/views'

/** How long a file may wait before the worker takes it: until then the request that brought it is at it. */
const WAITED = 20 * SECOND

/** Examines files that were left over, and once more those that the scanner did not answer for; returns how many. */
export async function examineWaiting(world: Ground): Promise<number> {
  await world.db.$transaction((tx) => adoptOldForm(tx), { timeout: 30_000 })
  await world.db.$transaction((tx) => sealOldNames(tx), { timeout: 30_000 })
  const waiting = await waitingDocuments(world.db, world.now, WAITED)
  for (const id of waiting) await examineOne(world, id)
  return waiting.length
}

/** One that cannot be read, for a key or a store that is away, waits for its next turn and keeps nobody else waiting. */
async function examineOne(world: Ground, documentId: string): Promise<void> {
  try {
    await examine(world, documentId)
  } catch (error) {
    log.error({ err: error, document: documentId }, 'a document could not be examined')
    await world.db.$transaction((tx) => recordAttempt(tx, { documentId, now: world.now }))
  }
}

/** Moves sealed bytes into the store, and takes away from it what was erased; returns how many it moved. Nothing without a store. */
export async function tidyStore(db: Db, store: ObjectStore | null, now: Date): Promise<number> {
  if (!store) return 0
  const parts = await partsHere(db)
  for (const { documentId, part, sealed } of parts) {
    if (!sealed) continue
    await store.put(objectKey(documentId, part), sealed)
    const kept = await db.$transaction((tx) => recordMoved(tx, { documentId, part }))
    if (!kept) await db.$transaction((tx) => askRemoval(tx, { documentId, part, now }))
  }
  for (const { key } of await removals(db)) {
    await store.remove(key)
    await db.$transaction((tx) => recordRemoved(tx, key))
  }
  await keepTombstones(db, store, now)
  return parts.length
}

/** Puts copies of new tombstones into the store, one object for each lot: a restored database is told by them what to shred again. */
async function keepTombstones(db: Db, store: ObjectStore, now: Date): Promise<void> {
  const macs = await unkeptTombstones(db)
  if (macs.length === 0) return
  const text = Buffer.from(macs.join('\n'))
  await store.put(`tombstones/${createHash('sha256').update(text).digest('hex')}`, text)
  await db.$transaction((tx) => recordKept(tx, macs, now))
}

/** Shreds again what a restored backup brought back, by the tombstones in the store; returns how many keys it deleted. */
export async function replayKept(db: Db, store: ObjectStore | null, now: Date): Promise<number> {
  const macs: string[] = []
  for (const key of (await store?.list('tombstones/')) ?? []) {
    const text = await store?.get(key)
    if (text)
      macs.push(
        ...Buffer.from(text)
          .toString('utf8')
          .split('\n')
          .filter((mac) => /^[0-9a-f]{64}$/.test(mac)),
      )
  }
  return db.$transaction((tx) => replayTombstones(tx, macs, now), { timeout: 60_000 })
}

/** Everything that the room does again and again. */
export async function keepHouse(db: Db, now: Date): Promise<void> {
  await db.$transaction((tx) => forgetLinks(tx, now))
  await db.$transaction((tx) => rewrapSubjects(tx))
  await tidyStore(db, objectStore(), now)
}

export const examineAll = (db: Db, now: Date): Promise<number> => examineWaiting(ground(db, now))
export const replayAll = (db: Db, now: Date): Promise<number> => replayKept(db, objectStore(), now)

/** Counts the looks of every day that is over, once; returns how many alarms that raised. */
export async function reportViews(db: Db, now: Date): Promise<number> {
  const last = await db.$transaction((tx) => lastReported(tx))
  let alarms = 0
  for (const day of daysDue(last, now)) alarms += await db.$transaction((tx) => countDay(tx, { day, now }))
  return alarms
}
