import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Finding, Scanner } from '@/gateways/clamav/client'
import { folderStore } from '@/gateways/storage/folder'
import type { ObjectStore } from '@/gateways/storage/store'
import { HOUR, MINUTE, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { seal } from '@/server/envelope'
import type { Viewer } from '@/server/viewer'
import { anotherDatabase, test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { jpeg, pdf, png } from '@/test/files'
import { eraseDocument, storeDocument, type Upload } from './actions/documents'
import { linkDocument } from './actions/views'
import { configuredScanner, examine, type Ground, readPart, readView } from './flows'
import { examineWaiting, replayKept, tidyStore } from './jobs'
import { allClean, documentsOf } from './queries/documents'
import { QUOTA } from './rules/document'
import type { Subject } from './schema'

const now = new Date('2026-05-01T12:00:00Z')
beforeAll(localEnvironment)

const folder = mkdtempSync(path.join(tmpdir(), 'vault-'))
afterAll(() => rmSync(folder, { recursive: true }))
const store = folderStore(folder)

const newSubject = (): Subject => `application:${randomUUID()}`
const storeIt = (db: Db, change: Partial<Upload> = {}) => {
  const file = { kind: 'other', fileName: 'Plan.png', bytes: png(), now }
  return db.$transaction((tx) =>
    storeDocument(tx, { ownerId: randomUUID(), subject: newSubject(), ...file, ...change }),
  )
}
const world = (db: Db, change: Partial<Ground> = {}): Ground => ({ db, store: null, scanner: null, now, ...change })
const says =
  (finding: Finding): Scanner =>
  async () =>
    finding
const stateOf = async (db: Db, id: string) => {
  const { state, problem, pages } = await db.document.findUniqueOrThrow({ where: { id } })
  return { state, problem, pages }
}
const eraseIt = (db: Db, documentId: string) =>
  db.$transaction((tx) => eraseDocument(tx, { documentId, actorId: null, now }))
const viewerOf = (personId: string): Viewer => ({
  ...{
    personId,
    sessionId: randomUUID(),
    roles: ['member'],
    displayName: 'Somebody',
    wallets: [],
    secondFactorAt: now,
    steppedUp: 'every act',
  },
})

describe('a document', () => {
  test('waits in quarantine, unreadable in the database, until it was examined', async ({ db, pool }) => {
    const bytes = pdf('/Marker (canary-4711)')
    const id = await storeIt(db, { bytes, fileName: 'plan.pdf' })
    expect(await stateOf(db, id)).toEqual({ state: 'quarantined', problem: null, pages: 0 })
    const { rows } = await pool.query(
      `select position('canary-4711'::bytea in sealed) as at from document_object where document_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ at: 0 }])
    const staff = viewerOf(randomUUID())
    const open = () =>
      db.$transaction((tx) => linkDocument(tx, { documentId: id, viewer: staff, purpose: 'application', now }))
    await expect(open()).rejects.toMatchObject({ code: 'vault.notClean' })
    expect(await examine(world(db), id)).toBe('clean')
    expect(await stateOf(db, id)).toEqual({ state: 'clean', problem: null, pages: 1 })
    expect((await open()).tokens).toHaveLength(1)
    expect((await readPart(world(db), id, 0)).equals(bytes)).toBe(true)
  })

  test('examined by three at once is settled once', async ({ db }) => {
    const id = await storeIt(db)
    expect(await Promise.all([1, 2, 3].map(() => examine(world(db), id)))).toEqual(['clean', 'clean', 'clean'])
    expect(await db.logEntry.count({ where: { type: 'vault.documentExamined', body: { contains: id } } })).toBe(1)
  })

  test('says nothing of its content or name in the log, and its record cannot be changed', async ({ db, pool }) => {
    const id = await storeIt(db, { fileName: 'Ann Smith passport.png' })
    const { sha256 } = await db.document.findUniqueOrThrow({ where: { id } })
    const entries = await db.logEntry.findMany({ where: { body: { contains: id } } })
    expect(entries.map(({ type }) => type)).toEqual(['vault.documentStored'])
    for (const { body } of entries) {
      expect(body).not.toContain('Ann')
      expect(body).not.toContain(sha256!)
    }
    await expect(pool.query('delete from document_view')).rejects.toThrow(/append-only/)
    await expect(pool.query(`update document set pages = 1 where id = '${id}'`)).rejects.toThrow(/pages_when_seen/)
    await expect(
      pool.query(
        `insert into view_link select repeat('a', 64), '${id}', 1, 'case', id, id, now() from document limit 1`,
      ),
    ).rejects.toThrow(/not there to be seen/)
  })

  test('is gone for everybody once erased, and erasing twice changes nothing', async ({ db }) => {
    const id = await storeIt(db)
    await examine(world(db), id)
    await eraseIt(db, id)
    await eraseIt(db, id)
    await expect(readPart(world(db), id, 0)).rejects.toMatchObject({ code: 'vault.erased' })
    expect(await db.document.findUniqueOrThrow({ where: { id } })).toMatchObject({
      ...{ state: 'shredded', sha256: null, salt: null, fileName: '', pages: 0 },
    })
    expect(await db.vaultSubject.count({ where: { subject: `document:${id}` } })).toBe(0)
    expect(await db.logEntry.count({ where: { type: 'vault.documentErased', body: { contains: id } } })).toBe(1)
  })

  test('erased while it is examined stays erased', async ({ db }) => {
    const id = await storeIt(db)
    const scanner: Scanner = async () => {
      await eraseIt(db, id)
      return 'clean'
    }
    expect(await examine(world(db, { scanner }), id)).toBe('shredded')
    expect(await db.documentObject.count({ where: { documentId: id } })).toBe(0)
  })

  test('that cannot be read keeps nobody else waiting, and has its turn again', async ({ db }) => {
    const [bad, good] = [await storeIt(db), await storeIt(db)]
    const key = await db.vaultSubject.findUniqueOrThrow({ where: { subject: `document:${bad}` } })
    await db.vaultSubject.update({ where: { subject: key.subject }, data: { keyId: 'away' } })
    const later = plus(now, MINUTE)
    await examineWaiting(world(db, { now: later }))
    expect(await stateOf(db, good)).toMatchObject({ state: 'clean' })
    expect(await db.document.findUniqueOrThrow({ where: { id: bad } })).toMatchObject({
      ...{ state: 'quarantined', examinedAt: later },
    })
    await db.vaultSubject.update({ where: { subject: key.subject }, data: { keyId: key.keyId } })
    await examineWaiting(world(db, { now: plus(later, MINUTE) }))
    expect(await stateOf(db, bad)).toMatchObject({ state: 'clean' })
  })

  test('of the old form is sealed anew by the worker and examined', async ({ db }) => {
    const ownerId = randomUUID()
    const id = await storeIt(db, { ownerId })
    await db.documentObject.deleteMany({ where: { documentId: id } })
    await db.documentOldForm.create({ data: { documentId: id, ...seal(png(), `document:${id}:${ownerId}`) } })
    await examineWaiting(world(db, { now: plus(now, MINUTE) }))
    expect(await stateOf(db, id)).toMatchObject({ state: 'clean' })
    expect(await db.documentOldForm.count()).toBe(0)
    expect((await readPart(world(db), id, 0)).equals(png())).toBe(true)
  })
})

describe('E4: malware', () => {
  test('found by the scanner ends the file: its bytes are gone, and its sender reads why', async ({ db }) => {
    const id = await storeIt(db)
    expect(await examine(world(db, { scanner: says('infected') }), id)).toBe('infected')
    expect(await stateOf(db, id)).toEqual({ state: 'infected', problem: 'malware', pages: 0 })
    expect(await db.documentObject.count({ where: { documentId: id } })).toBe(0)
  })

  test('a scanner that is down keeps the file from everybody; it is scanned again, and clean only then', async ({
    db,
  }) => {
    const subject = newSubject()
    const id = await storeIt(db, { subject })
    const away = world(db, { scanner: says('error') })
    expect(await examine(away, id)).toBe('scan_error')
    expect(await allClean(db, subject)).toBe(false)
    const late = plus(now, HOUR)
    await examineWaiting({ ...away, now: late })
    expect(await stateOf(db, id)).toEqual({ state: 'scan_error', problem: 'scanner_away', pages: 0 })
    await examineWaiting(world(db, { scanner: says('clean'), now: plus(late, HOUR) }))
    expect(await stateOf(db, id)).toEqual({ state: 'clean', problem: null, pages: 1 })
    expect(await allClean(db, subject)).toBe(true)
  })

  test('no scanner at all: allowed on the local network, a wait in production elsewhere', async ({ db }) => {
    const { NODE_ENV, FLOTILLA_NETWORK } = process.env
    const set = (NODE_ENV: string | undefined, FLOTILLA_NETWORK: string | undefined) =>
      Object.assign(process.env, { NODE_ENV, FLOTILLA_NETWORK })
    try {
      set('production', 'k2-testnet')
      const scanner = configuredScanner()
      const id = await storeIt(db)
      expect(await examine(world(db, { scanner }), id)).toBe('scan_error')
      set('production', 'local')
      expect(configuredScanner()).toBeNull()
    } finally {
      set(NODE_ENV, FLOTILLA_NETWORK)
    }
  })
})

describe('the object store', () => {
  const everything = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? readFileSync(path.join(entry.parentPath, entry.name), 'latin1') : [],
    )

  test('gets sealed bytes only, gives them back, and loses them with the document', async ({ db }) => {
    const owner = randomUUID()
    const id = await storeIt(db, { ownerId: owner, bytes: pdf('/Marker (canary-4711)'), fileName: 'plan.pdf' })
    await examine(world(db), id)
    while ((await tidyStore(db, store, now)) > 0);
    expect(await db.documentObject.count({ where: { sealed: { not: null }, documentId: id } })).toBe(0)
    expect(await store.list(`documents/${id}`)).toEqual([`documents/${id}/0`, `documents/${id}/1`])
    expect(everything().filter((text) => /canary|%PDF|JFIF/.test(text))).toEqual([])
    const viewer = viewerOf(owner)
    const { tokens } = await db.$transaction((tx) => linkDocument(tx, { documentId: id, viewer, purpose: 'own', now }))
    const { bytes } = await readView(world(db, { store }), { token: tokens[0]!, viewer })
    expect(Buffer.from(bytes).includes('canary-4711')).toBe(true)
    await eraseIt(db, id)
    await tidyStore(db, store, now)
    expect(await store.list(`documents/${id}`)).toEqual([])
    expect(await db.objectRemoval.count()).toBe(0)
  })

  test('that is away costs a way and a sentence, not the document', async ({ db }) => {
    const id = await storeIt(db)
    await examine(world(db), id)
    while ((await tidyStore(db, store, now)) > 0);
    const away: ObjectStore = { ...store, get: () => Promise.reject(new Error('away')) }
    await expect(readPart(world(db, { store: away }), id, 1)).rejects.toMatchObject({ code: 'vault.storeAway' })
    expect((await readPart(world(db, { store }), id, 1)).subarray(0, 2).toString('hex')).toBe('ffd8')
  })

  test('a document erased while its bytes are on their way leaves none behind', async ({ db }) => {
    const id = await storeIt(db)
    await examine(world(db), id)
    const slow: ObjectStore = {
      ...store,
      put: async (key, bytes) => {
        if (key.startsWith(`documents/${id}/`)) await eraseIt(db, id)
        await store.put(key, bytes)
      },
    }
    await tidyStore(db, slow, now)
    await tidyStore(db, store, now)
    expect(await store.list(`documents/${id}`)).toEqual([])
  })

  test('E23: keeps tombstones apart from the database; a restored backup is shredded by them', async ({ db }) => {
    const id = await storeIt(db)
    const restored = await anotherDatabase()
    const [keys, document] = [
      await db.vaultSubject.findMany(),
      await db.document.findUniqueOrThrow({ where: { id }, include: { objects: true } }),
    ]
    const { objects, ...row } = document
    await restored.db.vaultSubject.createMany({ data: keys })
    await restored.db.document.create({ data: row })
    await restored.db.documentObject.createMany({ data: objects })
    expect((await readPart(world(restored.db), id, 0)).equals(png())).toBe(true)
    await eraseIt(db, id)
    await tidyStore(db, store, now)
    expect(await db.vaultTombstone.count({ where: { keptAt: null } })).toBe(0)
    expect(await replayKept(restored.db, store, now)).toBeGreaterThan(0)
    await expect(readPart(world(restored.db), id, 0)).rejects.toMatchObject({ code: 'vault.shredded' })
    await restored.close()
  })
})

// Last: it leaves many files that wait.
describe('E1: what a subject may send', () => {
  test('no empty file, none over 10 MB', async ({ db }) => {
    await expect(storeIt(db, { bytes: Buffer.alloc(0) })).rejects.toMatchObject({ code: 'vault.empty' })
    await expect(storeIt(db, { bytes: Buffer.alloc(10_000_001) })).rejects.toThrow('at most 10 MB')
    const picture = Buffer.concat([jpeg(), Buffer.alloc(10_000_000)])
    await expect(storeIt(db, { bytes: picture })).rejects.toThrow('at most 10 MB')
  })

  test('ten files an hour, however many come at once, and more when the hour is over', async ({ db }) => {
    const subject = newSubject()
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => storeIt(db, { subject })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(QUOTA.uploadsAnHour)
    const almost = storeIt(db, { subject, now: plus(now, HOUR - 1) })
    await expect(almost).rejects.toMatchObject({ code: 'vault.tooOften' })
    await storeIt(db, { subject, now: plus(now, HOUR) })
    expect(await documentsOf(db, subject)).toHaveLength(QUOTA.uploadsAnHour + 1)
  })

  test('forty files and 100 MB at a time', async ({ db }) => {
    const subject = newSubject()
    for (let n = 0; n < QUOTA.files; n += 1) await storeIt(db, { subject, now: plus(now, n * HOUR) })
    const later = plus(now, 50 * HOUR)
    await expect(storeIt(db, { subject, now: later })).rejects.toMatchObject({ code: 'vault.tooMany' })
    const large = newSubject()
    const id = await storeIt(db, { subject: large })
    await db.document.update({ where: { id }, data: { size: 10_000_000 } })
    for (let n = 0; n < 9; n += 1) {
      const more = await storeIt(db, { subject: large, now: later })
      await db.document.update({ where: { id: more }, data: { size: 10_000_000 } })
    }
    const over = storeIt(db, { subject: large, now: plus(later, 2 * HOUR) })
    await expect(over).rejects.toMatchObject({ code: 'vault.tooMuch' })
  })
})
