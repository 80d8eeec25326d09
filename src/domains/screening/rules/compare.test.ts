import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RULE } from '@/test/screening-rule'
import type { Compared, Listed } from '../schema'
import { CandidateIndex } from './candidates'
import { alignNames, compare, compareBirth, comparedWords, readyEntry, readySubject } from './compare'
import { ageOf, businessDeadline, requiredSources, whitelistEnd } from './thresholds'

const listed = (change: Partial<Listed> = {}): Listed => ({
  ...{ id: '1', kind: 'person', names: [{ name: 'Velimir Zorkanov', weak: false }], countries: ['RS'], gender: 'm' },
  ...{ births: [{ from: '1968-03-14', to: '1968-03-14' }], identifiers: [], programmes: [], remarks: '', ...change },
})
const subject = (name: string, change: Partial<Compared> = {}): Compared => ({
  ...{ kind: 'person', names: [name], dateOfBirth: '1968-03-14', countries: ['RS'], gender: null, identifiers: [] },
  ...change,
})
const scored = (one: Compared, other = listed()) => compare(readySubject(one), readyEntry(other), RULE)
const isHit = (one: Compared, other = listed()) => {
  const { score, threshold } = scored(one, other)
  return new CandidateIndex([readyEntry(other)]).find(readySubject(one)).length === 1 && score >= threshold
}

describe('E14: a name in another dress', () => {
  test.for([
    ['as it is', 'Velimir Zorkanov'],
    ['in another order', 'ZORKANOV, Velimir'],
    ['with zero-width signs', 'Veli\u200bmir Zor\u200dka\u2060nov'],
    ['with Cyrillic letters that look Latin', 'Vеlimir Zоrkаnоv'],
    ['in Cyrillic', 'Велимир Зорканов'],
    ['in full-width letters', 'Ｖｅｌｉｍｉｒ Ｚｏｒｋａｎｏｖ'],
    ['with accents', 'Vélimír Zórkánov'],
    ['with a title', 'Dr. Prof. Velimir Zorkanov'],
    ['joined', 'VelimirZorkanov'],
    ['spelled by sound', 'Velimir Zorcanoff'],
    ['with a letter lost', 'Velimir Zorknov'],
    ['with an initial', 'V. Zorkanov'],
    ['with a second name', 'Velimir Dragan Zorkanov'],
  ])('is found %s', ([, name]) => {
    expect(isHit(subject(name!))).toBe(true)
  })

  test('two scripts in one word are told, and less is enough then', () => {
    const later = { dateOfBirth: '1968-03-15' }
    const plain = { mixedScript: false, threshold: RULE.reviewWithBirth }
    expect(scored(subject('Vеlimir Zorkanov', later))).toMatchObject({ mixedScript: true, threshold: RULE.near })
    expect(scored(subject('Велимир Zorkanov', later))).toMatchObject(plain)
  })

  test('less is enough also where the very day of birth is the same, not where a year only covers it', () => {
    const threshold = (births: Listed['births'], name = 'Velimir Zorkanov', rule = RULE) =>
      compare(readySubject(subject(name)), readyEntry(listed({ births })), rule).threshold
    const day = { from: '1968-03-14', to: '1968-03-14' }
    const year = { from: '1968-01-01', to: '1968-12-31' }
    expect([threshold([day]), threshold([year, day]), threshold([day], 'Vеlimir Zorkanov')]).toEqual([650, 650, 650])
    expect([threshold([year]), threshold([])]).toEqual([800, 850])
    const { reviewSameDay: _, ...before } = RULE
    expect(threshold([day], 'Velimir Zorkanov', before)).toBe(800)
  })

  test('every name of a subject counts, typed or on a document', () => {
    expect(isHit(subject('Peter Miller', { names: ['Peter Miller', 'Velimir Zorkanov'] }))).toBe(true)
  })

  test('short forms stand for the whole', () => {
    expect(isHit(subject('Bill Zorkanov'), listed({ names: [{ name: 'William Zorkanov', weak: false }] }))).toBe(true)
  })
})

