import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIST_SOURCES, type ListSource } from '../schema'
import { ListReader, readListXml } from './read-list'
import { readOfacCsv } from './read-ofac-csv'

const textOf = (source: ListSource) => readFileSync(`prisma/demo/lists/${source}.xml`, 'utf8')
const entryOf = (source: ListSource, id: string) =>
  readListXml(source, textOf(source)).entries.find((entry) => entry.id === id)

describe('the lists in XML', () => {
  test('hold what their publishers wrote', () => {
    const counts = LIST_SOURCES.map((source) => readListXml(source, textOf(source)).entries.length)
    expect(counts).toEqual([12, 7, 5, 5])
    for (const source of LIST_SOURCES)
      expect(readListXml(source, textOf(source)).publishedAt?.toISOString()).toMatch(/^2026-02-27T/)
  })

  test('an entry of OFAC', () => {
    expect(entryOf('ofac', '90001')).toEqual({
      ...{ id: '90001', kind: 'person', programmes: ['DEMO'], remarks: '', gender: 'm', countries: ['YE'] },
      names: [
        { name: 'Hadim Yusran Al-Kettani', weak: false },
        { name: 'Hadim Kettany', weak: false },
      ],
      births: [{ from: '1971-01-01', to: '1971-12-31' }],
      identifiers: [
        { kind: 'passport', value: 'YE0093311', country: 'YE' },
        { kind: 'wallet', value: 'BLock3dWa11etBLock3dWa11etBLock3dWa11et1111', country: null },
      ],
    })
    expect(entryOf('ofac', '306')?.names.at(-1)).toEqual({ name: 'Iron Velimir', weak: true })
    expect(entryOf('ofac', '90101')).toMatchObject({ kind: 'organisation', countries: ['RS'] })
  })

  test('an entry of the United Nations', () => {
    expect(entryOf('un', 'DMi.001')).toMatchObject({
      names: [
        { name: 'ANSELMO TARRAGUEZ BOLOMBI', weak: false },
        { name: 'Anselme Tarragués', weak: false },
        { name: 'Commandant Tonnerre', weak: true },
      ],
      ...{ births: [{ from: '1972-08-19', to: '1972-08-19' }], countries: ['CD'], gender: 'm' },
      identifiers: [{ kind: 'passport', value: 'CD0012345', country: 'CD' }],
    })
    // About 1969 is a year to either side.
    expect(entryOf('un', 'DMi.002')?.births).toEqual([{ from: '1968-01-01', to: '1970-12-31' }])
    expect(entryOf('un', 'QDe.004')).toMatchObject({ kind: 'organisation', countries: ['SO'] })
  })

  test('an entry of the European Union', () => {
    expect(entryOf('eu', 'EU.9002.2')).toMatchObject({
      ...{ kind: 'person', gender: 'm', countries: ['BY'], births: [{ from: '1970-06-01', to: '1970-06-01' }] },
      names: [{ name: 'Siarhei Karpovenka' }, { name: 'Sergei Karpovenko' }, { name: 'Сергей Карповенко' }],
      identifiers: [{ kind: 'passport', value: 'BY8812045', country: 'BY' }],
    })
    expect(entryOf('eu', 'EU.9101.5')).toMatchObject({ identifiers: [{ kind: 'registration', value: '193000001' }] })
  })

  test('an entry of the United Kingdom', () => {
    expect(entryOf('uk', 'DEM0003')).toMatchObject({
      ...{ kind: 'person', gender: 'f', countries: ['UZ'], births: [{ from: '1974-11-05', to: '1974-11-05' }] },
      names: [{ name: 'Gulnara TASHMUKHA' }, { name: 'Gulya', weak: true }, { name: 'Гульнара Ташмуха' }],
      identifiers: [{ kind: 'passport', value: 'UZ2230098' }],
    })
    expect(entryOf('uk', 'DEM0002')?.births).toEqual([{ from: '1961-01-01', to: '1961-12-31' }])
    expect(entryOf('uk', 'DEM0201')?.kind).toBe('vessel')
  })

  test('read the same in any pieces', () => {
    const text = textOf('eu')
    const whole = readListXml('eu', text).entries
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 997 }), (size) => {
        const reader = new ListReader('eu')
        for (let from = 0; from < text.length; from += size) reader.push(text.slice(from, from + size))
        expect(reader.end().entries).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  test('E16: what is no list of this publisher is refused with the reason', () => {
    expect(() => readListXml('un', textOf('eu'))).toThrow('begins with <export>, not with <CONSOLIDATED_LIST>')
    expect(() => readListXml('uk', '<Designations><Designation/></Designations>')).toThrow('has no UniqueID')
    expect(() => readListXml('ofac', textOf('ofac').slice(0, 3_000))).toThrow('not well-formed')
    const nameless = textOf('ofac')
      .replace('<lastName>Zorkanov</lastName>', '')
      .replace('<firstName>Velimir</firstName>', '')
    expect(() => readListXml('ofac', nameless)).toThrow('entry 306 has no name')
  })
})

describe('the lists of OFAC in commas', () => {
  const files = {
    sdn: [
      '306,"HARBOUR BANK",-0- ,"DEMO",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'HB\'."',
      '90001,"AL-KETTANI, Hadim Yusran","individual","DEMO] [OTHER",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Oct 1958; alt. DOB 1959; POB Aden, Yemen; nationality Yemen; Gender Male; Passport YE-0093311 (Yemen) issued 28 Oct 2008; Digital Currency Address - SOL BLock3dWa11etBLock3dWa11etBLock3dWa11et1111; a.k.a. \'Hadi\'."',
    ].join('\n'),
    alt: '90001,12,"aka","KETTANY, Hadim",-0- \n',
    add: '306,25,-0- ,"Zemun","Serbia",-0- \n',
    comments: '90001,"National ID No. 12345678 (Yemen)"\n\u001a',
  }

  test('are put together from their four files', () => {
    const [bank, person] = readOfacCsv(files).entries
    expect(bank).toMatchObject({ kind: 'organisation', countries: ['RS'], names: [{}, { name: 'HB', weak: true }] })
    expect(person).toMatchObject({
      ...{ id: '90001', kind: 'person', gender: 'm', countries: ['YE'], programmes: ['DEMO', 'OTHER'] },
      names: [
        { name: 'Hadim Yusran AL-KETTANI' },
        { name: 'Hadim KETTANY', weak: false },
        { name: 'Hadi', weak: true },
      ],
      births: [
        { from: '1958-10-12', to: '1958-10-12' },
        { from: '1959-01-01', to: '1959-12-31' },
      ],
      identifiers: [{ value: 'YE0093311' }, { kind: 'wallet' }, { kind: 'national_id', value: '12345678' }],
    })
  })

  test('E16: a row of another form is refused with file and row', () => {
    expect(() => readOfacCsv({ ...files, alt: '90001,12\n' })).toThrow('row 1 of alt.csv has 2 fields, not 5')
    expect(() => readOfacCsv({ ...files, sdn: '<html>,,,,,,,,,,,' })).toThrow("in place of an entry's number")
  })
})
