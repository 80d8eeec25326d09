import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Vm } from '@/test/vm'
import { ChainStage } from './chain-stage'
import { larger } from './model-books'
import { BEGINNING, termsArbitrary } from './model-raises'
import { brokenTerms, DAY, type Terms } from './model-terms'
import { type Ending, liveStories } from './stories'

const vm = new Vm({ signatures: false })
const WALLET_RENT = vm.rent(0)
let proposals = 0
const YEAR = 365n * DAY
const STORIES = 600

/** Values of one term on both sides of its limits. */
const edge =
  <Name extends keyof Terms>(name: Name, ...values: ((terms: Terms) => Terms[Name])[]) =>
  (terms: Terms, pick: number): Terms => ({ ...terms, [name]: values[pick % values.length]!(terms) })

const time =
  (name: 'notBefore' | 'approveBy', ...values: ((terms: Terms) => bigint)[]) =>
  (terms: Terms, pick: number) => {
    const k = pick % terms.tranches.length
    const value = values[pick % values.length]!(terms)
    return {
      ...terms,
      tranches: terms.tranches.map((tranche, i) => (i === k ? { ...tranche, [name]: value } : tranche)),
    }
  }

const EDGES = [
  edge(
    'minimum',
    () => 0n,
    () => 1n,
    ({ cap }) => cap,
    ({ cap }) => cap + 1n,
  ),
  edge(
    'cap',
    () => 0n,
    ({ minimum }) => minimum,
    ({ minimum }) => minimum - 1n,
    () => (1n << 64n) - 1n,
  ),
  edge(
    'tokensAtCap',
    () => 0n,
    () => 1n,
    ({ cap, positionMinimum }) => (10_000n * cap) / (positionMinimum || 1n) - 1n,
  ),
  edge(
    'positionMinimum',
    () => 0n,
    () => WALLET_RENT - 1n,
    () => WALLET_RENT,
    ({ positionMaximum }) => positionMaximum + 1n,
  ),
  edge(
    'positionMaximum',
    ({ cap }) => cap / 10n,
    ({ cap }) => cap / 10n + 1n,
    ({ positionMinimum }) => positionMinimum,
  ),
  edge(
    'oversubscription',
    () => true,
    () => false,
  ),
  edge(
    'opensAt',
    () => BEGINNING + YEAR,
    () => BEGINNING + YEAR + 1n,
    () => 0n,
    ({ closesAt }) => closesAt,
  ),
  edge(
    'closesAt',
    ({ opensAt }) => opensAt + YEAR,
    ({ opensAt }) => opensAt + YEAR + 1n,
    ({ opensAt }) => opensAt - 1n,
  ),
  edge(
    'withdrawUntil',
    ({ closesAt }) => closesAt,
    ({ closesAt }) => closesAt + 1n,
    () => -1n,
  ),
  edge(
    'reflectionSeconds',
    () => 30n * DAY,
    () => 30n * DAY + 1n,
    () => 0n,
  ),
  edge(
    'confirmSeconds',
    () => 5n * DAY,
    () => 5n * DAY - 1n,
    () => 30n * DAY,
    () => 30n * DAY + 1n,
  ),
  edge(
    'vestingSeconds',
    () => 10n * YEAR,
    () => 10n * YEAR + 1n,
    ({ cliffSeconds }) => cliffSeconds,
  ),
  edge(
    'cliffSeconds',
    ({ vestingSeconds }) => vestingSeconds,
    ({ vestingSeconds }) => vestingSeconds + 1n,
  ),
  edge(
    'feeBps',
    () => 1_000n,
    () => 1_001n,
    () => 0n,
  ),
  edge(
    'tranches',
    () => [],
    ({ tranches }) => tranches.slice(1),
    ({ tranches }) => [{ ...tranches[0]!, bps: 0n }, ...tranches],
    ({ tranches }) => tranches.map((tranche) => ({ ...tranche, bps: tranche.bps - 1n })),
    ({ tranches }) => [...tranches].reverse(),
  ),
  time(
    'notBefore',
    ({ closesAt }) => closesAt + 5n * YEAR,
    ({ closesAt }) => closesAt + 5n * YEAR + 1n,
    () => 0n,
  ),
  time(
    'approveBy',
    ({ closesAt, reflectionSeconds: r, confirmSeconds: c }) => closesAt + larger(r, c) + 7n * DAY,
    ({ closesAt, reflectionSeconds: r, confirmSeconds: c }) => closesAt + larger(r, c) + 7n * DAY - 1n,
    ({ closesAt }) => closesAt + 5n * YEAR + 1n,
    () => 0n,
  ),
]

/** Can these terms be written into an instruction at all? Two edges together may leave what 64 bits hold. */
const canBeWritten = ({ minimum, cap, tokensAtCap, positionMinimum, positionMaximum, tranches }: Terms): boolean =>
  [minimum, cap, tokensAtCap, positionMinimum, positionMaximum].every((units) => units >= 0n && units < 1n << 64n) &&
  tranches.every((tranche) => tranche.bps >= 0n && tranche.notBefore !== undefined)

const storyArbitrary = (native: boolean) =>
  fc.record({
    terms: termsArbitrary({ sizes: 'everyday', native, walletRent: WALLET_RENT, tranches: 8 }),
    edges: fc.array(fc.record({ which: fc.nat(EDGES.length - 1), pick: fc.nat(99) }), { maxLength: 2 }),
  })

describe('the terms of a raise', () => {
  for (const native of [true, false]) {
    test(`are refused by create exactly where the model refuses them, paid in ${native ? 'native KOII' : 'a KPL mint'}`, () => {
      const from = proposals
      let refused = 0
      let stage: ChainStage | null = null
      liveStories(storyArbitrary(native), STORIES, ({ terms, edges }): Ending => {
        const edged = edges.reduce((all, { which, pick }) => EDGES[which]!(all, pick), terms)
        const proposed = canBeWritten(edged) ? edged : terms
        proposals += 1
        stage ??= new ChainStage(vm, terms)
        const { error } = stage.propose(proposed, proposals)
        const broken = Object.entries(brokenTerms(proposed, stage.vm.now, WALLET_RENT)).filter(
          ([, isBroken]) => isBroken,
        )
        const names = broken.map(([name]) => name)
        refused += error === null ? 0 : 1
        const agreed = error === null ? names.length === 0 : names.includes(error)
        const told = Object.entries(proposed).map(([name, value]) => `${name}: ${inspect(value)}`)
        return {
          told,
          wrong: agreed ? [] : [`on chain ${error ?? 'created'}, in the model ${names.join(', ') || 'good'}`],
        }
      })
      expect(refused).toBeGreaterThan((proposals - from) / 10)
      expect(refused).toBeLessThan(((proposals - from) * 9) / 10)
    }, 60_000)
  }
})
