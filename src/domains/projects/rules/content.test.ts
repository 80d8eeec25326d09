import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KOII } from '@/kit/money'
import { EXAMPLE_MINT, examination, exampleDraft } from '@/test/application'
import { draft as draftShapes, SECTIONS } from '../schema/content'
import { type Draft, EMPTY, readContent } from '../schema/draft'
import { contentProblems, tokenProblems } from './content'
import { examine } from './examine'
import { allocated, basisPoints, unixOf } from './numbers'

const with_ = (change: (draft: Draft) => void): Draft => {
  const draft = exampleDraft()
  change(draft)
  return draft
}
const problemsOf = (draft: Draft) =>
  (examine(draft, examination()).problems ?? []).map(({ section, field, message }) => `${section}.${field}: ${message}`)
const contentOf = (draft: Draft) => {
  const read = readContent(draft)
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.content
}

test('the example is complete, and its terms are in base units and seconds', () => {
  const result = examine(exampleDraft(), examination())
  expect(result.problems).toBeNull()
  expect(result).toMatchObject({
    terms: {
      minimum: '1000000000000',
      tokensAtCap: '400000000000',
      opensAt: 1_801_483_200,
      vesting: { durationSeconds: 31_536_000 },
    },
  })
})

describe('an application is refused with the place and what to do', () => {
  test.each<[string, (draft: Draft) => void, string]>([
    ['an empty title', (d) => Object.assign(d.project, { title: '  ' }), 'project.title: Write something here.'],
    [
      'a web address without https',
      (d) => Object.assign(d.project, { website: 'http://a.example' }),
      'project.website: Write a web address that starts with https://.',
    ],
    [
      'the 30th of February',
      (d) => Object.assign(d.project.roadmap[0]!, { due: '2027-02-30' }),
      'project.roadmap.0.due: Choose a day.',
    ],
    [
      'no resource',
      (d) => Object.assign(d.resources, { storageGigabytes: '0' }),
      'resources.computeCoreHours: Offer at least one of compute, storage and bandwidth.',
    ],
    [
      'an optimum below the minimum',
      (d) => Object.assign(d.budget.lines[0]!, { optimum: '699' }),
      'budget.lines.0.optimum: The optimum is at least the minimum of the line.',
    ],
    [
      'a minimum that does not cover the budget',
      (d) => Object.assign(d.budget.lines[0]!, { minimum: '701' }),
      'budget.lines: The raise may succeed at its minimum, which does not cover the 1001 KOII that these lines need.',
    ],
    [
      'a cap that nobody can use',
      (d) => Object.assign(d.terms, { cap: '4001' }),
      'budget.lines: The raise may take more than the 4000 KOII that these lines can use. Add a line or lower the cap.',
    ],
    [
      'too many decimals',
      (d) => Object.assign(d.terms, { minimum: '1000.0000000001' }),
      'terms.minimum: KOII has 9 decimals; this amount has 10.',
    ],
    [
      'shares of 99.99 %',
      (d) => Object.assign(d.tokenomics.allocations[2]!, { percent: '42.49' }),
      'tokenomics.allocations: The shares add up to 99.99 %; they must be exactly 100 %.',
    ],
    [
      'two rows for the sale',
      (d) => Object.assign(d.tokenomics.allocations[1]!, { kind: 'sale' }),
      'tokenomics.allocations: Exactly one row is the share sold in this raise.',
    ],
    [
      'more tokens sold than the table gives',
      (d) => Object.assign(d.terms, { tokensAtCap: '400000.000001' }),
      'terms.tokensAtCap: The token table gives this raise 400000 HARB; the terms sell more.',
    ],
    [
      'a wallet that was never proven',
      (d) => Object.assign(d.terms, { issuerWallet: '9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM' }),
      'terms.issuerWallet: The issuer’s wallet must be one that you have proven to be yours. Add it to your account first.',
    ],
    [
      'a payment token that is not listed',
      (d) => Object.assign(d.terms, { paymentMint: EXAMPLE_MINT.address }),
      'terms.paymentMint: Raises here do not take this token.',
    ],
  ])('%s', (_, change, expected) => {
    expect(problemsOf(with_(change))).toContain(expected)
  })
})

