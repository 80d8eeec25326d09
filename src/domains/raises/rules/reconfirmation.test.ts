import { describe, expect, test } from 'vitest'
import { after as plus } from '@/kit/time'
import { Dice } from '@/test/dice'
import {
  earlierOf,
  mayConfirm,
  RECONFIRM_EVENTS,
  RECONFIRM_STATES,
  RECONFIRM_TABLE,
  type ReconfirmState,
  reconfirmAfter,
  reconfirmEvent,
  tellsOwner,
  UNDECIDED,
  type Watched,
} from './reconfirmation'

const dueAt = new Date('2027-06-18T15:00:00Z')
const watched = (change: Partial<Watched> = {}): Watched => ({
  ...{ state: 'due', terms: 2, dueAt, position: { state: 'open', terms: 1 }, current: 2 },
  ...change,
})
const ENDS: readonly ReconfirmState[] = ['confirmed', 'revoked', 'late', 'refunded', 'superseded']

describe('a reconfirmation', () => {
  test('every pair of state and event leads where the table says, and an end is an end', () => {
    const steps = RECONFIRM_STATES.flatMap((state) =>
      RECONFIRM_EVENTS.flatMap((event) => {
        const next = reconfirmAfter(state, event)
        return next ? [`${state} ${event} ${next}`] : []
      }),
    )
    expect(steps).toEqual([
      ...['due confirm confirmed', 'due revoke revoked', 'due lapse lapsed', 'due refund refunded'],
      ...['due supersede superseded', 'lapsed confirm late', 'lapsed revoke revoked', 'lapsed refund refunded'],
      'lapsed supersede superseded',
    ])
    for (const state of ENDS) expect(RECONFIRM_TABLE[state]).toEqual({})
  })
  test('E13: lapses at its deadline and not a millisecond before', () => {
    const at = (milliseconds: number) => plus(dueAt, milliseconds)
    expect([-1, 0, 1].map((ms) => reconfirmEvent(watched(), at(ms)))).toEqual([null, 'lapse', 'lapse'])
    expect([-1, 0, 1].map((ms) => mayConfirm(at(ms), dueAt))).toEqual([true, false, false])
    expect(earlierOf(dueAt, plus(dueAt, -1))).toEqual(plus(dueAt, -1))
    expect([earlierOf(dueAt, plus(dueAt, 1)), earlierOf(dueAt, null)]).toEqual([dueAt, dueAt])
  })
  test.for<[string, Partial<Watched>, string | null]>([
    ['a yes on chain', { position: { state: 'open', terms: 2 } }, 'confirm'],
    ['everything taken out', { position: { state: 'withdrawn', terms: 1 } }, 'revoke'],
    ['paid back by the program', { position: { state: 'refunded', terms: 1 } }, 'refund'],
    ['terms that changed once more', { current: 3 }, 'supersede'],
    ['a yes to the newest terms at once', { current: 3, position: { state: 'open', terms: 3 } }, 'confirm'],
  ])('%s goes before the clock', ([, change, event]) => {
    for (const ms of [-1, 0, 1]) expect(reconfirmEvent(watched(change), plus(dueAt, ms))).toBe(event)
  })
  test('a walk of 10,000 steps with a moving clock never leaves an end, and never agrees in time after the deadline', () => {
    const dice = new Dice(24)
    let now = plus(dueAt, -50_000)
    let one = watched()
    let ends = 0
    for (let step = 0; step < 10_000; step += 1) {
      now = plus(now, dice.between(0, 4_000))
      const position = dice.chance(0.1)
        ? { state: dice.of(['open', 'withdrawn', 'refunded'] as const), terms: dice.of([1, 2]) }
        : one.position
      one = { ...one, position, current: dice.chance(0.02) ? 3 : one.current }
      const event = reconfirmEvent(one, now)
      const next = event && reconfirmAfter(one.state, event)
      if (!next) continue
      expect(ENDS).not.toContain(one.state)
      if (next === 'lapsed') expect(now >= dueAt).toBe(true)
      if (next === 'late') expect(one.state).toBe('lapsed')
      expect(UNDECIDED as readonly string[]).toContain(one.state)
      one = { ...one, state: next }
      if (!ENDS.includes(next)) continue
      ends += 1
      now = plus(dueAt, -dice.between(1, 50_000))
      one = watched()
    }
    expect(ends).toBeGreaterThan(100)
  })
})

test('whoever did not agree is told at the end of their time, or with the refund of a raise that was settled before it', () => {
  const told = RECONFIRM_STATES.filter((to) => tellsOwner({ to, isSettled: true }))
  expect(told).toEqual(['lapsed', 'refunded'])
  // A raise that failed pays everybody back: whether somebody agreed has nothing to do with it.
  expect(RECONFIRM_STATES.filter((to) => tellsOwner({ to, isSettled: false }))).toEqual(['lapsed'])
})
