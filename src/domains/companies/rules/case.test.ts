import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, MINUTE, after as plus } from '@/kit/time'
import { COMPANY_CHECKS, COMPANY_STATES, type CompanyState } from '../schema'
import { COMPANY_EVENTS, COMPANY_TABLE, type CompanyEvent, FOLLOWED_STATES, PROVEN_STATES, step } from './case'
import { appealUntil, INVITATION_LIFE, LEASE, nextReview, ownerThreshold, silenceAsks, suspendedUntil } from './clock'
import { type PartyStanding, partiesVerdict, standingOf } from './parties'
import { assertApprovable, assertFresh, assertHolds, assertMayClaim } from './review'

/** Every step that exists, written down a second time as the design has it: what is not here must be refused. */
const STEPS = new Map(
  `
  not_started start draft
  withdrawn start draft
  draft save draft
  draft submit submitted
  changes_requested save changes_requested
  changes_requested submit submitted
  submitted examine completeness
  completeness complete parties
  completeness incomplete changes_requested
  parties parties_decided screening
  screening party_open parties
  screening screened in_review
  screening candidates in_review
  screening screening_failed screening
  in_review party_open parties
  in_review candidates in_review
  in_review claim in_review
  in_review release in_review
  in_review request_changes changes_requested
  in_review propose pending_second
  pending_second party_open parties
  pending_second confirm_approve approved
  pending_second confirm_reject rejected
  pending_second return in_review
  pending_second void in_review
  pending_second lapse in_review
  approved change changes_requested
  approved list listed
  listed change changes_requested
  listed suspend suspended
  suspended propose_lift suspended
  suspended confirm_lift listed
  suspended return_lift suspended
  suspended suspension_over offer_cancelled
  closed_funded monitor monitored
  closed_failed monitor monitored
  draft silence abandoned
  changes_requested silence abandoned
  parties silence abandoned
  abandoned start draft
  approved review_over changes_requested
  listed review_over changes_requested
  rejected appeal in_review`
    .trim()
    .split(/\n\s*/)
    .map((line) => line.split(' '))
    .map(([state, event, next]) => [`${state} ${event}`, next]),
)
const add = (event: CompanyEvent, next: CompanyState, states: readonly CompanyState[]) => {
  for (const state of states) STEPS.set(`${state} ${event}`, next)
}
const OPEN = [
  ...(['draft', 'submitted', 'completeness', 'parties', 'screening', 'in_review'] as const),
  ...(['changes_requested', 'pending_second'] as const),
]
add('withdraw', 'withdrawn', [...OPEN, 'approved'])
add('raise_succeeded', 'closed_funded', ['listed', 'suspended', 'changes_requested'])
add('raise_failed', 'closed_failed', ['listed', 'suspended', 'changes_requested'])
add(
  'erase',
  'erased',
  COMPANY_STATES.filter((state) => state !== 'not_started' && state !== 'erased'),
)

describe('a company', () => {
  test('every state and event: what the design has, and nothing else', () => {
    const wrong = COMPANY_STATES.flatMap((state) =>
      COMPANY_EVENTS.flatMap((event) => {
        const expected = STEPS.get(`${state} ${event}`)
        if (expected) return step(state, event) === expected ? [] : [`${state} ${event}`]
        try {
          return [`${state} ${event} leads to ${step(state, event)}`]
        } catch (error) {
          return (error as { code?: string }).code === 'companies.notNow' ? [] : [`${state} ${event}: ${String(error)}`]
        }
      }),
    )
    expect(wrong).toEqual([])
    expect(STEPS.size).toBe(Object.values(COMPANY_TABLE).flatMap((events) => Object.keys(events)).length)
  })

  test('10,000 steps with a moving clock: nothing is listed that two people did not approve, and no suspension outlasts 30 days', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(COMPANY_EVENTS.length - 1)), fc.infiniteStream(fc.nat(5 * DAY)), walk),
      { numRuns: 1 },
    )
  })

  test('leads from a proposal to nothing but a decision, and from nowhere past it', () => {
    const into = (next: CompanyState) => [...STEPS].filter(([, to]) => to === next).map(([from]) => from)
    expect(into('approved')).toEqual(['pending_second confirm_approve'])
    expect(into('rejected')).toEqual(['pending_second confirm_reject'])
    expect(into('in_review').filter((from) => from.startsWith('rejected'))).toEqual(['rejected appeal'])
    expect(into('listed')).toEqual(['approved list', 'suspended confirm_lift'])
    expect(into('pending_second')).toEqual(['in_review propose'])
    expect(PROVEN_STATES.every((state) => FOLLOWED_STATES.includes(state))).toBe(true)
  })
})

