import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { test } from '@/test/db'
import { Dice } from '@/test/dice'
import { comparedOf, drawListed, drawOrdinary, hardDamaged, lightlyDamaged, listedOf } from '@/test/invented-names'
import { importList } from '../flows'
import { readListFile } from '../jobs/list-file'
import { CandidateIndex } from '../rules/candidates'
import { readySubject } from '../rules/compare'
import { readListXml } from '../rules/read-list'
import type { Compared } from '../schema'
import { candidatesFor, entriesOf } from './candidates'

const now = new Date('2026-05-01T12:00:00Z')

describe('candidates', () => {
  test('are the same from the index of the database as from the one in memory', async ({ db }) => {
    const dice = new Dice(9)
    const drawn = Array.from({ length: 600 }, () => drawListed(dice))
    const entries = drawn.map((one, index) => ({
      ...listedOf(one, index),
      identifiers: index === 7 ? [{ kind: 'passport' as const, value: 'AB123456', country: 'RS' }] : [],
    }))
    const arrived = { source: 'eu' as const, origin: 'file' as const, sha256: 'x', bytes: 1, sizeReason: null, now }
    expect(await importList(db, arrived, () => ({ entries, publishedAt: null }))).toMatchObject({ kind: 'active' })
    const all = await entriesOf(db, null, ['eu'])
    expect(all).toHaveLength(600)
    const index = new CandidateIndex(all)
    const subjects: Compared[] = Array.from({ length: 40 }, (_, place) => {
      const one = dice.of(drawn)
      return comparedOf(one, [place % 2 === 0 ? hardDamaged(one, dice) : lightlyDamaged(one, dice)])
    })
    subjects.push(...Array.from({ length: 20 }, () => comparedOf(drawOrdinary(dice))))
    subjects.push({
      ...comparedOf(drawOrdinary(dice)),
      identifiers: [{ kind: 'passport', value: 'AB123456', country: null }],
    })
    for (const subject of subjects) {
      const ready = readySubject(subject)
      const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).toSorted()
      expect(ids(await candidatesFor(db, ready, ['eu'])), subject.names.join()).toEqual(ids(index.find(ready)))
    }
    expect(await candidatesFor(db, readySubject(subjects[0]!), ['un'])).toEqual([])
  })
})

describe('a file of a list', () => {
  test('is read from a stream, and OFAC’s four from a folder', async () => {
    const xml = await readListFile('un', 'prisma/demo/lists/un.xml')
    expect(xml).toMatchObject({ bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(xml.read()).toEqual(readListXml('un', readFileSync('prisma/demo/lists/un.xml', 'utf8')))
    const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-list-'))
    try {
      writeFileSync(
        path.join(folder, 'sdn.csv'),
        '306,"HARBOUR BANK",-0- ,"DEMO",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n',
      )
      for (const name of ['alt.csv', 'add.csv', 'sdn_comments.csv']) writeFileSync(path.join(folder, name), '')
      expect((await readListFile('ofac', folder)).read().entries).toMatchObject([{ id: '306', kind: 'organisation' }])
      await expect(readListFile('eu', folder)).rejects.toThrow('only OFAC')
    } finally {
      rmSync(folder, { recursive: true })
    }
    const broken = await readListFile('eu', 'prisma/demo/lists/un.xml')
    expect(() => broken.read()).toThrow('begins with <CONSOLIDATED_LIST>')
  })
})
