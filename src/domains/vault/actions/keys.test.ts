import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Db } from '@/server/db'
import { inTransaction } from '@/server/sql'
import { anotherDatabase, test } from '@/test/db'
import { openFor, openMany } from '../queries/keys'
import type { Subject } from '../schema'
import { replayTombstones, rewrapSubjects, sealFor, sealMany, shred } from './keys'

const now = new Date('2026-05-01T12:00:00Z')
const firstKey = randomBytes(32).toString('base64')
process.env.DOCUMENT_KEY = firstKey

const someone = (): Subject => `person:${randomUUID()}`
const seal = (db: Db, subject: Subject, text: string, purpose = 'name') =>
  db.$transaction((tx) => sealFor(tx, subject, purpose, Buffer.from(text)))
const shredIt = (db: Db, subject: Subject) => db.$transaction((tx) => shred(tx, { subject, actorId: null, now }))

describe('a subject’s data key', () => {
  test('opens what it sealed, for the same subject and purpose only', async ({ db }) => {
    const [ann, ben] = [someone(), someone()]
    const sealed = await seal(db, ann, 'Canary Ann')
    await seal(db, ben, 'Ben')
    expect((await openFor(db, ann, 'name', sealed)).toString()).toBe('Canary Ann')
    await expect(openFor(db, ben, 'name', sealed)).rejects.toThrow()
    await expect(openFor(db, ann, 'address', sealed)).rejects.toThrow()
    expect(Buffer.from(sealed).includes('Canary')).toBe(false)
  })

  test('does not open what differs by one bit, or was cut anywhere', async ({ db }) => {
    const ann = someone()
    const sealed = await seal(db, ann, 'passport')
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        const other = Uint8Array.from(sealed)
        other[at] = other[at]! ^ (1 << bit)
        await expect(openFor(db, ann, 'name', other)).rejects.toThrow()
        await expect(openFor(db, ann, 'name', sealed.subarray(0, at))).rejects.toThrow()
      }),
      { numRuns: 40 },
    )
  })

  test('is made once when twenty seal at the same moment', async ({ db }) => {
    const ann = someone()
    const sealed = await Promise.all(Array.from({ length: 20 }, (_, n) => seal(db, ann, `value ${n}`)))
    const opened = await openMany(
      db,
      sealed.map((value) => ({ subject: ann, purpose: 'name', sealed: value })),
    )
    expect(opened.map(String)).toEqual(sealed.map((_, n) => `value ${n}`))
    expect(await db.vaultSubject.count({ where: { subject: ann } })).toBe(1)
  })

  test('once shredded opens nothing, is never made anew, and leaves no trace of the subject', async ({ db }) => {
    const [ann, ben] = [someone(), someone()]
    const sealed = await seal(db, ann, 'Ann')
    const other = await seal(db, ben, 'Ben')
    await shredIt(db, ann)
    await shredIt(db, ann)
    await expect(openFor(db, ann, 'name', sealed)).rejects.toMatchObject({ code: 'vault.shredded' })
    await expect(seal(db, ann, 'again')).rejects.toMatchObject({ code: 'vault.shredded' })
    const many = await openMany(db, [
      { subject: ann, purpose: 'name', sealed },
      { subject: ben, purpose: 'name', sealed: other },
    ])
    expect(many.map((value) => value?.toString() ?? null)).toEqual([null, 'Ben'])
    expect(await db.logEntry.count({ where: { type: 'vault.shredded', subjects: { has: ann } } })).toBe(1)
    const tombs = await db.vaultTombstone.findMany()
    expect(JSON.stringify(tombs)).not.toContain(ann.slice('person:'.length))
  })

  test('sealing and shredding at once ends in one of two ways, and never with a key for what was shredded', async ({
    db,
  }) => {
    for (let round = 0; round < 10; round += 1) {
      const ann = someone()
      const results = await Promise.allSettled([seal(db, ann, 'a'), shredIt(db, ann), seal(db, ann, 'b')])
      expect(results[1]!.status).toBe('fulfilled')
      expect(await db.vaultSubject.count({ where: { subject: ann } })).toBe(0)
    }
  })

  test('E23: a backup that brings an erased person back is shredded again when its tombstones are replayed', async ({
    db,
  }) => {
    const [ann, ben] = [someone(), someone()]
    const sealed = await seal(db, ann, 'Canary Ann')
    const kept = await seal(db, ben, 'Ben')
    const restored = await anotherDatabase()
    await restored.db.vaultSubject.createMany({ data: await db.vaultSubject.findMany() })
    expect((await openFor(restored.db, ann, 'name', sealed)).toString()).toBe('Canary Ann')

    await shredIt(db, ann)
    const macs = (await db.vaultTombstone.findMany()).map(({ mac }) => mac)
    const replay = () => restored.db.$transaction((tx) => replayTombstones(tx, macs, now))
    expect(await replay()).toBe(1)
    expect(await replay()).toBe(0)
    await expect(openFor(restored.db, ann, 'name', sealed)).rejects.toMatchObject({ code: 'vault.shredded' })
    await expect(seal(restored.db, ann, 'again')).rejects.toMatchObject({ code: 'vault.shredded' })
    expect((await openFor(restored.db, ben, 'name', kept)).toString()).toBe('Ben')
    await restored.close()
  })

  test('a hundred thousand names open in one call, each key unwrapped once', async ({ db }) => {
    const people = Array.from({ length: 5_000 }, () => someone())
    const values = people.map((subject, n) => ({ subject, purpose: 'name', bytes: Buffer.from(`Person ${n}`) }))
    const sealed = await inTransaction(db, (sql) => sealMany(sql, values))
    const twenty = people.flatMap((subject, n) => Array(20).fill({ subject, purpose: 'name', sealed: sealed[n]! }))
    const opened = await openMany(db, twenty)
    expect(opened).toHaveLength(100_000)
    expect(opened.at(-1)?.toString()).toBe('Person 4999')
  })

  test('survives a rotation of the installation’s key: keys are wrapped anew, what they sealed stays as it is', async ({
    db,
  }) => {
    const ann = someone()
    const sealed = await seal(db, ann, 'Ann')
    process.env.DOCUMENT_KEY = randomBytes(32).toString('base64')
    process.env.DOCUMENT_KEYS_RETIRED = firstKey
    expect((await openFor(db, ann, 'name', sealed)).toString()).toBe('Ann')
    while ((await db.$transaction((tx) => rewrapSubjects(tx))) > 0);
    process.env.DOCUMENT_KEYS_RETIRED = ''
    expect((await openFor(db, ann, 'name', sealed)).toString()).toBe('Ann')
  })
})
