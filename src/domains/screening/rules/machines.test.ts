import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import { RULE } from '@/test/screening-rule'
import {
  type CLEAR_REASONS,
  IMPORT_STATES,
  type ImportState,
  MATCH_STATES,
  type MatchState,
  RUN_STATES,
  type RunState,
} from '../schema'
import type { Features } from './compare'
import {
  IMPORT_TABLE,
  type ImportEvent,
  MATCH_TABLE,
  type MatchEvent,
  RUN_TABLE,
  type RunEvent,
  stepImport,
  stepMatch,
  stepRun,
} from './machines'
import { afterClearing, assertMayDecide, assertReasons, clearing, mayScreenAgain, needsTwo } from './review'
import { problemOf } from './validate'

const IMPORT_EVENTS: ImportEvent[] = ['parse', 'validate', 'stage', 'activate', 'supersede', 'reject']
const RUN_EVENTS: RunEvent[] = [
  ...(['clean', 'candidates', 'fail', 'retry', 'give_up'] as const),
  ...(['cleared', 'confirm', 'screen_again', 'lift', 'forget'] as const),
]
const MATCH_EVENTS: MatchEvent[] = ['clear', 'propose', 'confirm_clear', 'confirm_hit', 'return', 'skip']

/** Every pair of state and event with what comes of it, as `state event`. */
const EDGES: Record<string, string> = {
  ...{ 'fetched parse': 'parsed', 'fetched reject': 'rejected', 'parsed validate': 'validated' },
  ...{ 'parsed reject': 'rejected', 'validated stage': 'staged', 'validated reject': 'rejected' },
  ...{ 'staged activate': 'active', 'staged reject': 'rejected', 'active supersede': 'superseded' },
}
const RUN_EDGES: Record<string, string> = {
  ...{
    'pending clean': 'no_hit',
    'pending candidates': 'in_review',
    'pending fail': 'error',
    'error retry': 'pending',
  },
  ...{ 'error give_up': 'in_review', 'in_review cleared': 'no_hit', 'in_review confirm': 'confirmed_hit' },
  ...{ 'in_review screen_again': 'pending', 'error forget': 'erased', 'in_review forget': 'erased' },
  'confirmed_hit lift': 'lifted',
}
const MATCH_EDGES: Record<string, string> = {
  ...{ 'pending clear': 'no_hit', 'pending propose': 'escalated', 'pending skip': 'skipped' },
  ...{ 'escalated confirm_clear': 'no_hit', 'escalated confirm_hit': 'confirmed_hit', 'escalated return': 'pending' },
  'escalated skip': 'skipped',
}

function pairsOf<State extends string, Event extends string>(
  states: readonly State[],
  events: readonly Event[],
  step: (state: State, event: Event) => State,
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const state of states)
    for (const event of events) {
      try {
        found[`${state} ${event}`] = step(state, event)
      } catch {
        // A step that the table does not have.
      }
    }
  return found
}

describe('all pairs of state and event', () => {
  test('of an import', () => expect(pairsOf(IMPORT_STATES, IMPORT_EVENTS, stepImport)).toEqual(EDGES))
  test('of a run', () => expect(pairsOf(RUN_STATES, RUN_EVENTS, stepRun)).toEqual(RUN_EDGES))
  test('of a match', () => expect(pairsOf(MATCH_STATES, MATCH_EVENTS, stepMatch)).toEqual(MATCH_EDGES))

  test('what is refused says why', () => {
    expect(() => stepRun('no_hit', 'confirm')).toThrow('the comparison is closed without a hit')
    expect(() => stepMatch('escalated', 'clear')).toThrow('waiting for a second person')
    expect(Object.keys(IMPORT_TABLE)).toHaveLength(IMPORT_STATES.length)
    expect(Object.keys(RUN_TABLE)).toHaveLength(RUN_STATES.length)
    expect(Object.keys(MATCH_TABLE)).toHaveLength(MATCH_STATES.length)
  })
})

type Match = { state: MatchState; score: number; identifier: null; needsTwo: boolean; proposed: Proposal | null }
type Proposal = { outcome: 'no_hit' | 'confirmed_hit'; by: number }

