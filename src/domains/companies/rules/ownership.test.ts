import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OTHERS, ROOT } from '../schema'
import { type Chart, chartProblems, holdersOf, partiesOf } from './ownership'
import { add, NONE, parseShare, reaches, sameShare, shareWords, times, WHOLE } from './share'

const person = (ref: string, ...roles: ('director' | 'signatory' | 'controller')[]) => ({
  ref,
  name: ref,
  email: '',
  roles,
})
const firm = (ref: string) => ({ ref, name: ref.toUpperCase(), country: 'DE', registrationNumber: '1' })
const held = (owner: string, owned: string, shares: string, votes = '') => ({ owner, owned, shares, votes })
const ownersIn = (chart: Chart, threshold = 2_500n) =>
  partiesOf(chart, threshold)
    .parties.filter(({ roles }) => roles.includes('owner'))
    .map(({ ref }) => ref)

describe('a share', () => {
  test.for([
    ['25', 1n, 4n],
    ['33.25', 133n, 400n],
    ['1/3', 1n, 3n],
    ['100', 1n, 1n],
    ['0', 0n, 1n],
  ] as const)('%s is read exactly', ([text, over, of]) => expect(parseShare(text)).toEqual({ over, of }))
  test.for(['', '-1', '101', '100.000001', '1/0', '3/2', '1e2', '33,3', '25 %', '1.1234567', '٢٥'])(
    '“%s” is none',
    (text) => expect(parseShare(text)).toBeNull(),
  )
  test('whatever is typed, it is a part of the whole or nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        const share = parseShare(text)
        expect(share === null || (share.over >= 0n && share.over <= share.of)).toBe(true)
      }),
    )
  })
  test('is added and multiplied like the numbers it stands for', () => {
    const part = fc.tuple(fc.bigInt(0n, 999n), fc.bigInt(1n, 999n)).map(([over, of]) => ({ over: over % of, of }))
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        expect(sameShare(times(add(a, b), c), add(times(a, c), times(b, c)))).toBe(true)
        expect(sameShare(times(a, WHOLE), a) && sameShare(add(a, NONE), a)).toBe(true)
      }),
    )
  })
  test('is cut for glancing, never rounded up to a threshold', () => {
    expect(shareWords({ over: 1n, of: 4n })).toBe('25 %')
    expect(shareWords({ over: 1n, of: 3n })).toBe('just over 33.33 %')
    expect(shareWords({ over: 249_999n, of: 1_000_000n })).toBe('just over 24.99 %')
  })
})

