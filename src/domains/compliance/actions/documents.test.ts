import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Db } from '@/server/db'
import type { Role, Viewer } from '@/server/viewer'
import { test } from '@/test/db'
import { jpeg, pdf, png } from '@/test/files'
import { documentsOf } from '../queries'
import { MAX_DOCUMENTS } from '../schema'
import { eraseDocument, openDocument, storeDocument } from './documents'
import { rewrapDocuments } from './rotation'

const now = new Date('2026-05-01T12:00:00Z')
const firstKey = randomBytes(32).toString('base64')
process.env.DOCUMENT_KEY = firstKey

const viewer = (personId: string, roles: readonly Role[] = ['member'], secondFactorAt: Date | null = now): Viewer => ({
  personId,
  sessionId: randomUUID(),
  roles,
  displayName: 'Somebody',
  wallets: [],
  secondFactorAt,
})

const store = (db: Db, ownerId: string, change: Partial<Parameters<typeof storeDocument>[1]> = {}) =>
  db.$transaction((tx) =>
    storeDocument(tx, {
      ownerId,
      subject: 'application:0198b0a0-0000-7000-8000-000000000001',
      kind: 'registry_extract',
      fileName: 'Extract.pdf',
      bytes: pdf(),
      now,
      ...change,
    }),
  )

const open = (db: Db, documentId: string, by: Viewer) =>
  db.$transaction((tx) => openDocument(tx, { documentId, viewer: by, now }))

describe('a document', () => {
  test('comes back to its owner as it was sent, and the database never holds its bytes', async ({ db, pool }) => {
    const ann = randomUUID()
    const bytes = pdf('/Marker (canary-4711)')
    const id = await store(db, ann, { bytes })
    const opened = await open(db, id, viewer(ann))
    expect(Buffer.from(opened.bytes).equals(bytes)).toBe(true)
    expect(opened).toMatchObject({ fileName: 'Extract.pdf', contentType: 'application/pdf' })
    const { rows } = await pool.query(
      `select position('canary-4711'::bytea in ciphertext) as at from document where id = $1`,
      [id],
    )
    expect(rows).toEqual([{ at: 0 }])
  })

  test('keeps a harmless name with the ending of its content', async ({ db }) => {
    const ann = randomUUID()
    const subject = `application:${randomUUID()}` as const
    await store(db, ann, { subject, bytes: png(), fileName: '..\\..\\<img src=x onerror=alert(1)>\u202egpj.exe' })
    await store(db, ann, { subject, bytes: jpeg(), fileName: '.htaccess' })
    expect((await documentsOf(db, subject)).map(({ fileName }) => fileName).sort()).toEqual([
      'document.jpg',
      'img src x onerror alert 1 gpj.png',
    ])
  })

  test('of more than 10 MB, of no bytes or of another type is refused', async ({ db }) => {
    const ann = randomUUID()
    await expect(store(db, ann, { bytes: Buffer.alloc(10_000_001) })).rejects.toThrow('at most 10 MB')
    await expect(store(db, ann, { bytes: Buffer.alloc(0) })).rejects.toThrow('empty')
    await expect(store(db, ann, { bytes: Buffer.from('MZ a program') })).rejects.toThrow('JPEG, PNG or PDF')
  })

  test('does not exist for strangers, nor for staff without a second factor', async ({ db }) => {
    const id = await store(db, randomUUID())
    for (const other of [
      viewer(randomUUID()),
      viewer(randomUUID(), ['issuer']),
      viewer(randomUUID(), ['admin']),
      viewer(randomUUID(), ['reviewer'], null),
    ])
      await expect(open(db, id, other)).rejects.toMatchObject({ code: 'compliance.noDocument', kind: 'missing' })
    await expect(open(db, randomUUID(), viewer(randomUUID()))).rejects.toMatchObject({ code: 'compliance.noDocument' })
  })

  test('leaves a row and a log entry each time that it is opened, without a word about its content', async ({
    db,
    pool,
  }) => {
    const ann = randomUUID()
    const reviewer = randomUUID()
    const id = await store(db, ann, { fileName: 'Ann Smith passport.pdf' })
    await open(db, id, viewer(reviewer, ['reviewer']))
    await open(db, id, viewer(reviewer, ['reviewer']))
    expect(await db.documentView.count({ where: { documentId: id, viewerId: reviewer } })).toBe(2)
    const entries = await db.logEntry.findMany({ where: { body: { contains: id } } })
    expect(entries.map(({ type }) => type).sort()).toEqual([
      'compliance.documentStored',
      'compliance.documentViewed',
      'compliance.documentViewed',
    ])
    const document = await db.document.findUniqueOrThrow({ where: { id } })
    for (const { body } of entries) {
      expect(body).not.toContain('Ann')
      expect(body).not.toContain(document.sha256!)
    }
    await expect(pool.query('delete from document_view where document_id = $1', [id])).rejects.toThrow(/append-only/)
  })

  test('is gone for everybody once erased, and erasing twice changes nothing', async ({ db }) => {
    const ann = randomUUID()
    const id = await store(db, ann)
    await db.$transaction((tx) => eraseDocument(tx, { documentId: id, actorId: ann, now }))
    await db.$transaction((tx) => eraseDocument(tx, { documentId: id, actorId: ann, now }))
    await expect(open(db, id, viewer(ann))).rejects.toMatchObject({ code: 'compliance.erased' })
    expect(await db.document.findUniqueOrThrow({ where: { id } })).toMatchObject({
      ciphertext: null,
      wrappedKey: null,
      sha256: null,
      fileName: '',
    })
    expect(await db.logEntry.count({ where: { type: 'compliance.documentErased', body: { contains: id } } })).toBe(1)
  })

  test('opens after the key was rotated, with the new key alone', async ({ db }) => {
    const ann = randomUUID()
    const id = await store(db, ann)
    process.env.DOCUMENT_KEY = randomBytes(32).toString('base64')
    process.env.DOCUMENT_KEYS_RETIRED = firstKey
    while ((await db.$transaction((tx) => rewrapDocuments(tx))) > 0);
    process.env.DOCUMENT_KEYS_RETIRED = ''
    expect(Buffer.from((await open(db, id, viewer(ann))).bytes).equals(pdf())).toBe(true)
  })

  test('the limit of documents holds against thirty uploads at once', async ({ db }) => {
    const ann = randomUUID()
    const subject = `application:${randomUUID()}` as const
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, () => store(db, ann, { subject, bytes: png() })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_DOCUMENTS)
    expect(await documentsOf(db, subject)).toHaveLength(MAX_DOCUMENTS)
  })
})