/** A run with its matches, moved by the same rules as the actions move theirs; people are numbers. */
class Desk {
  run: RunState = 'pending'
  partial = false
  matches: Match[] = []
  readonly seen = new Set<string>()
  constructor(readonly dice: Dice) {}

  act(): void {
    const before = { run: this.run, matches: this.matches.map(({ state }) => state) }
    try {
      this.dice
        .of([
          ...[this.compare, this.retry, this.clear, this.clear, this.propose, this.decide, this.decide, this.again],
          ...[this.lift, this.forget],
        ])
        .call(this)
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^screening\./) })
      expect({ run: this.run, matches: this.matches.map(({ state }) => state) }).toEqual(before)
    }
    this.note(before)
  }

  note(before: { run: RunState; matches: MatchState[] }): void {
    if (before.run !== this.run) this.seen.add(`run ${before.run} ${this.run}`)
    for (const [place, { state }] of this.matches.entries()) {
      const was = before.matches[place]
      if (was && was !== state) this.seen.add(`match ${was} ${state}`)
    }
  }

  compare(): void {
    if (this.run !== 'pending') return
    const event = this.dice.of(['clean', 'candidates', 'candidates', 'fail'] as const)
    this.run = stepRun(this.run, event)
    this.partial = event === 'candidates' && this.dice.chance(0.3)
    if (event === 'candidates')
      for (let more = this.dice.between(1, 4); more > 0; more -= 1) {
        const score = this.dice.between(800, 1_000)
        const features = { score, identifier: null }
        this.matches.push({ ...features, state: 'pending', needsTwo: needsTwo(features, RULE), proposed: null })
      }
  }

  retry(): void {
    this.run = stepRun(this.run, this.dice.of(['retry', 'give_up'] as const))
  }

  any(): Match {
    if (this.run !== 'in_review' || this.matches.length === 0) throw { code: 'screening.runNotNow' }
    return this.dice.of(this.matches)
  }

  clear(): void {
    const match = this.any()
    const state = clearing(match)
    const by = this.dice.between(1, 3)
    match.state = state
    if (state === 'escalated') match.proposed = { outcome: 'no_hit', by }
    else this.settle(match)
  }

  propose(): void {
    const match = this.any()
    match.state = stepMatch(match.state, 'propose')
    match.proposed = { outcome: 'confirmed_hit', by: this.dice.between(1, 3) }
  }

  decide(): void {
    const match = this.any()
    const { proposed } = match
    if (!proposed) throw { code: 'screening.matchNotNow' }
    const by = this.dice.between(1, 3)
    assertMayDecide({ personId: null, proposedBy: String(proposed.by), reviewedDigest: 'x' }, String(by), 'x')
    expect(by).not.toBe(proposed.by)
    if (this.dice.chance(0.3)) match.state = stepMatch(match.state, 'return')
    else if (proposed.outcome === 'no_hit') {
      match.state = stepMatch(match.state, 'confirm_clear')
      this.settle(match)
    } else {
      match.state = stepMatch(match.state, 'confirm_hit')
      for (const other of this.matches)
        if (other.state === 'pending' || other.state === 'escalated') other.state = stepMatch(other.state, 'skip')
      this.run = stepRun(this.run, 'confirm')
    }
    match.proposed = null
  }

  settle(match: Match): void {
    const others = this.matches.filter((other) => other !== match).map(({ state }) => state)
    this.run = afterClearing({ state: this.run, partial: this.partial }, others)
  }

  again(): void {
    const states = this.matches.map(({ state }) => state)
    if (!mayScreenAgain({ state: this.run, partial: this.partial }, states)) throw { code: 'screening.runNotNow' }
    this.run = stepRun(this.run, 'screen_again')
  }

  lift(): void {
    this.run = stepRun(this.run, 'lift')
  }

  /** The person was erased: what failed is closed, and what staff have decided all of. */
  forget(): void {
    const states = this.matches.map(({ state }) => state)
    if (this.run === 'in_review' && !mayScreenAgain({ state: this.run, partial: this.partial }, states))
      throw { code: 'screening.runNotNow' }
    this.run = stepRun(this.run, 'forget')
  }

  /** What must hold whatever happened. */
  check(): void {
    const open = this.matches.some(({ state }) => state === 'pending' || state === 'escalated')
    const confirmed = this.matches.filter(({ state }) => state === 'confirmed_hit').length
    if (this.run === 'no_hit' || this.run === 'confirmed_hit') expect(open).toBe(false)
    expect(confirmed).toBe(this.run === 'confirmed_hit' || this.run === 'lifted' ? 1 : 0)
  }
}

