import fc from 'fast-check'
import { afterEach, describe, expect } from 'vitest'
import { followLists } from '@/domains/compliance/actions/screening'
import { clearanceOf } from '@/domains/compliance/queries'
import { sha256 } from '@/kit/digest'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { acts, now, profile } from '@/test/verification'
import { importList } from './flows'
import { holdsOffice } from './queries/offices'
import { readPepCsv } from './rules/read-pep'

afterEach(() => {
  delete process.env.SCREENING_PEP
})

const HEADER = 'id,name,aliases,born,countries,gender,position'
const OFFICE = `${HEADER}\nq1,Ottilie Amtsfrau,Otti Amtsfrau;Ottilia Amtsfrau,1961-02-03,DE;AT,f,"Minister, twice"\n`
/** Somebody in office who is called like the member of the tests. */
const NAMESAKE = `${HEADER}\nq2,${profile.legalName},,${profile.dateOfBirth},DE,,Mayor\n`

describe('a file of people in office', () => {
  test('is read by the names of its columns, whatever their order and whatever else there is', () => {
    const { entries } = readPepCsv(OFFICE)
    expect(entries).toEqual([
      {
        ...{ id: 'q1', kind: 'person', births: [{ from: '1961-02-03', to: '1961-02-03' }], countries: ['DE', 'AT'] },
        names: ['Ottilie Amtsfrau', 'Otti Amtsfrau', 'Ottilia Amtsfrau'].map((name) => ({ name, weak: false })),
        ...{ gender: 'f', identifiers: [], programmes: [], remarks: 'Minister, twice' },
      },
    ])
    const few = readPepCsv('\ufeffscore,NAME,id\r\n7,Ottilie Amtsfrau,q1\r\n')
    expect(few.entries).toMatchObject([{ id: 'q1', births: [], countries: [], gender: null, remarks: '' }])
  })

  test.for([
    ['', 'it is empty'],
    ['name\nx', 'no column "id"'],
    ['id,name,id\n1,x,1', 'names "id" twice'],
    ['id,name\n1', 'row 2 has 1 fields'],
    ['id,name\n,x', 'row 2 has no id'],
    ['id,name\n1,', 'row 2 has no name'],
    ['id,name,born\n1,x,03/02/1961', 'row 2 has a date of birth'],
    ['id,name,countries\n1,x,Atlantis', 'row 2 names a country'],
    ['id,name\n1,"x', 'not closed'],
  ] as const)('is refused with a sentence that names the place: %j', ([text, words]) => {
    expect(() => readPepCsv(text)).toThrow(words)
  })

  test('property: every table of texts is read as it was written, or refused with a sentence', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 })
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
        const text = ['id,name', ...rows.map((row) => row.map(quote).join(','))].join('\n')
        const whole = rows.every(([id, name]) => id.trim() !== '' && name.trim() !== '')
        if (!whole) {
          expect(() => readPepCsv(text)).toThrow(/row \d+ has no (id|name)/)
          return
        }
        const read = readPepCsv(text).entries.map(({ id, names }) => [id, names[0]!.name])
        expect(read).toEqual(rows.map(([id, name]) => [id.trim(), name.trim()]))
      }),
      { numRuns: 300 },
    )
  })
})

const take = (db: Db, text: string, at = now) =>
  importList(
    db,
    {
      ...{ source: 'pep', origin: 'file', sha256: sha256(text).toString('hex'), bytes: text.length },
      ...{ sizeReason: 'test', now: at },
    },
    () => readPepCsv(text),
  )

/** A case that lacks nothing for an approval without people but the answers of the lists. */
async function waiting(db: Db) {
  const { submitted, run } = acts(db)
  const subject = await submitted()
  const { caseId } = subject
  const data = { state: 'screening' as const, route: 'provider', documentExpires: plus(now, 900 * DAY) }
  await db.verificationCase.update({ where: { id: caseId }, data })
  const findings = { nameAgrees: true, birthDateAgrees: true }
  const check = { caseId, attempt: 1, state: 'verified', openedAt: now, settledAt: now, findings }
  await db.identityCheck.create({ data: check })
  const follow = async () => {
    await run((tx) => followLists(tx, { caseId, now }))
    return (await clearanceOf(db, subject.personId, now)) !== null
  }
  return { ...subject, follow }
}

describe('people in office', () => {
  test('nobody is approved without people while the list is off, missing or too old', async ({ db }) => {
    const before = await waiting(db)
    expect(await before.follow()).toBe(false)
    process.env.SCREENING_PEP = 'on'
    const missing = await waiting(db)
    expect(await missing.follow()).toBe(false)
    expect(await take(db, OFFICE)).toMatchObject({ kind: 'active', rows: 1 })
    const key = `person:${missing.personId}`
    expect(await holdsOffice(db, key, now)).toBe(false)
    expect(await holdsOffice(db, key, plus(now, 31 * DAY - 1))).toBe(false)
    expect(await holdsOffice(db, key, plus(now, 31 * DAY))).toBeNull()
    expect(await holdsOffice(db, 'person:nobody', now)).toBeNull()
    delete process.env.SCREENING_PEP
    expect(await holdsOffice(db, key, now)).toBeNull()
  })

  test('with it on, who is like nobody in office is approved, and a namesake is looked at by people', async ({
    db,
  }) => {
    process.env.SCREENING_PEP = 'on'
    await take(db, OFFICE)
    expect(await (await waiting(db)).follow()).toBe(true)
    await take(db, NAMESAKE)
    const alike = await waiting(db)
    expect(await alike.follow()).toBe(false)
    const row = await db.verificationCase.findUniqueOrThrow({ where: { id: alike.caseId } })
    expect(row).toMatchObject({ state: 'in_review', hold: null, screening: 'clear' })
    // An office is no hit: nobody is held, and nobody else was compared with the list.
    expect(await db.screeningMatch.count({ where: { entity: { source: 'pep' } } })).toBe(0)
    expect(await db.screeningSweep.count({ where: { finishedAt: null } })).toBe(0)
  })
})
