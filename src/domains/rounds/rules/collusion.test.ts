import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Gift, giftRound, KOII } from '@/test/engine-rounds'
import { distribute } from './distribute'
import { readInputs } from './round-sheet'

const RULES = ['pledge-match', 'quadratic', 'cluster-matching'] as const
type Rule = (typeof RULES)[number]
const parameters = { 'pledge-match': { countedPerProject: null }, quadratic: {}, 'cluster-matching': {} }
const PROJECTS = ['honest-1', 'honest-2', 'honest-3', 'honest-4', 'ours']

/**
 * 200 people of whom each gives 5 KOII to two of the honest projects, every pair of projects alike. Without anybody else each of the
 * four has a quarter of 1,000 KOII.
 */
const CROWD = Array.from({ length: 200 }, (_, place): Gift[] => {
  const first = place % 4
  const second = (first + 1 + (Math.floor(place / 4) % 3)) % 4
  return [first, second].map((project): Gift => [PROJECTS[project]!, `crowd-${place}`, 5n * KOII])
}).flat()

/** What `ours` is paid of 1,000 KOII, in thousandths of a KOII, when these gifts join the crowd. */
function paid(rule: Rule, gifts: readonly Gift[], countedPerPerson: bigint | null = null): bigint {
  const caps = { countedPerPerson: countedPerPerson?.toString() ?? null, paidPerRecipient: null, paidInAll: null }
  const round = giftRound(
    { eligible: PROJECTS, reward: { id: rule, version: 1, parameters: parameters[rule] }, caps },
    [...CROWD, ...gifts],
  )
  return distribute(readInputs(round)).shares.find(({ recipient }) => recipient === 'ours')!.units / 1_000_000n
}

const whale = (units: bigint): Gift[] => [['ours', 'whale', units]]
/** So many friends, who all give to ours, and a little to honest projects as a cover: all to the same, or spread over several. */
const friends = (count: number, units: bigint, covers = 1): Gift[] =>
  Array.from({ length: count }, (_, place): Gift[] => [
    ['ours', `friend-${place}`, units],
    [PROJECTS[place % covers]!, `friend-${place}`, KOII],
  ]).flat()
/** So many strangers, each of whom gives to ours and to another honest project. */
const strangers = (count: number, units: bigint): Gift[] =>
  Array.from({ length: count }, (_, place): Gift[] => [
    ['ours', `stranger-${place}`, units],
    [PROJECTS[place % 4]!, `stranger-${place}`, units],
  ]).flat()

/** What the tests find, and the page states: thousandths of a KOII by rule. */
const MEASURED: Record<string, () => Record<Rule, bigint>> = {
  'a whale, 1,000 KOII, no cap': () => by((rule) => paid(rule, whale(1_000n * KOII))),
  'a whale, 1,000 KOII, 50 counted per person': () => by((rule) => paid(rule, whale(1_000n * KOII), 50n * KOII)),
  'a pair of friends, 500 KOII each, no cap': () => by((rule) => paid(rule, friends(2, 500n * KOII))),
  'a pair of friends, 500 KOII each, 50 counted per person': () =>
    by((rule) => paid(rule, friends(2, 500n * KOII), 50n * KOII)),
  '20 friends, 50 KOII each': () => by((rule) => paid(rule, friends(20, 50n * KOII))),
  '20 friends, 50 KOII each, with four covers': () => by((rule) => paid(rule, friends(20, 50n * KOII, 4))),
  '100 strangers, 5 KOII each': () => by((rule) => paid(rule, strangers(100, 5n * KOII))),
}
const by = (of: (rule: Rule) => bigint) =>
  Object.fromEntries(RULES.map((rule) => [rule, of(rule)])) as Record<Rule, bigint>

describe('collusion', () => {
  test.for(RULES)('%s: splitting one person’s money over many wallets changes nothing', (rule) => {
    const one = [...whale(1_000n * KOII), ...strangers(10, 5n * KOII)]
    const many = [...Array.from({ length: 100 }, () => whale(10n * KOII)).flat(), ...strangers(10, 5n * KOII)]
    expect(paid(rule, many)).toBe(paid(rule, one))
    expect(paid(rule, many, 50n * KOII)).toBe(paid(rule, one, 50n * KOII))
  })

  test.for(Object.keys(MEASURED))('%s: is paid what docs/rounds/collusion.md states', (name) => {
    const { 'pledge-match': match, quadratic, 'cluster-matching': cluster } = MEASURED[name]!()
    const koii = (thousandths: bigint) =>
      `${thousandths / 1_000n}.${(thousandths % 1_000n).toString().padStart(3, '0')}`
    const line = `| ${name} | ${koii(match)} | ${koii(quadratic)} | ${koii(cluster)} |`
    expect(readFileSync('docs/rounds/collusion.md', 'utf8').split('\n')).toContain(line)
  })

  test('a whale alone gets nothing where people are matched, and at most its cap’s share where pledges are', () => {
    const { quadratic, 'cluster-matching': cluster } = MEASURED['a whale, 1,000 KOII, no cap']!()
    expect([quadratic, cluster]).toEqual([0n, 0n])
    // 50 counted beside 2,000 of the crowd: 1,000 x 50 / 2,050.
    expect(MEASURED['a whale, 1,000 KOII, 50 counted per person']!()['pledge-match']).toBe(24_390n)
  })
  test('friends who give alike match nothing by cluster matching; spread over covers they do, but less than by quadratic', () => {
    const [alike, spread] = ['20 friends, 50 KOII each', '20 friends, 50 KOII each, with four covers'].map((name) =>
      MEASURED[name]!(),
    )
    expect(alike!['cluster-matching']).toBe(0n)
    expect(spread!['cluster-matching']).toBeGreaterThan(0n)
    expect(spread!['cluster-matching']).toBeLessThan(spread!.quadratic)
  })
})