test('10,000 random steps never take a forbidden edge, and take every allowed one', () => {
  const dice = new Dice(16)
  const seen = new Set<string>()
  let desk = new Desk(dice)
  for (let step = 0; step < 10_000; step += 1) {
    desk.act()
    desk.check()
    if (step % 40 === 39) {
      for (const edge of desk.seen) seen.add(edge)
      desk = new Desk(dice)
    }
  }
  const allowed = new Set([
    ...Object.entries(RUN_EDGES).map(([edge, next]) => `run ${edge.split(' ')[0]} ${next}`),
    ...Object.entries(MATCH_EDGES).map(([edge, next]) => `match ${edge.split(' ')[0]} ${next}`),
  ])
  expect([...seen].toSorted()).toEqual([...allowed].toSorted())
})

test('10,000 random steps of imports under a moving clock: what is in force was staged, and nothing comes back', () => {
  const dice = new Dice(17)
  let state: ImportState = 'fetched'
  const path: ImportState[] = [state]
  for (let step = 0; step < 10_000; step += 1) {
    try {
      state = stepImport(state, dice.of(IMPORT_EVENTS))
      path.push(state)
    } catch {
      // A step that the table does not have.
    }
    if (state === 'active') expect(path).toEqual(['fetched', 'parsed', 'validated', 'staged', 'active'])
    if (state === 'superseded' || state === 'rejected') {
      expect(new Set(path).size).toBe(path.length)
      state = 'fetched'
      path.splice(0, path.length, state)
    }
  }
})

describe('reasons to clear', () => {
  const features = (change: Partial<Features>): Features => ({
    ...{ subjectName: 0, listedName: 0, pairs: [], name: 950, weak: false, mixedScript: false, birth: 'year_far' },
    ...{ country: 'different', gender: 'unknown', identifier: null, threshold: 800, score: 860, ...change },
  })

  test('one is enough up to 0.90, above it takes two, or another number', () => {
    const reasons =
      (score: number, ...given: (typeof CLEAR_REASONS)[number][]) =>
      () =>
        assertReasons(given, features({ score }), RULE)
    expect(reasons(900, 'dob_different')).not.toThrow()
    expect(reasons(901, 'dob_different')).toThrow('choose two')
    expect(reasons(901, 'dob_different', 'dob_different')).toThrow('choose two')
    expect(reasons(901, 'dob_different', 'place_different')).not.toThrow()
    expect(reasons(901, 'id_different')).not.toThrow()
  })

  test('what the comparison contradicts is none', () => {
    expect(() => assertReasons(['dob_different'], features({ birth: 'same' }), RULE)).toThrow('dates of birth agree')
    expect(() => assertReasons(['gender_different'], features({ gender: 'same' }), RULE)).toThrow('gender is the same')
    expect(() => assertReasons(['nationality_different'], features({ country: 'shared' }), RULE)).toThrow('country')
    expect(() => assertReasons(['id_different'], features({ identifier: 'passport' }), RULE)).toThrow(
      'number is the same',
    )
  })

  test('two people are needed from 0.95 on, or with a shared number', () => {
    expect([949, 950].map((score) => needsTwo({ score, identifier: null }, RULE))).toEqual([false, true])
    expect(needsTwo({ score: 800, identifier: 'passport' }, RULE)).toBe(true)
  })
})

test('E16: a list may lose 5 % and gain 20 %, and not one entry more', () => {
  const entry = (id: number) => ({ id: String(id) }) as never
  const problem = (rows: number, rowsBefore: number | null, sizeReason: string | null = null) =>
    problemOf(
      { entries: Array.from({ length: rows }, (_, place) => entry(place)), publishedAt: null },
      { source: 'eu', rowsBefore, sizeReason },
      RULE,
    )
  expect([95, 120].map((rows) => problem(rows, 100))).toEqual([null, null])
  expect(problem(94, 100)).toContain('may lose')
  expect(problem(121, 100)).toContain('may gain')
  expect([problem(10, 100, 'So decided.'), problem(10, null)]).toEqual([null, null])
})
