import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import {
  CHECKOUT,
  CHECKOUT_EVENTS,
  CHECKOUT_STATES,
  DISPUTE,
  DISPUTE_EVENTS,
  DISPUTE_STATES,
  FEE,
  FEE_EVENTS,
  FEE_STATES,
  isInRefundTime,
  isKeyGood,
  REFUND,
  REFUND_EVENTS,
  REFUND_STATES,
  refundUntil,
  standingOf,
} from './machines'

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>

/** Every state with every event: what is not named here does not happen. */
const ALLOWED: Record<string, { table: Table; states: readonly string[]; events: readonly string[]; edges: string[] }> =
  {
    fee: {
      ...{ table: FEE, states: FEE_STATES, events: FEE_EVENTS },
      edges: [
        'due pay paid',
        'paid return refunding',
        'paid lose charged_back',
        'refunding returned refunded',
        'refunding lose charged_back',
        'refunded bounced refunding',
        'refunded pay paid',
        'charged_back pay paid',
      ],
    },
    checkout: {
      ...{ table: CHECKOUT, states: CHECKOUT_STATES, events: CHECKOUT_EVENTS },
      edges: [
        'open processing processing',
        ...['open paid paid', 'open failed failed', 'open expired expired', 'open strange review'],
        ...['processing paid paid', 'processing failed failed', 'processing strange review'],
        ...['failed paid paid', 'failed strange review', 'expired paid paid', 'expired strange review'],
      ],
    },
    refund: {
      ...{ table: REFUND, states: REFUND_STATES, events: REFUND_EVENTS },
      edges: [
        ...['wanted hold held', 'wanted drop dropped', 'wanted pending pending', 'wanted succeeded succeeded'],
        ...['wanted failed failed', 'held release wanted', 'held drop dropped', 'held pending pending'],
        ...['held succeeded succeeded', 'held failed failed', 'pending succeeded succeeded', 'pending failed failed'],
        ...['succeeded failed failed', 'dropped pending pending', 'dropped succeeded succeeded'],
      ],
    },
    dispute: {
      ...{ table: DISPUTE, states: DISPUTE_STATES, events: DISPUTE_EVENTS },
      edges: ['open won won', 'open lost lost'],
    },
  }

describe.for(Object.entries(ALLOWED))('the machine of a %s', ([, { table, states, events, edges }]) => {
  test('takes these steps and no other, of all states with all events', () => {
    const taken = states.flatMap((state) =>
      events.flatMap((event) => (table[state]?.[event] ? [`${state} ${event} ${table[state][event]}`] : [])),
    )
    expect(taken.toSorted()).toEqual(edges.toSorted())
  })
  test('never leaves them in 10,000 steps at random', () => {
    const dice = new Dice(20_261_129)
    let state = states[0]!
    for (let step = 0; step < 10_000; step += 1) {
      const event = events[dice.between(0, events.length - 1)]!
      const next = table[state]?.[event]
      if (!next) {
        // A machine that has come to an end begins anew, so that every step is walked often.
        if (Object.keys(table[state] ?? {}).length === 0) state = states[0]!
        continue
      }
      expect(edges).toContain(`${state} ${event} ${next}`)
      state = next
    }
  })
})

describe('E13: the time within which a refusal brings a fee back', () => {
  test.for([
    ['2027-03-13T09:30:00.000Z', 30, '2027-04-12T09:30:00.000Z'], // over the change to summer time
    ['2028-02-28T23:59:59.999Z', 1, '2028-02-29T23:59:59.999Z'], // a leap day
    ['2027-12-31T00:00:00.000Z', 1, '2028-01-01T00:00:00.000Z'],
    ['2027-01-04T09:00:00.000Z', 0, '2027-01-04T09:00:00.000Z'],
  ] as const)('paid at %s, returned for %i days, ends at %s', ([paid, days, end]) => {
    const until = refundUntil(new Date(paid), days)
    expect(until.toISOString()).toBe(end)
    const at = (milliseconds: number) => isInRefundTime(new Date(until.getTime() + milliseconds), until)
    expect([at(-1), at(0), at(1)]).toEqual([true, false, false])
  })
  test('a key of Stripe’s counts for 23 hours from its first use, and before it', () => {
    const asked = new Date('2027-01-04T09:00:00Z')
    const aged = (milliseconds: number) => isKeyGood(asked, new Date(asked.getTime() + milliseconds))
    expect([isKeyGood(null, asked), aged(0), aged(82_799_999), aged(82_800_000)]).toEqual([true, true, true, false])
  })
})

test('a dispute hides everything else; a payment under way hides only that the fee is due', () => {
  const at = (state: (typeof FEE_STATES)[number], disputed: boolean, processing: boolean) =>
    standingOf({ state, disputed, processing })
  expect(standingOf(null)).toBe('none')
  for (const state of FEE_STATES) {
    expect(at(state, true, true)).toBe('disputed')
    expect(at(state, false, false)).toBe(state)
  }
  expect(FEE_STATES.map((state) => at(state, false, true))).toEqual([
    ...['processing', 'paid', 'refunding', 'processing', 'processing'],
  ])
})