describe('a chart of owners', () => {
  test('adds up to exactly the whole: three thirds do, three times 33.33 % do not', () => {
    const three = (share: string): Chart => ({
      ...{ people: [person('a', 'director'), person('b'), person('c')], companies: [] },
      holdings: ['a', 'b', 'c'].map((owner) => held(owner, ROOT, share)),
    })
    expect(chartProblems(three('1/3'))).toEqual([])
    expect(chartProblems(three('33.33')).map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'holdings: The shares in the company must add up to exactly 100 %.',
      'holdings: The votes in the company must add up to exactly 100 %.',
    ])
  })

  test('of random parts: complete when the last one is what is missing, and never otherwise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 2, maxLength: 9 }),
        fc.bigInt(1n, 9n),
        (parts, off) => {
          const whole = parts.reduce((sum, part) => sum + part, 0n)
          const people = parts.map((_, index) => person(`p${index}`, 'director'))
          const holdings = parts.map((part, index) => held(`p${index}`, ROOT, `${part}/${whole}`))
          expect(chartProblems({ people, companies: [], holdings })).toEqual([])
          const short = holdings.map((row, index) =>
            index === 0 ? { ...row, shares: `${parts[0]}/${whole + off}` } : row,
          )
          expect(chartProblems({ people, companies: [], holdings: short }).length).toBeGreaterThan(0)
        },
      ),
    )
  })

  test.for([
    ['an unknown owner', [held('x', ROOT, '100')], 'holdings.0.owner'],
    ['an unknown company', [held('a', 'x', '100')], 'holdings.0.owned'],
    ['a share that is none', [held('a', ROOT, 'half')], 'holdings.0.shares'],
    ['a vote that is none', [held('a', ROOT, '100', 'all')], 'holdings.0.votes'],
    ['the same holder twice', [held('a', ROOT, '50'), held('a', ROOT, '50')], 'holdings.1.owner'],
    ['a company whose owners are missing', [held('x1', ROOT, '100')], 'holdings'],
    ['a company that owns nothing', [held('a', ROOT, '100'), held('a', 'x1', '100')], 'companies'],
  ] as const)('with %s names the field', ([, holdings, field]) => {
    const chart = { people: [person('a', 'director')], companies: [firm('x1')], holdings: [...holdings] }
    expect(chartProblems(chart).map((problem) => problem.field)).toContain(field)
  })

  test('finds a circle, names those in it, and no one above it', () => {
    const chart = {
      ...{ people: [person('a', 'director')], companies: [firm('x'), firm('y'), firm('z')] },
      holdings: [
        ...[held('x', ROOT, '100'), held('y', 'x', '100'), held('x', 'y', '60'), held('z', 'y', '40')],
        held('a', 'z', '100'),
      ],
    }
    expect(chartProblems(chart)).toEqual([
      { field: 'holdings', message: 'These own each other in a circle, so no owner can be told: X, Y.' },
    ])
    const self = { ...chart, companies: [firm('x')], holdings: [held('x', ROOT, '100'), held('x', 'x', '100')] }
    expect(chartProblems(self)[0]?.message).toContain('circle')
  })

  /** A chain of so many companies with the person at its end. */
  const chain = (length: number): Chart => ({
    people: [person('a', 'director')],
    companies: Array.from({ length }, (_, index) => firm(`c${index}`)),
    holdings: [
      ...Array.from({ length }, (_, index) => held(`c${index}`, index === 0 ? ROOT : `c${index - 1}`, '100')),
      held('a', length === 0 ? ROOT : `c${length - 1}`, '100'),
    ],
  })
  test('is followed through ten companies, not through eleven', () => {
    expect(chartProblems(chain(10))).toEqual([])
    expect(ownersIn(chain(10))).toEqual(['a'])
    expect(chartProblems(chain(11))[0]?.message).toContain('More than 10 companies')
  })
})

