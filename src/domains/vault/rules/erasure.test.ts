import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextState } from '@/kit/transition'
import { Dice } from '@/test/dice'
import { ERASURE_STATES, type ErasureState } from '../schema'
import {
  addMonths,
  answerBy,
  ERASURE_EVENTS,
  ERASURE_RULES,
  ERASURE_TABLE,
  type ErasureEvent,
  type ErasureFacts,
  erasureRule,
  OUTCOME_WORDS,
} from './erasure'

/** The table written the other way: event -> from -> to. */
const EDGES: Record<ErasureEvent, Partial<Record<ErasureState, ErasureState>>> = {
  confirm_identity: { received: 'identity_confirmed' },
  assess: { identity_confirmed: 'assessed' },
  refuse: { assessed: 'refused' },
  restrict: { assessed: 'restricted' },
  purge: { assessed: 'purging', restricted: 'purging' },
  extend: { restricted: 'restricted' },
  ask_provider: { purging: 'provider_redacting' },
  nothing_elsewhere: { purging: 'shredded' },
  provider_redacted: { provider_redacting: 'shredded' },
  verify: { shredded: 'verified' },
  find_trace: { shredded: 'purging' },
  close: { refused: 'closed', verified: 'closed' },
}

describe('a wish to be forgotten', () => {
  test.for(ERASURE_STATES)('from %s: every event leads where it is said to, or nowhere', (state) => {
    for (const event of ERASURE_EVENTS)
      expect({ event, to: nextState(ERASURE_TABLE, state, event) }).toEqual({ event, to: EDGES[event][state] })
  })

  test('in 10,000 random steps is closed only when it was refused, or purged and looked over', () => {
    const dice = new Dice(815)
    let state: ErasureState = 'received'
    let seen: ErasureState[] = []
    for (let step = 0; step < 10_000; step += 1) {
      const next: ErasureState | undefined = nextState(ERASURE_TABLE, state, dice.of(ERASURE_EVENTS))
      if (!next) continue
      seen.push(next)
      state = next
      if (state !== 'closed') continue
      const purged = ['purging', 'shredded', 'verified'].every((passed) => seen.includes(passed as ErasureState))
      expect(purged !== seen.includes('refused')).toBe(true)
      expect(seen.slice(0, 2)).toEqual(['identity_confirmed', 'assessed'])
      state = 'received'
      seen = []
    }
  })
})

describe('the decision', () => {
  const nobody: ErasureFacts = {
    ...{ held: false, isStaff: false, hasOpenBusiness: false, wasVerified: false, hasRecords: false },
  }
  test.for<[Partial<ErasureFacts>, string, string]>([
    [{}, 'nothing_kept', 'full'],
    [{ hasRecords: true }, 'records', 'partial'],
    [{ wasVerified: true }, 'verified', 'partial'],
    [{ wasVerified: true, hasRecords: true }, 'verified', 'partial'],
    [{ held: true }, 'held', 'partial'],
    [{ held: true, wasVerified: true }, 'held', 'partial'],
    [{ hasOpenBusiness: true, held: true }, 'open_business', 'refused'],
    [{ isStaff: true, hasOpenBusiness: true }, 'staff', 'refused'],
  ])('on %j is %s: %s', ([facts, id, outcome]) => {
    expect(erasureRule({ ...nobody, ...facts })).toMatchObject({ id, outcome })
  })

  test('exists for all 32 combinations, and all goes at once only where nothing is kept, held or open', () => {
    const bit = fc.boolean()
    const facts = fc.record({ held: bit, isStaff: bit, hasOpenBusiness: bit, wasVerified: bit, hasRecords: bit })
    fc.assert(
      fc.property(facts, (known) => {
        const { outcome, id } = erasureRule(known)
        expect(outcome === 'full').toBe(Object.values(known).every((fact) => !fact))
        expect(OUTCOME_WORDS[id]).toBeTruthy()
      }),
    )
  })

  test('E19: a hold reads like any duty to keep', () => {
    expect(OUTCOME_WORDS.held).toBe(OUTCOME_WORDS.verified)
    const [held, verified] = ['held', 'verified'].map((id) => ERASURE_RULES.find((rule) => rule.id === id)!)
    expect([held!.outcome, held!.yearsKept]).toEqual([verified!.outcome, verified!.yearsKept])
  })

  test.for([
    ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
    ['2028-01-31T00:00:00.000Z', 1, '2028-02-29T00:00:00.000Z'],
    ['2028-02-29T23:59:59.999Z', 60, '2033-02-28T23:59:59.999Z'],
    ['2026-12-15T00:00:00.000Z', 1, '2027-01-15T00:00:00.000Z'],
    ['2026-05-01T12:00:00.000Z', 0, '2026-05-01T12:00:00.000Z'],
  ] as const)('%s and %s months are %s', ([from, months, to]) => {
    expect(addMonths(new Date(from), months).toISOString()).toBe(to)
    if (months === 1) expect(answerBy(new Date(from)).toISOString()).toBe(to)
  })
})