/** Tries events at random, with the time between them; what the table refuses changes nothing. */
function walk(events: Iterable<number>, waits: Iterable<number>): void {
  const [event, wait] = [events[Symbol.iterator](), waits[Symbol.iterator]()]
  let [state, now, approved, suspended] = ['not_started' as CompanyState, new Date(0), 0, null as Date | null]
  for (let tried = 0; tried < 10_000; tried += 1) {
    now = plus(now, wait.next().value as number)
    const due = suspended && now >= suspendedUntil(suspended)
    const next = due ? 'suspension_over' : COMPANY_EVENTS[event.next().value as number]!
    if (state === 'erased') state = 'not_started'
    const to = STEPS.get(`${state} ${next}`)
    if (!to) {
      expect(() => step(state, next)).toThrow()
      continue
    }
    const before = state
    state = step(state, next)
    expect(state).toBe(to)
    if (state === 'draft' || state === 'changes_requested' || next === 'appeal') approved = 0
    if (next === 'confirm_approve') approved += 1
    if (state === 'listed') expect(approved).toBe(1)
    suspended = state === 'suspended' ? (before === 'suspended' ? suspended : now) : null
  }
}

describe('time', () => {
  const at = new Date('2027-01-04T09:00:00Z')
  const silent = { state: 'draft' as CompanyState, approvalId: null as string | null, touchedAt: at, reminders: 0 }

  test('asks for two reminders and then the end of a case that waits for its owner, to the millisecond', () => {
    const asks = (days: number, reminders: number) =>
      [-1, 0].map((ms) => silenceAsks({ ...silent, reminders }, plus(at, days * DAY + ms)))
    expect(asks(14, 0)).toEqual([null, 'reminder'])
    expect(asks(25, 1)).toEqual([null, 'reminder'])
    expect(asks(30, 2)).toEqual([null, 'end'])
    expect(asks(20, 1)).toEqual([null, null])
    // Whoever was never reminded, since nobody worked here meanwhile, is not reminded of what is over.
    expect(asks(30, 0)).toEqual(['reminder', 'end'])
  })

  test('ends only what waits for its owner or their people, and never what was approved before', () => {
    const late = plus(at, 400 * DAY)
    const ended = COMPANY_STATES.filter((state) => silenceAsks({ ...silent, state }, late) === 'end')
    expect(ended).toEqual(['draft', 'parties', 'changes_requested'])
    for (const state of ended) {
      expect(step(state, 'silence')).toBe('abandoned')
      expect(silenceAsks({ ...silent, state, approvalId: 'decision' }, late)).toBeNull()
    }
  })

  test('gives an appeal once, for 30 days, to others than before; a year to an approval', () => {
    const rejected = { state: 'rejected' as const, settledAt: at, appealedAt: null }
    expect(appealUntil(rejected)).toEqual(plus(at, 30 * DAY))
    expect(appealUntil({ ...rejected, appealedAt: at })).toBeNull()
    expect(appealUntil({ ...rejected, state: 'in_review' })).toBeNull()
    const before = [{ makerId: 'a', checkerId: 'b', madeAt: plus(at, -1) }]
    for (const decider of ['a', 'b'])
      expect(() => assertFresh({ appealedAt: at }, before, decider)).toThrow('before the appeal')
    expect(() => assertFresh({ appealedAt: at }, before, 'c')).not.toThrow()
    expect(() => assertFresh({ appealedAt: null }, before, 'a')).not.toThrow()
    expect(() => assertFresh({ appealedAt: plus(at, -1) }, before, 'a')).not.toThrow()
    expect(nextReview(new Date('2028-02-29T10:00:00Z'))).toEqual(new Date('2029-03-01T10:00:00Z'))
  })
})