describe('who counts as an owner', () => {
  const two = (first: string, second: string): Chart => ({
    ...{ people: [person('a', 'director'), person('b')], companies: [] },
    holdings: [held('a', ROOT, first), held('b', ROOT, second)],
  })
  test('25 % do, a hair less does not; with 20 % as the threshold 20 % do', () => {
    expect(ownersIn(two('75', '25'))).toEqual(['a', 'b'])
    expect(ownersIn(two('75.000001', '24.999999'))).toEqual(['a'])
    expect(ownersIn(two('80', '20'))).toEqual(['a'])
    expect(ownersIn(two('80', '20'), 2_000n)).toEqual(['a', 'b'])
  })

  test('chains are multiplied and their ends summed: 50 % of 40 % and 10 % beside it are 30 %', () => {
    const chart: Chart = {
      ...{ people: [person('a', 'director'), person('b'), person('c')], companies: [firm('x')] },
      holdings: [
        ...[held('x', ROOT, '40'), held('a', ROOT, '10'), held('b', ROOT, '50')],
        ...[held('a', 'x', '50'), held('c', 'x', '50')],
      ],
    }
    expect(chartProblems(chart)).toEqual([])
    const found = new Map(partiesOf(chart, 2_500n).parties.map((one) => [one.ref, one]))
    expect(found.get('a')).toMatchObject({ roles: ['director', 'owner'], shares: { over: 3n, of: 10n } })
    expect([found.get('b')?.roles, found.has('c')]).toEqual([['owner'], false])
    expect(holdersOf(chart, 2_500n)).toEqual(['x'])
  })

  test('votes count beside shares, and so does control by other means', () => {
    const chart = {
      people: [person('a', 'director'), person('b'), person('c', 'controller')],
      companies: [],
      holdings: [held('a', ROOT, '90', '40'), held('b', ROOT, '10', '60'), held('c', ROOT, '0')],
    }
    expect(ownersIn(chart)).toEqual(['a', 'b'])
    expect(partiesOf(chart, 2_500n).parties.map(({ ref }) => ref)).toEqual(['a', 'b', 'c'])
  })

  test('whoever has the majority of a company has all its votes: 51 % of what holds 30 % is an owner', () => {
    const chart: Chart = {
      ...{ people: [person('a', 'director'), person('b')], companies: [firm('x')] },
      holdings: [held('x', ROOT, '30'), held(OTHERS, ROOT, '70'), held('b', 'x', '51'), held('a', 'x', '49')],
    }
    expect(ownersIn(chart)).toEqual(['b'])
    expect(partiesOf(chart, 2_500n).hasOwner).toBe(true)
  })

  test('where nobody is found the directors stand in', () => {
    const chart: Chart = {
      ...{ people: [person('a', 'director', 'signatory'), person('b', 'signatory')], companies: [] },
      holdings: [held(OTHERS, ROOT, '100')],
    }
    const { parties, hasOwner } = partiesOf(chart, 2_500n)
    expect(hasOwner).toBe(false)
    expect(parties.map(({ ref, roles }) => [ref, roles])).toEqual([
      ['a', ['director', 'signatory', 'official']],
      ['b', ['signatory']],
    ])
  })

  test('in random charts: the parts of all people and of everybody else are the whole, and owners are those who reach it', () => {
    const chart = fc
      .tuple(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 6 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
      )
      .map(([persons, firms, dice]) => randomChart(persons, firms, dice[Symbol.iterator]()))
    fc.assert(
      fc.property(chart, fc.constantFrom(2_000n, 2_500n), (made, threshold) => {
        expect(chartProblems(made)).toEqual([])
        const all = partiesOf(
          { ...made, people: made.people.map((one) => ({ ...one, roles: ['director'] })) },
          threshold,
        )
        const people = all.parties.reduce((sum, { shares }) => add(sum, shares), NONE)
        expect(people.over <= people.of).toBe(true)
        if (!made.holdings.some(({ owner }) => owner === OTHERS)) expect(people).toEqual(WHOLE)
        for (const { roles, shares, votes } of all.parties)
          if (reaches(shares, threshold) || reaches(votes, threshold)) expect(roles).toContain('owner')
      }),
    )
  })
})

/** Companies own only those before them, so there is no circle; each is owned by two or three. */
function randomChart(persons: number, firms: number, dice: Iterator<number>): Chart {
  const roll = (sides: number) => (dice.next().value as number) % sides
  const people = Array.from({ length: persons }, (_, index) => person(`p${index}`, 'director'))
  const companies = Array.from({ length: firms }, (_, index) => firm(`c${index}`))
  const all = [ROOT, ...companies.map(({ ref }) => ref)]
  const holdings = all.flatMap((owned, place) => {
    const after = companies.slice(place).map(({ ref }) => ref)
    // The next company always has a part, so that none owns nothing.
    const owners = [
      ...new Set([...after.slice(0, 1), `p${roll(persons)}`, ...(roll(3) === 0 ? [OTHERS] : []), `p${roll(persons)}`]),
    ]
    const parts = owners.map(() => 1 + roll(9))
    const whole = parts.reduce((sum, part) => sum + part, 0)
    return owners.map((owner, index) => held(owner, owned, `${parts[index]}/${whole}`))
  })
  return { people, companies, holdings }
}
