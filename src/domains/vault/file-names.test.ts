import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import type { Finding } from '@/gateways/clamav/client'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { png } from '@/test/files'
import { eraseDocument, storeDocument } from './actions/documents'
import { examine, type Ground } from './flows'
import { examineWaiting } from './jobs'
import { withNames } from './queries/documents'

const now = new Date('2026-11-02T12:00:00Z')
const NAME = 'Canary Zwolfender.png'
beforeAll(localEnvironment)

const storeIt = (db: Db) => {
  const file = { kind: 'other', fileName: NAME, bytes: png(), now }
  const about = { ownerId: randomUUID(), subject: `application:${randomUUID()}` as const }
  return db.$transaction((tx) => storeDocument(tx, { ...about, ...file }))
}
const world = (db: Db, finding: Finding = 'clean'): Ground => ({ db, store: null, scanner: async () => finding, now })

describe('E17: what a file is called', () => {
  const named = async (db: Db, id: string) => {
    const row = await db.document.findUniqueOrThrow({ where: { id } })
    return { row, name: (await withNames(db, [row]))[0]?.fileName }
  }

  test('lies sealed, outlives the bytes of a refused file, and is gone with the document', async ({ db }) => {
    const id = await storeIt(db)
    expect(await examine(world(db, 'infected'), id)).toBe('infected')
    const kept = await named(db, id)
    expect(kept.name).toBe(NAME)
    expect(kept.row.fileName).toBe('')
    expect(Buffer.from(kept.row.sealedName ?? []).includes('Canary')).toBe(false)
    await db.$transaction((tx) => eraseDocument(tx, { documentId: id, actorId: null, now }))
    expect(await named(db, id)).toMatchObject({ name: '', row: { sealedName: null } })
    // Not from a copy of the row either.
    expect((await withNames(db, [kept.row]))[0]?.fileName).toBe('')
  })

  test('of a file from before is sealed by the worker, and read as before', async ({ db }) => {
    const id = await storeIt(db)
    await db.document.update({ where: { id }, data: { fileName: NAME, sealedName: null } })
    expect((await named(db, id)).name).toBe(NAME)
    await examineWaiting(world(db))
    expect(await named(db, id)).toMatchObject({ name: NAME, row: { fileName: '' } })
  })
})
