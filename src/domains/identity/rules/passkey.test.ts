import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, after as plus } from '@/kit/time'
import {
  invitedUntil,
  isCopied,
  isOpen,
  keyAfter,
  PASSKEY_EVENTS,
  PASSKEY_STATES,
  PERMIT_EVENTS,
  PERMIT_STATES,
  type PermitState,
  permitAfter,
  recoveryUntil,
  registration,
} from './passkey'

const now = new Date('2026-05-01T12:00:00Z')

describe('a passkey and a permit', () => {
  test('every pair of state and event: only what lives can end', () => {
    const ends = { remove: 'removed', replace: 'replaced', copySeen: 'cloned' }
    for (const state of PASSKEY_STATES)
      for (const event of PASSKEY_EVENTS)
        if (state === 'live') expect(keyAfter(state, event)).toBe(ends[event])
        else expect(() => keyAfter(state, event)).toThrow('no such passkey')
    for (const state of PERMIT_STATES)
      for (const event of PERMIT_EVENTS)
        if (state === 'open') expect(permitAfter(state, event)).toBe(event === 'use' ? 'used' : 'ended')
        else expect(() => permitAfter(state, event)).toThrow('Nobody allowed')
  })

  test('10,000 steps with a moving clock: no permit counts twice, after its end, or past its date', () => {
    const step = fc.record({ event: fc.constantFrom(...PERMIT_EVENTS), ahead: fc.integer({ min: 0, max: 2 * DAY }) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 100, maxLength: 100 }), (steps) => {
        let [clock, permit, uses] = [now, { state: 'open' as PermitState, until: invitedUntil(now) }, 0]
        for (const { event, ahead } of steps) {
          clock = plus(clock, ahead)
          if (!isOpen(permit, clock)) {
            expect(permit.state !== 'open' || clock >= permit.until).toBe(true)
            permit = { state: 'open', until: invitedUntil(clock) }
            uses = 0
          }
          permit = { ...permit, state: permitAfter(permit.state, event) }
          if (event === 'use') uses += 1
          expect(uses).toBeLessThan(2)
          expect(isOpen(permit, clock)).toBe(false)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a recovery ends with its last day, at most 14 days from now', () => {
    expect(recoveryUntil('2026-05-01', now)).toEqual(new Date('2026-05-02T00:00:00Z'))
    expect(recoveryUntil('2026-05-15', now)).toEqual(new Date('2026-05-16T00:00:00Z'))
    for (const day of [undefined, '2026-04-30', '2026-05-16']) expect(() => recoveryUntil(day, now)).toThrow(/^until: /)
  })

  test('a count that does not grow is a copy; devices that do not count are none', () => {
    expect([isCopied(0n, 0n), isCopied(0n, 1n), isCopied(7n, 8n)]).toEqual([false, false, false])
    expect([isCopied(7n, 7n), isCopied(7n, 6n), isCopied(7n, 0n)]).toEqual([true, true, true])
  })

  test('a key joins one that was shown, or is a first one by invitation after a sign-in by mail', () => {
    const first = { method: 'email', shownBy: null, keys: 0, invited: true, steppedUp: false }
    expect(registration(first)).toBe('invited')
    expect(() => registration({ ...first, invited: false })).toThrow('Nobody allowed')
    for (const method of ['wallet', 'passkey'])
      expect(() => registration({ ...first, method })).toThrow('after a sign-in by e-mail link')
    const more = { ...first, keys: 1, shownBy: 'passkey' }
    expect(registration(more)).toBe('showFirst')
    expect(registration({ ...more, steppedUp: true })).toBe('joined')
    expect(() => registration({ ...more, shownBy: 'code', steppedUp: true })).toThrow('one-time codes')
  })
})