describe('what stands beside a name', () => {
  test.for([
    ['1968-03-14', 'same'],
    ['1968-03-15', 'other_day'],
    ['1969-03-14', 'year_near'],
    ['1967-01-01', 'year_near'],
    ['1966-12-31', 'year_far'],
  ] as const)('born on %s is %s', ([date, finding]) => {
    expect(compareBirth(date, listed().births)).toBe(finding)
  })

  test('day and month exchanged, whole years and several dates', () => {
    expect(compareBirth('1968-05-04', [{ from: '1968-04-05', to: '1968-04-05' }])).toBe('swapped')
    expect(compareBirth('1971-07-30', [{ from: '1971-01-01', to: '1971-12-31' }])).toBe('same')
    expect(compareBirth('1950-01-01', [{ from: '1971-01-01', to: '1971-12-31' }, listed().births[0]!])).toBe('year_far')
    expect(compareBirth(null, listed().births)).toBe('unknown')
    expect(compareBirth('1968-03-14', [])).toBe('unknown')
  })

  test('each costs what the rule says, and the score says why', () => {
    expect(scored(subject('Velimir Zorkanov')).score).toBe(1_000)
    expect(scored(subject('Velimir Zorkanov', { dateOfBirth: '1990-01-01' })).score).toBe(800)
    expect(scored(subject('Velimir Zorkanov', { dateOfBirth: '1990-01-01', countries: ['NZ'] }))).toMatchObject({
      ...{ score: 700, name: 1_000, birth: 'year_far', country: 'different', gender: 'unknown' },
    })
    expect(scored(subject('Velimir Zorkanov', { gender: 'f' }))).toMatchObject({ score: 800, gender: 'different' })
  })

  test('a shared passport is enough, whatever the name; one of another country is not', () => {
    const passport = { kind: 'passport' as const, value: 'RS4471902', country: 'RS' }
    const entry = listed({ identifiers: [passport] })
    expect(scored(subject('Peter Miller', { identifiers: [passport] }), entry)).toMatchObject({
      ...{ score: 1_000, identifier: 'passport' },
    })
    const foreign = { ...passport, country: 'DE' }
    expect(scored(subject('Peter Miller', { identifiers: [foreign] }), entry).identifier).toBeNull()
  })

  test('a weak alias, or one word alone, is no hit without the date of birth', () => {
    const entry = listed({ names: [{ name: 'Iron Velimir', weak: true }] })
    expect(scored(subject('Iron Velimir', { dateOfBirth: null }), entry).score).toBe(RULE.weak)
    expect(isHit(subject('Iron Velimir'), entry)).toBe(true)
    const alone = listed({ names: [{ name: 'Zorkan', weak: false }] })
    expect(isHit(subject('Zorkan', { dateOfBirth: null }), alone)).toBe(false)
    expect(isHit(subject('Zorkan'), alone)).toBe(true)
  })

  test('a person is not compared with ships, and hardly with firms', () => {
    const ship = readyEntry(listed({ kind: 'vessel', births: [], gender: null }))
    expect(new CandidateIndex([ship]).find(readySubject(subject('Velimir Zorkanov')))).toEqual([])
    expect(scored(subject('Velimir Zorkanov'), listed({ kind: 'organisation' })).threshold).toBe(RULE.strong)
  })
})

describe('the score of two names', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 1, maxLength: 9 })
  const name = fc.array(word, { minLength: 1, maxLength: 5 })

  test('lies between 0 and 1, is 1 for the same name in any order, and pairs no word twice', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const { score, pairs } = alignNames(one, other)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(new Set(pairs.map((pair) => pair.subject)).size).toBe(pairs.length)
        expect(new Set(pairs.map((pair) => pair.listed)).size).toBe(pairs.length)
        expect(alignNames(one, one.toReversed()).score).toBe(1)
      }),
    )
  })

  test('firms are compared without their small words, and their forms as one', () => {
    const forms = ['The Kettani Trading and Exchange Co. Ltd', 'Kettani Trading Exchange Company GmbH']
    expect(forms.map((form) => comparedWords(form, 'organisation').join(' '))).toEqual([
      'kettani trading exchange co ltd',
      'kettani trading exchange co ltd',
    ])
    expect(comparedWords('Ferrabigo S.p.A.', 'organisation')).toEqual(['ferrabigo', 'plc'])
  })
})

describe('E13: days', () => {
  test('a report is due at the end of the tenth business day', () => {
    // Tuesday before Thanksgiving and Christmas: 23, 24; 27, 30; 1 to 4; 7, 8 December.
    expect(businessDeadline(new Date('2026-11-24T18:00:00Z'), RULE).toISOString()).toBe('2026-12-09T23:59:59.999Z')
    expect(businessDeadline(new Date('2026-12-19T00:00:00Z'), RULE).toISOString()).toBe('2027-01-05T23:59:59.999Z')
  })

  test('a list is old after 24 hours and stale after 72, to the millisecond', () => {
    const at = new Date('2026-05-01T00:00:00Z')
    const age = (hours: number, more = 0) => ageOf(at, new Date(at.getTime() + hours * 3_600_000 + more), RULE)
    expect([age(24), age(24, 1), age(72), age(72, 1)]).toEqual(['fresh', 'old', 'old', 'stale'])
    expect(ageOf(null, at, RULE)).toBe('stale')
  })

  test('a whitelist lasts twelve months', () => {
    expect(whitelistEnd(new Date('2028-02-29T00:00:00Z'), RULE).toISOString()).toBe('2029-03-01T00:00:00.000Z')
  })

  test('a list that nobody knows is refused loudly', () => {
    expect(requiredSources(' un , eu')).toEqual(['un', 'eu'])
    expect(requiredSources('')).toHaveLength(4)
    expect(() => requiredSources('ofac,fbi')).toThrow('SCREENING_LISTS has fbi')
  })
})
