import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE, after as plus } from '@/kit/time'
import { CASE_STATES, type CaseState } from '../schema'
import {
  ageOn,
  assertHolds,
  assertMayClaim,
  assertMayDecide,
  assertMayErase,
  assertServed,
  blockedCountries,
  CASE_TABLE,
  type CaseEvent,
  MEMBER_VIEW,
  SETTLED_STATES,
  step,
} from './case'
import { clearanceUntil, readLimits, STANDARD_LIMITS, writeLimits } from './clearance'

const EVENTS = [
  'start',
  'submit',
  'withdraw',
  'claim',
  'release',
  'request_changes',
  'propose_approve',
  'propose_reject',
  'confirm',
  'return',
  'expire',
] as const satisfies readonly CaseEvent[]

/** Every step that exists, written down a second time: what is not here must be refused. */
const STEPS = new Set(
  `
  not_started start draft
  draft submit submitted
  draft withdraw withdrawn
  submitted claim in_review
  submitted withdraw withdrawn
  in_review claim in_review
  in_review release submitted
  in_review request_changes needs_resubmission
  in_review propose_approve proposed_approve
  in_review propose_reject proposed_reject
  in_review withdraw withdrawn
  proposed_approve confirm approved
  proposed_approve return in_review
  proposed_approve withdraw withdrawn
  proposed_reject confirm rejected
  proposed_reject return in_review
  proposed_reject withdraw withdrawn
  needs_resubmission submit submitted
  needs_resubmission withdraw withdrawn
  approved expire expired`
    .trim()
    .split(/\n\s*/),
)

describe('a verification', () => {
  test.each(CASE_STATES.flatMap((state) => EVENTS.map((event) => [state, event] as const)))(
    '%s, %s',
    (state, event) => {
      const expected = [...STEPS].find((line) => line.startsWith(`${state} ${event} `))?.split(' ')[2]
      if (expected) expect(step(state, event)).toBe(expected)
      else expect(() => step(state, event)).toThrow(/cannot be done/)
    },
  )

  test('is never approved or rejected without a proposal before it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
        let state: CaseState = 'not_started'
        for (const event of events) {
          const next: CaseState | undefined = CASE_TABLE[state][event]
          if (next === 'approved') expect(state).toBe('proposed_approve')
          if (next === 'rejected') expect(state).toBe('proposed_reject')
          state = next ?? state
        }
      }),
    )
  })

  test('looks the same to its member whatever the staff are doing', () => {
    const views = new Set(
      (['submitted', 'in_review', 'proposed_approve', 'proposed_reject'] as const).map((s) => MEMBER_VIEW[s]),
    )
    expect([...views]).toEqual(['waiting'])
  })

  test('ends where nothing but expiry follows', () => {
    for (const state of SETTLED_STATES)
      expect(Object.keys(CASE_TABLE[state])).toEqual(state === 'approved' ? ['expire'] : [])
  })
})

describe('who may be verified', () => {
  const now = new Date('2026-05-01T00:00:00Z')
  const person = (dateOfBirth: string, country = 'DE') => ({
    legalName: 'Ann Smith',
    dateOfBirth,
    country,
    residentialAddress: 'Somewhere 1',
  })
  const check = (dateOfBirth: string, country?: string) => () =>
    assertServed(person(dateOfBirth, country), blockedCountries(undefined), now)

  test('somebody is 18 on their birthday and 17 the day before', () => {
    expect(check('2008-05-01')).not.toThrow()
    expect(check('2008-05-02')).toThrow(/18 years/)
  })
  test('somebody born on 29 February comes of age on 1 March', () => {
    expect(ageOn('2008-02-29', new Date('2026-02-28T23:59:59Z'))).toBe(17)
    expect(ageOn('2008-02-29', new Date('2026-03-01T00:00:00Z'))).toBe(18)
  })
  test('a birth tomorrow or 121 years ago is a mistake', () => {
    expect(check('2027-01-01')).toThrow(/Check the date/)
    expect(check('1905-04-30')).toThrow(/Check the date/)
  })
  test('residents of blocked countries are told so before a document is taken', () => {
    expect(check('1990-01-01', 'KP')).toThrow(/not offered to residents/)
    expect(() => assertServed(person('1990-01-01', 'DE'), blockedCountries('DE, FR'), now)).toThrow(/not offered/)
    expect(() => assertServed(person('1990-01-01', 'KP'), blockedCountries(''), now)).not.toThrow()
    expect(() => blockedCountries('DE,XX')).toThrow(/XX/)
  })
})

describe('who may act for the staff', () => {
  const now = new Date('2026-05-01T12:00:00Z')
  const held = { personId: 'ann', assigneeId: 'rita', leaseUntil: plus(now, MINUTE) }

  test('nobody on their own verification', () => {
    expect(() => assertMayClaim({ ...held, assigneeId: null }, 'ann', now)).toThrow(/their own/)
    expect(() => assertHolds({ ...held, assigneeId: 'ann' }, 'ann', now)).toThrow(/their own/)
    const proposal = { personId: 'ann', proposedBy: 'rita', reviewedDigest: 'd' }
    expect(() => assertMayDecide(proposal, 'ann', 'd')).toThrow(/their own/)
  })
  test('one at a time, for 30 minutes', () => {
    expect(() => assertMayClaim(held, 'carl', now)).toThrow(/colleague/)
    expect(() => assertMayClaim(held, 'rita', now)).not.toThrow()
    expect(() => assertMayClaim(held, 'carl', plus(now, MINUTE))).not.toThrow()
    expect(() => assertHolds(held, 'rita', plus(now, MINUTE))).toThrow(/not yours/)
  })
  test('the second person is another one, and decides on what the first one saw', () => {
    const proposal = { personId: 'ann', proposedBy: 'rita', reviewedDigest: 'd' }
    expect(() => assertMayDecide(proposal, 'rita', 'd')).toThrow(/another person/)
    expect(() => assertMayDecide(proposal, 'carl', 'e')).toThrow(/evidence changed/)
    expect(() => assertMayDecide(proposal, 'carl', 'd')).not.toThrow()
  })
  test('erasure: members what they withdrew, checkers what was rejected, nobody an approval', () => {
    const by = (personId: string, checks: boolean, secondFactor = checks) => ({ personId, checks, secondFactor })
    for (const state of CASE_STATES) {
      const erase = (viewer: ReturnType<typeof by>) => () => assertMayErase({ personId: 'ann', state }, viewer)
      if (state === 'withdrawn') expect(erase(by('ann', false))).not.toThrow()
      else expect(erase(by('ann', true))).toThrow(/must be kept/)
      if (state === 'withdrawn' || state === 'rejected') expect(erase(by('carl', true))).not.toThrow()
      else expect(erase(by('carl', true))).toThrow(/must be kept/)
      expect(erase(by('eve', false))).toThrow(/no such/)
      expect(erase(by('carl', true, false)), 'without a second factor').toThrow(/no such/)
    }
  })
})

describe('a clearance', () => {
  test('lasts 12 calendar months', () => {
    expect(clearanceUntil(new Date('2026-05-01T12:34:56Z'))).toEqual(new Date('2027-05-01T12:34:56Z'))
    expect(clearanceUntil(new Date('2028-02-29T00:00:00Z'))).toEqual(new Date('2029-03-01T00:00:00Z'))
  })
  test('keeps its limits to the base unit', () => {
    expect(readLimits(writeLimits(STANDARD_LIMITS))).toEqual(STANDARD_LIMITS)
  })
})
