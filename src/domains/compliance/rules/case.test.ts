import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decidableUntil } from '@/domains/identity/rules/decision'
import { DAY, MINUTE, after as plus } from '@/kit/time'
import { CASE_STATES, type CaseState } from '../schema'
import { CASE_EVENTS, CASE_TABLE, type CaseEvent, MEMBER_VIEW, OPEN_STATES, step } from './case'
import { clearanceUntil, readLimits, STANDARD_LIMITS, writeLimits } from './clearance'
import { assertFresh, assertHolds, assertMayClaim, assertMayErase, holderOf, LEASE, mayAppeal } from './review'
import { ageOn, blockedCountries, isServed, notServed } from './served'

/** Every step that exists, written down a second time as the design has it: what is not here must be refused. */
const STEPS = new Map(
  `
  not_started start draft
  draft save draft
  draft submit_profile awaiting_document
  draft submit_blocked blocked_jurisdiction
  awaiting_document save awaiting_document
  awaiting_document submit_blocked blocked_jurisdiction
  awaiting_document create_session awaiting_provider
  awaiting_document choose_manual manual_upload
  manual_upload save manual_upload
  manual_upload submit_blocked blocked_jurisdiction
  manual_upload documents_ready screening
  awaiting_provider provider_processing provider_processing
  awaiting_provider provider_verified screening
  provider_processing provider_verified screening
  awaiting_provider provider_retry awaiting_document
  provider_processing provider_retry awaiting_document
  awaiting_provider provider_review in_review
  provider_processing provider_review in_review
  awaiting_provider provider_cancelled awaiting_document
  provider_processing provider_cancelled awaiting_document
  screening screened_automatic approved
  screening screened in_review
  screening candidates in_review
  screening screening_failed screening
  in_review claim in_review
  in_review release in_review
  in_review candidates in_review
  in_review request_changes needs_resubmission
  in_review propose pending_second
  needs_resubmission save needs_resubmission
  needs_resubmission resubmit in_review
  pending_second confirm_approve approved
  pending_second confirm_reject rejected
  pending_second return in_review
  pending_second void in_review
  pending_second lapse in_review
  rejected appeal in_review
  approved reverify reverify_due
  approved suspend suspended
  reverify_due suspend suspended
  suspended propose_lift suspended
  suspended confirm_lift approved
  suspended return_lift suspended
  reverify_due grace_over expired`
    .trim()
    .split(/\n\s*/)
    .map((line) => line.split(' '))
    .map(([state, event, next]) => [`${state} ${event}`, next]),
)
const add = (event: CaseEvent, next: CaseState, states: readonly CaseState[]) => {
  for (const state of states) STEPS.set(`${state} ${event}`, next)
}
add('start', 'draft', [
  ...(['reverify_due', 'rejected', 'expired', 'abandoned', 'blocked_jurisdiction', 'withdrawn', 'erased'] as const),
])
add('withdraw', 'withdrawn', OPEN_STATES)
add('silence', 'abandoned', ['draft', 'awaiting_document', 'awaiting_provider', 'manual_upload', 'needs_resubmission'])
add(
  'erase',
  'erased',
  CASE_STATES.filter((state) => state !== 'not_started' && state !== 'erased'),
)