describe('the people of a company', () => {
  const STANDINGS = ['not_invited', 'invited', 'waiting', 'approved', 'refused', 'suspended'] as const
  const standing = fc.constantFrom<PartyStanding>(...STANDINGS)

  test('the company waits until all are decided; one refused, suspended or from here holds it', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ standing, worksHere: fc.boolean() }), { maxLength: 8 }), (parties) => {
        const { decided, held } = partiesVerdict(parties)
        expect(decided).toBe(parties.length > 0 && parties.every((one) => one.standing === 'approved'))
        expect(held).toBe(parties.some((one) => ['refused', 'suspended'].includes(one.standing) || one.worksHere))
      }),
    )
  })

  test.for([
    [false, false, [], 'not_invited'],
    [false, true, ['approved'], 'invited'],
    [true, false, [], 'waiting'],
    [true, false, ['in_review'], 'waiting'],
    [true, false, ['approved'], 'approved'],
    [true, false, ['draft', 'reverify_due'], 'approved'],
    [true, false, ['draft', 'expired'], 'waiting'],
    [true, false, ['rejected'], 'refused'],
    [true, false, ['blocked_jurisdiction'], 'refused'],
    [true, false, ['approved', 'suspended'], 'suspended'],
  ] as const)('bound %s, invited %s, verifications %j: %s', ([bound, invited, states, expected]) =>
    expect(standingOf({ bound, invited, states })).toBe(expected),
  )
})

describe('a decision about a company', () => {
  const [owner, party, staff, other] = ['owner', 'party', 'staff', 'other']
  const now = new Date('2027-01-04T09:00:00Z')
  const subject = { ownerId: owner, partyIds: [party], allowedIds: [], assigneeId: staff, leaseUntil: plus(now, LEASE) }

  test('is nobody’s of its side, and only the holder’s until the lease ends', () => {
    for (const own of [owner, party]) expect(() => assertMayClaim(subject, own, now)).toThrow('side decides')
    expect(() => assertMayClaim(subject, other, now)).toThrow('A colleague')
    expect(() => assertHolds(subject, staff, plus(now, LEASE - 1))).not.toThrow()
    expect(() => assertHolds(subject, staff, plus(now, LEASE))).toThrow('Take this company')
    expect(() => assertMayClaim(subject, other, plus(now, 30 * MINUTE))).not.toThrow()
  })

  test('approves only what is clear, decided, untied and compared in full', () => {
    const clear = { hold: null, screening: 'clear' }
    const people = { decided: true, worksHere: false }
    expect(() => assertApprovable(clear, people, COMPANY_CHECKS)).not.toThrow()
    expect(() => assertApprovable(clear, { ...people, worksHere: true }, COMPANY_CHECKS)).toThrow(
      'works for this platform',
    )
    for (const [about, more] of [
      [{ ...clear, hold: 'party' }, people],
      [{ ...clear, screening: null }, people],
      [{ ...clear, screening: 'candidates' }, people],
      [clear, { ...people, decided: false }],
    ] as const)
      expect(() => assertApprovable(about, more, COMPANY_CHECKS)).toThrow('has to be settled')
    for (const left of COMPANY_CHECKS)
      expect(() =>
        assertApprovable(
          clear,
          people,
          COMPANY_CHECKS.filter((check) => check !== left),
        ),
      ).toThrow('every point')
  })

  test('counts owners from the lowest threshold of the regimes that are on, 25 % without one', () => {
    expect(ownerThreshold([])).toBe(2_500n)
    expect(ownerThreshold([{ params: { offerCap: '500000000' } }])).toBe(2_500n)
    expect(ownerThreshold([{ params: { ownerBps: '2000' } }, { params: { ownerBps: '2500' } }])).toBe(2_000n)
    expect(INVITATION_LIFE).toBe(14 * DAY)
  })
})
