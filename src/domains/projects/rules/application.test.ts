import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextState } from '@/kit/transition'
import {
  APPLICATION,
  APPLICATION_EVENTS,
  APPLICATION_STATES,
  type ApplicationEvent,
  type ApplicationState,
  afterEvent,
  isEditable,
  isWaiting,
  LISTING,
  LISTING_EVENTS,
  LISTING_STATES,
  type ListingState,
  listingAfter,
} from './application'
import { changesBetween, leavesOf, pathInWords } from './diff'
import {
  CHECKLIST,
  CRITERIA,
  checkIndependence,
  checkProposal,
  checkVerdict,
  REASONS,
  urgency,
  weightedScore,
} from './review'
import { freeSlug, slugBase } from './slug'

const EXPECTED: Record<ApplicationState, Partial<Record<ApplicationEvent, ApplicationState>>> = {
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { claim: 'in_review', withdraw: 'withdrawn' },
  in_review: { claim: 'in_review', unclaim: 'submitted', propose: 'proposed', withdraw: 'withdrawn' },
  proposed: {
    return: 'in_review',
    approve: 'approved',
    reject: 'rejected',
    request_changes: 'changes_requested',
    withdraw: 'withdrawn',
  },
  changes_requested: { submit: 'submitted', withdraw: 'withdrawn' },
  approved: { revise: 'changes_requested' },
  rejected: { revise: 'changes_requested' },
  withdrawn: { revise: 'draft' },
}

const LISTED: Record<string, ListingState> = {
  'approved publish': 'published',
  'approved withdraw': 'withdrawn',
  'withdrawn approve': 'approved',
}

describe('every state meets every event', () => {
  for (const state of APPLICATION_STATES)
    for (const event of APPLICATION_EVENTS) {
      const next = EXPECTED[state][event]
      test(`an application that is ${state} and ${event}: ${next ?? 'refused'}`, () => {
        if (next) expect(afterEvent(state, event)).toBe(next)
        else
          expect(() => afterEvent(state, event)).toThrow(
            expect.objectContaining({ code: 'projects.wrongState', kind: 'conflict' }),
          )
      })
    }
  for (const state of LISTING_STATES)
    for (const event of LISTING_EVENTS) {
      const next = LISTED[`${state} ${event}`]
      test(`a listing that is ${state} and ${event}: ${next ?? 'refused'}`, () => {
        if (next) expect(listingAfter(state, event)).toBe(next)
        else
          expect(() => listingAfter(state, event)).toThrow(expect.objectContaining({ code: 'projects.listingState' }))
        expect(nextState(LISTING, state, event)).toBe(next)
      })
    }
})

test('nothing is approved without a proposal, and no text changes while staff look at it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...APPLICATION_EVENTS), { maxLength: 40 }), (events) => {
      let state: ApplicationState = 'draft'
      for (const event of events) {
        const next: ApplicationState | undefined = nextState(APPLICATION, state, event)
        if (!next) continue
        if (next === 'approved' || next === 'rejected') expect(state).toBe('proposed')
        if (isWaiting(next)) expect(isEditable(next)).toBe(false)
        state = next
      }
    }),
  )
})

describe('a review', () => {
  const checklist = Object.fromEntries(CHECKLIST.map(({ id }) => [id, true]))
  const scores = Object.fromEntries(CRITERIA.map(({ id }) => [id, 3]))
  const reason = { section: 'risks', code: 'promises', text: '' } as const

  test('approves only with every point confirmed and an average of 3', () => {
    expect(() => checkProposal('approve', [], { checklist, scores })).not.toThrow()
    expect(() => checkProposal('approve', [], { checklist: { ...checklist, risks: false }, scores })).toThrow(
      'The risks that matter',
    )
    expect(() => checkProposal('approve', [], { checklist, scores: { ...scores, plan: 2 } })).toThrow('at least 3')
    expect(() => checkProposal('approve', [], { checklist, scores: { ...scores, team: 5, plan: 5, need: 0 } })).toThrow(
      'may stand at 0',
    )
    expect(weightedScore({ need: 5, team: 4, plan: 3, budget: 2, token: 1 })).toBe(320)
  })
  test('rejects or asks for changes only with a known reason', () => {
    expect(() => checkProposal('reject', [], { checklist: {}, scores: {} })).toThrow('at least one reason')
    expect(() =>
      checkProposal('request_changes', [{ ...reason, code: 'nose' }], { checklist: {}, scores: {} }),
    ).toThrow('nose is not a reason')
    expect(() => checkProposal('reject', [reason], { checklist: {}, scores: {} })).not.toThrow()
    expect(new Set(REASONS.map(({ section, code }) => `${section}/${code}`)).size).toBe(REASONS.length)
  })
  test('is never one’s own: not as the applicant, not with a wallet of the team', () => {
    const own = expect.objectContaining({ code: 'projects.ownProject' })
    expect(() => checkIndependence({ personId: 'a', wallets: [] }, { ownerId: 'a', wallets: [] })).toThrow(own)
    expect(() => checkIndependence({ personId: 'b', wallets: ['w'] }, { ownerId: 'a', wallets: ['w'] })).toThrow(own)
    expect(() => checkIndependence({ personId: 'b', wallets: ['v'] }, { ownerId: 'a', wallets: ['w'] })).not.toThrow()
  })
  test('needs another person’s word on the same text', () => {
    const verdict = {
      verdict: 'confirm' as const,
      comment: '',
      deciderId: 'b',
      proposedBy: 'a',
      reviewedDigest: 'x',
      currentDigest: 'x',
    }
    expect(() => checkVerdict(verdict)).not.toThrow()
    expect(() => checkVerdict({ ...verdict, deciderId: 'a' })).toThrow('Another person')
    expect(() => checkVerdict({ ...verdict, currentDigest: 'y' })).toThrow('changed after')
    expect(() => checkVerdict({ ...verdict, verdict: 'return' })).toThrow('Say why')
  })
  test('is late at half, four fifths and all of ten days', () => {
    const day = (n: number) => new Date(n * 86_400_000)
    expect([4, 5, 8, 10].map((n) => urgency(day(0), day(n)))).toEqual(['fresh', 'half', 'late', 'over'])
  })
})

describe('differences', () => {
  const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer())
  const value = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,4}$/),
    fc.oneof(leaf, fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), leaf))),
  )
  test('applied to the older version they give the newer one', () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        const leaves = leavesOf(before)
        for (const { path, after: text } of changesBetween(before, after))
          if (text === null) leaves.delete(path)
          else leaves.set(path, text)
        expect(new Map([...leaves].sort())).toEqual(new Map([...leavesOf(after)].sort()))
        expect(changesBetween(after, after)).toEqual([])
      }),
    )
  })
})

test('addresses come from titles, in plain letters, and never twice', () => {
  expect(['Hárbour  Störage!', '東京', '--A--', 'x'.repeat(90)].map(slugBase)).toEqual([
    'harbour-storage',
    'project',
    'a',
    'x'.repeat(60),
  ])
  expect(freeSlug('Harbour', new Set(['harbour', 'harbour-2']))).toBe('harbour-3')
})

test('a field that changed is named in words', () => {
  expect(['risks.text', 'team.members.0.displayName', 'terms.closesAt'].map(pathInWords)).toEqual([
    'Risks, text',
    'Team, members 1, display name',
    'Terms, closes at',
  ])
})