describe('a verification', () => {
  test.each(CASE_STATES.flatMap((state) => CASE_EVENTS.map((event) => [state, event] as const)))(
    '%s, %s',
    (state, event) => {
      const expected = STEPS.get(`${state} ${event}`)
      if (expected) expect(step(state, event)).toBe(expected)
      else expect(() => step(state, event)).toThrow(/cannot be done/)
    },
  )

  test('is never approved or rejected without a proposal, a lift, or every condition of an automatic approval', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CASE_EVENTS), { minLength: 10_000, maxLength: 10_000 }), (events) => {
        let state: CaseState = 'not_started'
        let [wasApproved, wasProposed] = [false, false]
        for (const event of events) {
          const next: CaseState | undefined = CASE_TABLE[state][event]
          if (!next) continue
          if (event === 'start') [wasApproved, wasProposed] = [false, false]
          if (next === 'pending_second') wasProposed = true
          if (next === 'approved') {
            expect(`${state} ${event}`).toMatch(
              /^(pending_second confirm_approve|screening screened_automatic|suspended confirm_lift)$/,
            )
            if (state === 'suspended') expect(wasApproved).toBe(true)
            wasApproved = true
          }
          if (next === 'rejected') expect([state, wasProposed]).toEqual(['pending_second', true])
          if (state === 'erased') expect(event).toBe('start')
          state = next
        }
      }),
      { numRuns: 5 },
    )
  })

  test('in 10,000 steps with a moving clock is decided by who holds it, in time, and appealed once within 30 days', () => {
    // Mostly what the table has, mostly soon after the step before: else nothing is ever decided.
    const wait = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * DAY }) },
    )
    const steps = fc.array(fc.tuple(fc.nat(), wait), { minLength: 10_000, maxLength: 10_000 })
    fc.assert(
      fc.property(steps, (taken) => {
        const reached = timedWalk(taken)
        for (const event of ['propose', 'confirm_approve', 'confirm_reject', 'appeal'] as const)
          expect(reached).toContain(event)
      }),
      { numRuns: 2, endOnFailure: true },
    )
  })

  test('E19: looks the same to its member whatever the staff are doing, and while it is suspended', () => {
    const hidden = ['provider_processing', 'screening', 'in_review', 'pending_second', 'suspended'] as const
    expect([...new Set(hidden.map((state) => MEMBER_VIEW[state]))]).toEqual(['waiting'])
  })
})

/** Takes what table and time allow, with the time between events; returns which of them happened. What time refuses is asked of the rules. */
function timedWalk(taken: readonly (readonly [number, number])[]): ReadonlySet<CaseEvent> {
  const reached = new Set<CaseEvent>()
  let [state, now] = ['not_started' as CaseState, new Date(0)]
  let lease = { assigneeId: null as string | null, leaseUntil: null as Date | null }
  let [proposedAt, settledAt, appealedAt] = [null as Date | null, null as Date | null, null as Date | null]
  for (const [drawn, wait] of taken) {
    now = plus(now, wait)
    const legal = CASE_EVENTS.filter((event) => STEPS.has(`${state} ${event}`) && !GIVES_UP.includes(event))
    const from = drawn % 4 === 0 || legal.length === 0 ? CASE_EVENTS : legal
    const event = from[(drawn >> 2) % from.length]!
    const next = STEPS.get(`${state} ${event}`)
    const isHeld = lease.leaseUntil !== null && now < lease.leaseUntil
    expect(holderOf(lease, now) !== null).toBe(isHeld)
    if (state === 'rejected' && settledAt)
      expect(mayAppeal({ state, settledAt, appealedAt }, now)).toBe(
        appealedAt === null && now.getTime() - settledAt.getTime() < 30 * DAY,
      )
    const inTime = proposedAt !== null && now < decidableUntil(proposedAt)
    if (
      !next ||
      (event === 'propose' && !isHeld) ||
      (event.startsWith('confirm_') && state === 'pending_second' && !inTime)
    )
      continue
    if (event === 'appeal' && !mayAppeal({ state, settledAt, appealedAt }, now)) continue
    state = step(state, event)
    expect(state).toBe(next)
    reached.add(event)
    if (event === 'start') [proposedAt, settledAt, appealedAt] = [null, null, null]
    if (event === 'propose') proposedAt = now
    if (event === 'appeal') appealedAt = now
    if (state === 'rejected' && event === 'confirm_reject') {
      settledAt = now
      expect(now.getTime() - proposedAt!.getTime()).toBeLessThan(72 * 60 * MINUTE)
    }
    if (event === 'claim') lease = { assigneeId: 'rita', leaseUntil: plus(now, LEASE) }
    else if (event !== 'candidates') lease = NOBODY
  }
  return reached
}
const NOBODY = { assigneeId: null, leaseUntil: null }
/** Possible nearly everywhere: drawn as often as anything else, no case would get far. */
const GIVES_UP: readonly CaseEvent[] = ['withdraw', 'erase', 'silence', 'submit_blocked']

