import { clamav, type Scanner } from '@/gateways/clamav/client'
import { sanitise } from '@/gateways/sanitiser/client'
import { objectStore } from '@/gateways/storage/client'
import type { ObjectStore } from '@/gateways/storage/store'
import type { Db } from '@/server/db'
import { isLocal } from '@/server/local'
import { log } from '@/server/log'
import type { Viewer } from '@/server/viewer'
import { type Examination, settleExamination } from './actions/examination'
import { type Redeemed, redeemLink } from './actions/views'
import { documentFacts, sealedPart, toExamine, unscanned } from './queries/documents'
import { openFor } from './queries/keys'
import { FAULT_EVENTS, keyOf, objectKey, partPurpose, refuseDocument, sniffType, typeProblem } from './rules/document'
import type { DocumentState, Problem } from './schema'

/** What reading and examining documents needs of the world. `scanner` null: there is none, and that is allowed here. */
export type Ground = { db: Db; store: ObjectStore | null; scanner: Scanner | null; now: Date }

const NEVER: Scanner = async () => 'error'

/**
 * The scanner of CLAMAV_SOCKET. Without one a file passes unscanned on the local network and in development; in production on any
 * other network it waits, as if the scanner were away.
 */
export function configuredScanner(): Scanner | null {
  const socket = process.env.CLAMAV_SOCKET
  if (socket) return clamav(socket)
  return isLocal() || process.env.NODE_ENV !== 'production' ? null : NEVER
}

/** Whether files are scanned (`off`: not here; `missing`: they wait for one), and how many wait for an answer. */
export async function scannerState(db: Db): Promise<{ scanner: 'on' | 'off' | 'missing'; waiting: number }> {
  const scanner = configuredScanner()
  return { scanner: scanner === null ? 'off' : scanner === NEVER ? 'missing' : 'on', waiting: await unscanned(db) }
}

/** The ground as this process is configured. */
export const ground = (db: Db, now: Date): Ground => ({ db, store: objectStore(), scanner: configuredScanner(), now })

/** One part of a document, opened. Refuses when it was erased or the store does not answer. */
export async function readPart({ db, store }: Pick<Ground, 'db' | 'store'>, documentId: string, part: number) {
  const here = await sealedPart(db, documentId, part)
  if (here === undefined) throw refuseDocument.erased()
  const sealed = here ?? (await fetched(store, objectKey(documentId, part)))
  return openFor(db, keyOf(documentId), partPurpose(part), sealed)
}

async function fetched(store: ObjectStore | null, key: string): Promise<Uint8Array> {
  const sealed = await store?.get(key).catch((error: unknown) => {
    log.warn({ err: error }, 'the object store does not answer')
    return null
  })
  if (!sealed) throw refuseDocument.storeAway()
  return sealed
}

/** Uses up a way to a document and reads what it leads to. */
export async function readView(
  { db, store, now }: Pick<Ground, 'db' | 'store' | 'now'>,
  { token, viewer }: { token: string; viewer: Viewer },
): Promise<Redeemed & { bytes: Uint8Array }> {
  const link = await db.$transaction((tx) => redeemLink(tx, { token, viewer, now }))
  return { ...link, bytes: await readPart({ db, store }, link.documentId, link.part) }
}

/**
 * Examines a document that waits: type, scanner, and pages drawn anew in a process of its own; then writes down how it ended. The
 * file is held in memory, never on a disk in the clear. Does nothing to one that was examined. Returns its state.
 */
export async function examine(world: Ground, documentId: string): Promise<DocumentState | null> {
  const { db, now } = world
  const waiting = await toExamine(db, documentId)
  if (!waiting) return (await documentFacts(db, documentId))?.state ?? null
  const bytes = await readPart(world, documentId, 0)
  const finding = await findingsOf(world, bytes, waiting.fileName)
  return db.$transaction((tx) => settleExamination(tx, { documentId, from: waiting.state, ...finding, now }), {
    timeout: 30_000,
  })
}

type Findings = Pick<Examination, 'events' | 'problem' | 'pages'>
const refused = (problem: Problem, ...events: Findings['events'][number][]): Findings => ({
  events,
  problem,
  pages: [],
})

async function findingsOf({ scanner }: Ground, bytes: Buffer, fileName: string): Promise<Findings> {
  const wrong = typeProblem(bytes, fileName)
  const type = sniffType(bytes)
  if (wrong || !type) return refused(wrong ?? 'not_taken', 'refuse_type')
  const scanned = scanner ? await scanner(bytes) : 'clean'
  if (scanned === 'infected') return refused('malware', 'take_type', 'find_malware')
  if (scanned === 'error') return refused('scanner_away', 'take_type', 'fail_to_scan')
  const verdict = await sanitise(bytes, type)
  if (verdict.ok)
    return { events: ['take_type', 'find_nothing', 'draw', 'publish'], problem: null, pages: verdict.pages }
  return refused(verdict.fault, 'take_type', 'find_nothing', FAULT_EVENTS[verdict.fault])
}

/** Examines a document of its sender's and says how that ended. To everybody else it does not exist. */
export async function examineOwn(
  world: Ground,
  { documentId, viewer }: { documentId: string; viewer: Viewer },
): Promise<{ state: DocumentState; problem: Problem | null }> {
  const facts = await documentFacts(world.db, documentId)
  if (facts?.ownerId !== viewer.personId || facts.erasedAt) throw refuseDocument.noDocument()
  await examine(world, documentId)
  const after = await documentFacts(world.db, documentId)
  if (!after) throw refuseDocument.noDocument()
  return { state: after.state, problem: after.problem as Problem | null }
}
