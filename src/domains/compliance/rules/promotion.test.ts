import { describe, expect, test } from 'vitest'
import { DAY, after as plus } from '@/kit/time'
import { Dice } from '@/test/dice'
import { ATTEMPTS, BANK, gradeAttempt, nextAttemptAt, questionsOf } from './appropriateness'
import { PROMOTION_EVENTS, PROMOTION_STATES, PROMOTION_TABLE, type PromotionState, promotionAfter } from './promotion'

const now = new Date('2027-03-27T12:00:00Z')
const asked = { requestedAt: plus(now, -2 * DAY), now }

describe('the way to an offer in the United Kingdom', () => {
  test('of every state and event leads where the table says, and nowhere else', () => {
    for (const state of PROMOTION_STATES)
      for (const event of PROMOTION_EVENTS) {
        const next = PROMOTION_TABLE[state][event]
        if (next) expect(promotionAfter(state, event, asked)).toBe(next)
        else expect(() => promotionAfter(state, event, asked)).toThrow('not the next step')
      }
    expect(PROMOTION_STATES.flatMap((state) => (PROMOTION_TABLE[state].pass ? [state] : []))).toEqual(['categorised'])
  })
  test('E13: goes on 24 hours after it was asked for, not a millisecond before, summer time or not', () => {
    const requestedAt = plus(now, -DAY)
    const proceed = (ms: number) => () => promotionAfter('warned', 'proceed', { requestedAt, now: plus(now, ms) })
    expect(proceed(-1)).toThrow('24 hours')
    expect([proceed(0)(), proceed(1)()]).toEqual(['proceeded', 'proceeded'])
    expect(() => promotionAfter('warned', 'proceed', { requestedAt: null, now })).toThrow('24 hours')
  })
  test('a walk of 10,000 steps never reaches an offer without the warning, 24 hours, a statement and the test', () => {
    const dice = new Dice(24)
    let [state, at, requestedAt]: [PromotionState, Date, Date | null] = ['visited', now, null]
    let since: string[] = []
    let offers = 0
    for (let step = 0; step < 10_000; step += 1) {
      at = plus(at, dice.between(0, 8 * 3_600_000))
      const event = dice.of(PROMOTION_EVENTS)
      const allowed = PROMOTION_TABLE[state][event] !== undefined
      let next: PromotionState
      try {
        next = promotionAfter(state, event, { requestedAt, now: at })
      } catch {
        if (allowed) expect(event).toBe('proceed')
        continue
      }
      expect(allowed).toBe(true)
      since = event === 'request' ? [event] : [...since, event]
      if (event === 'request') requestedAt = at
      if (event === 'leave') requestedAt = null
      if (event === 'proceed') expect(at.getTime() - requestedAt!.getTime()).toBeGreaterThanOrEqual(DAY)
      if (next === 'passed') {
        offers += 1
        for (const needed of ['request', 'warn', 'proceed', 'categorise', 'pass']) expect(since).toContain(needed)
      }
      state = next
    }
    expect(offers).toBeGreaterThan(50)
  })
})

describe('the questions', () => {
  test('of two attempts have none in common, and each attempt has one of every topic', () => {
    const all = Array.from({ length: ATTEMPTS }, (_, index) => questionsOf(index + 1))
    expect(all.map((questions) => questions.length)).toEqual([6, 6, 6, 6, 6])
    const texts = all.flat().map(({ question }) => question)
    expect(new Set(texts).size).toBe(30)
    expect(questionsOf(ATTEMPTS + 1)).toEqual([])
    for (const { answers } of BANK.flat()) expect(new Set(answers).size).toBe(3)
  })
  test('five right answers are enough, and one place is never right for all', () => {
    const right = questionsOf(1).map((one) => one.right)
    const wrong = (count: number) => right.map((one, index) => (index < count ? (one + 1) % 3 : one))
    expect([0, 1, 2].map((count) => gradeAttempt(1, wrong(count)).passed)).toEqual([true, true, false])
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1)
      for (const place of [0, 1, 2]) expect(gradeAttempt(attempt, Array(6).fill(place)).passed).toBe(false)
    expect(gradeAttempt(1, []).passed).toBe(false)
  })
  test('wait 24 hours after the second attempt and every later one', () => {
    expect([0, 1].map((fails) => nextAttemptAt(fails, now))).toEqual([null, null])
    expect([2, 3].map((fails) => nextAttemptAt(fails, now))).toEqual([plus(now, DAY), plus(now, DAY)])
  })
})