describe('who may be verified', () => {
  const now = new Date('2026-05-01T00:00:00Z')
  const person = (dateOfBirth: string, country = 'DE') => ({
    legalName: 'Ann Smith',
    dateOfBirth,
    country,
    residentialAddress: 'Somewhere 1',
  })
  const check = (dateOfBirth: string, country?: string) => () =>
    isServed(person(dateOfBirth, country), blockedCountries(undefined), now)

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
    expect(check('1990-01-01', 'KP')()).toBe(false)
    expect(isServed(person('1990-01-01', 'DE'), blockedCountries('DE, FR'), now)).toBe(false)
    expect(isServed(person('1990-01-01', 'KP'), blockedCountries(''), now)).toBe(true)
    expect(() => blockedCountries('DE,XX')).toThrow(/XX/)
    expect(notServed(undefined)).toEqual({ countries: ['IR', 'KP', 'MM'], asOf: '2026-02-13' })
    expect(notServed('DE')).toEqual({ countries: ['DE'], asOf: null })
  })
})

describe('who may act for the staff', () => {
  const now = new Date('2026-05-01T12:00:00Z')
  const held = { personId: 'ann', allowedIds: [], assigneeId: 'rita', leaseUntil: plus(now, MINUTE) }

  test('nobody on their own verification', () => {
    expect(() => assertMayClaim({ ...held, assigneeId: null }, 'ann', now)).toThrow(/their own/)
    expect(() => assertHolds({ ...held, assigneeId: 'ann' }, 'ann', now)).toThrow(/their own/)
  })
  test('one at a time, for 30 minutes', () => {
    expect(() => assertMayClaim(held, 'carl', now)).toThrow(/colleague/)
    expect(() => assertMayClaim(held, 'rita', now)).not.toThrow()
    expect(() => assertMayClaim(held, 'carl', plus(now, MINUTE))).not.toThrow()
    expect(() => assertHolds(held, 'rita', plus(now, MINUTE))).toThrow(/not yours/)
  })
  test('after an appeal others than before', () => {
    const before = [{ makerId: 'rita', checkerId: 'carl', madeAt: plus(now, -1) }]
    for (const who of ['rita', 'carl']) {
      expect(() => assertFresh({ appealedAt: now }, before, who)).toThrow(/Others have to look/)
      expect(() => assertFresh({ appealedAt: null }, before, who)).not.toThrow()
    }
    expect(() => assertFresh({ appealedAt: now }, before, 'rosa')).not.toThrow()
    expect(() => assertFresh({ appealedAt: plus(now, -1) }, before, 'rita')).not.toThrow()
  })
  test('an appeal is possible once, before the 30th day ends', () => {
    const rejected = { state: 'rejected' as const, settledAt: now, appealedAt: null }
    expect(mayAppeal(rejected, plus(now, 30 * DAY - 1))).toBe(true)
    expect(mayAppeal(rejected, plus(now, 30 * DAY))).toBe(false)
    expect(mayAppeal({ ...rejected, appealedAt: now }, now)).toBe(false)
    expect(mayAppeal({ ...rejected, state: 'expired' }, now)).toBe(false)
  })
  test('erasure: members what they withdrew, checkers what was rejected, nobody an approval', () => {
    const by = (personId: string, checks: boolean, secondFactor = checks) => ({ personId, checks, secondFactor })
    for (const state of CASE_STATES) {
      const erase = (viewer: ReturnType<typeof by>) => () =>
        assertMayErase({ personId: 'ann', allowedIds: [], state }, viewer)
      const came = ['withdrawn', 'abandoned', 'erased'].includes(state)
      if (came) expect(erase(by('ann', false))).not.toThrow()
      else expect(erase(by('ann', true))).toThrow(/must be kept/)
      if (came || state === 'rejected') expect(erase(by('carl', true))).not.toThrow()
      else expect(erase(by('carl', true))).toThrow(/must be kept/)
      expect(erase(by('eve', false))).toThrow(/no such/)
      expect(erase(by('carl', true, false)), 'without a second factor').toThrow(/no such/)
      const closed = { personId: 'ann', allowedIds: ['rosa', 'rita'], state }
      expect(() => assertMayErase(closed, by('carl', true)), 'who is not named').toThrow(/no such/)
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
