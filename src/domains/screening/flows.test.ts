import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { sha256 } from '@/kit/digest'
import { HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { freshLists } from '@/test/screening'
import { RULE } from '@/test/screening-rule'
import { importList } from './flows'
import { keepInventedLists } from './jobs/lists'
import { listsAreUsable } from './queries/holds'
import { ruleAt } from './queries/rule'
import { readListXml } from './rules/read-list'
import type { ListSource } from './schema'

const now = new Date('2026-05-01T12:00:00Z')
const textOf = (source: ListSource) => readFileSync(`prisma/demo/lists/${source}.xml`, 'utf8')
/** Imports a text as if its publisher had sent it. */
const take = (db: Db, source: ListSource, text: string, change: Partial<Parameters<typeof importList>[1]> = {}) =>
  importList(
    db,
    {
      ...{ source, origin: 'file', sha256: sha256(text).toString('hex'), bytes: text.length, sizeReason: null, now },
      ...change,
    },
    () => readListXml(source, text),
  )
const live = (db: Db, source: ListSource) => db.listEntity.count({ where: { source, live: true } })
const listOf = (db: Db, source: ListSource) => db.sanctionsList.findUniqueOrThrow({ where: { source } })

describe('a list on its way into force', () => {
  test('the numbers in force are those that tests use', async ({ db }) => {
    expect(await ruleAt(db, now)).toEqual(RULE)
  })

  test('comes into force whole; the same file again only makes it fresh', async ({ db }) => {
    expect(await take(db, 'un', textOf('un'))).toEqual({ kind: 'active', rows: 7, added: 7, removed: 0 })
    expect(await take(db, 'un', textOf('un'), { now: plus(now, HOUR) })).toEqual({ kind: 'unchanged' })
    expect(await listOf(db, 'un')).toMatchObject({ checkedAt: plus(now, HOUR), provenAt: now, alarm: null })
    expect(await db.listImport.findMany({ where: { source: 'un' } })).toMatchObject([{ state: 'active', rows: 7 }])
  })

  test('a change retires the old entry and keeps it as it was', async ({ db, pool }) => {
    const changed = textOf('un').replace('Mireille', 'Mireille-Anne')
    expect(await take(db, 'un', changed)).toMatchObject({ kind: 'active', added: 1, removed: 1 })
    const versions = await db.listEntity.findMany({ where: { externalId: 'DMi.005' }, orderBy: { live: 'asc' } })
    expect(versions.map(({ live: isLive, untilId }) => [isLive, untilId !== null])).toEqual([
      [false, true],
      [true, false],
    ])
    const states = await db.listImport.findMany({ where: { source: 'un' }, orderBy: { fetchedAt: 'asc' } })
    expect(states.map(({ state }) => state).toSorted()).toEqual(['active', 'superseded'])
    await expect(pool.query("update list_entity set kind = 'vessel' where external_id = 'DMi.005'")).rejects.toThrow(
      'an entry of a list does not change',
    )
  })

  test.for([
    ['an empty file', '', 'cannot be read'],
    ['a page in place of a file', '<!DOCTYPE html><html></html>', 'declares a document type'],
    ['a cut file', textOf('un').slice(0, 2_000), 'not well-formed'],
    ['no entry at all', '<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>', 'holds no entry'],
    ['without its known entry', textOf('un').replaceAll('QDe.004', 'QDe.999'), 'QDe.004, which every list'],
    ['an entry twice', textOf('un').replace('DMi.002', 'DMi.003'), 'DMi.003 is in the file twice'],
    ['shrunken', textOf('un').replace(/ {4}<INDIVIDUAL>[\s\S]*?<\/INDIVIDUAL>\n/, ''), 'may lose 5 % at most'],
  ])('E16: %s is refused, the old list stays and staff are told', async ([, text, words], { db }) => {
    const [before, entities] = [await listOf(db, 'un'), await live(db, 'un')]
    expect(await take(db, 'un', text!)).toMatchObject({ kind: 'rejected', problem: expect.stringContaining(words!) })
    const list = await listOf(db, 'un')
    expect(list).toEqual({ ...before, alarm: expect.stringContaining(words!), alarmAt: now })
    expect(await live(db, 'un')).toBe(entities)
    const rejected = { type: 'screening.listRejected', subjects: { has: 'list:un' } }
    expect(await db.logEntry.count({ where: rejected })).toBeGreaterThan(0)
  })

  test('E16: a swollen file is refused until somebody says why it is right; then the alarm is over', async ({ db }) => {
    const one = /<ENTITY>[\s\S]*?<\/ENTITY>/.exec(textOf('un'))![0]
    const more = [1, 2, 3].map((n) => one.replace('QDe.004', `DMe.10${n}`)).join('')
    const swollen = textOf('un').replace('<ENTITIES>', `<ENTITIES>${more}`)
    expect(await take(db, 'un', swollen)).toMatchObject({ problem: expect.stringContaining('may gain 20 % at most') })
    const sizeReason = 'Resolution 9999 added three.'
    expect(await take(db, 'un', swollen, { sizeReason })).toMatchObject({ kind: 'active', rows: 10 })
    expect(await listOf(db, 'un')).toMatchObject({ alarm: null, alarmAt: null })
  })

  test('the database knows the machine too: one file of a publisher is in force, and a refusal has a reason', async ({
    db,
  }) => {
    const arrived = { source: 'un', origin: 'file', sha256: 'x', bytes: 1, fetchedAt: now }
    await expect(db.listImport.create({ data: { ...arrived, state: 'active' } })).rejects.toThrow('Unique constraint')
    await expect(db.listImport.create({ data: { ...arrived, state: 'rejected' } })).rejects.toThrow(
      'list_import_problem',
    )
  })
})

describe('the lists of the local network', () => {
  test('are looked at again when its clock has moved, and left alone once a real file was imported', async ({ db }) => {
    await freshLists(db, now)
    expect(await listsAreUsable(db, plus(now, 72 * HOUR))).toBe(true)
    expect(await listsAreUsable(db, plus(now, 72 * HOUR + 1))).toBe(false)
    const later = plus(now, 1_000 * HOUR)
    await keepInventedLists(db, later)
    expect(await listOf(db, 'eu')).toMatchObject({ checkedAt: later, provenAt: null })
    // A file came in from outside above.
    expect(await listOf(db, 'un')).not.toMatchObject({ checkedAt: later })
    expect(await db.listEntity.count({ where: { live: true, source: 'ofac' } })).toBe(12)
  })
})