describe('the token on chain', () => {
  const existing = contentOf(with_((d) => Object.assign(d.token, { kind: 'existing', mint: EXAMPLE_MINT.address })))
  test.each([
    ['does not exist', null, 'mint'],
    ['belongs to Token-2022', { ...EXAMPLE_MINT, program: 'token-2022' as const }, 'mint'],
    ['can be frozen', { ...EXAMPLE_MINT, freezeAuthority: 'somebody' }, 'mint'],
    ['has other decimals', { ...EXAMPLE_MINT, decimals: 9 }, 'decimals'],
    ['has another supply', { ...EXAMPLE_MINT, supply: 1n }, 'supply'],
  ])('that %s is refused', (_, mint, field) => {
    expect(tokenProblems(existing, mint).map((problem) => problem.field)).toEqual([field])
  })
  test('may have a mint authority when it exists, never when it is new', () => {
    const mintable = { ...EXAMPLE_MINT, mintAuthority: 'somebody' }
    expect(tokenProblems(existing, mintable)).toEqual([])
    expect(tokenProblems({ ...existing, token: { ...existing.token, kind: 'new' } }, mintable)).toHaveLength(1)
    expect(tokenProblems(existing, EXAMPLE_MINT)).toEqual([])
  })
})

test('a table of shares is accepted exactly when it sums to 100 %', () => {
  const share = fc.integer({ min: 1, max: 5_000 })
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 8 }), fc.boolean(), (shares, complete) => {
      const sum = shares.reduce((total, one) => total + one, 0)
      const rows = complete && sum < 10_000 ? [...shares, 10_000 - sum] : shares
      const allocations = rows.map((bps, index) => ({
        kind: index === 0 ? ('sale' as const) : ('team' as const),
        label: 'A row',
        percent: `${Math.floor(bps / 100)}.${`${bps % 100}`.padStart(2, '0')}`,
        locked: '',
      }))
      const content = {
        ...contentOf(exampleDraft()),
        tokenomics: { ...contentOf(exampleDraft()).tokenomics, allocations },
      }
      const refused = contentProblems(content, { payment: KOII, saleMint: null }).some(({ message }) =>
        message.includes('add up'),
      )
      expect(refused).toBe(rows.reduce((total, one) => total + one, 0) !== 10_000)
      expect(allocated(allocations.map(({ percent }) => percent))).toBe(rows.reduce((total, one) => total + one, 0))
    }),
  )
})

test('percentages and instants are read exactly or not at all', () => {
  expect(['12.5', '0.01', '100', '100.01', '1e2', ''].map(basisPoints)).toEqual([1_250, 1, 10_000, null, null, null])
  expect(unixOf('2027-02-01T12:00')).toBe(1_801_483_200)
})

test('an empty draft can be saved, and each section says what it lacks', () => {
  for (const section of SECTIONS) expect(draftShapes[section].safeParse(EMPTY[section]).success).toBe(true)
  const read = readContent(EMPTY)
  const lacking = new Set('problems' in read ? read.problems.map(({ section }) => section) : [])
  expect([...lacking]).toEqual(SECTIONS.filter((section) => section !== 'sheet'))
})

test('text that PostgreSQL cannot hold is refused at the door, any other is kept as typed', () => {
  const saved = (text: string) => draftShapes.risks.safeParse({ text }).success
  expect([saved('a\0b'), saved('\ud800'), saved('a'.repeat(20_001)), saved('\u202eodd, but kept')]).toEqual([
    false,
    false,
    false,
    true,
  ])
  expect(draftShapes.risks.safeParse({ text: '', more: '' }).success).toBe(false)
})
