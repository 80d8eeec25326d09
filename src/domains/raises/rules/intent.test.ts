import { expect, test } from 'vitest'
import { INTENT_STATES, INTENT_TABLE, type IntentEvent, intentAfter, isInFlight } from './intent'

const EVENTS: IntentEvent[] = ['decline', 'submit', 'see', 'confirm', 'finalize', 'fail', 'expire', 'lose']

test('every state and event pair leads to a known state or nowhere', () => {
  for (const state of INTENT_STATES)
    for (const event of EVENTS) expect([undefined, ...INTENT_STATES]).toContain(intentAfter(state, event))
})

test('an end is an end', () => {
  for (const state of ['declined', 'finalized', 'failed', 'expired', 'lost'] as const)
    expect(INTENT_TABLE[state]).toEqual({})
})

test('what was never sent is neither final nor failed, and what was sent cannot be declined', () => {
  expect(intentAfter('prepared', 'finalize')).toBeUndefined()
  expect(intentAfter('prepared', 'fail')).toBeUndefined()
  for (const state of INTENT_STATES.filter(isInFlight)) {
    expect(intentAfter(state, 'decline')).toBeUndefined()
    expect(intentAfter(state, 'submit')).toBeUndefined()
  }
})

test('a confirmed transaction does not go back to seen', () => {
  expect(intentAfter('confirmed', 'see')).toBeUndefined()
})
