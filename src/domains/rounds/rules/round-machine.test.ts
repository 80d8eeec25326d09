import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import { hexOf, times } from '@/test/engine-rounds'
import { ROUND_TIMES } from '../schema/rule-sheet'
import {
  ENGINE_EVENTS,
  ENGINE_STATES,
  type EngineContext,
  type EngineEvent,
  type EngineState,
  transition,
} from './round-machine'

const sheet = hexOf('sheet')
const instant = (name: keyof typeof times, milliseconds = 0) => new Date(new Date(times[name]).getTime() + milliseconds)
const context = (given: Partial<EngineContext> = {}): EngineContext => ({
  ...{ now: instant('opens'), times, sheet, written: { digest: sheet, at: instant('opens', -1) } },
  ...{ rootPosted: false, everythingClaimed: false, ...given },
})

/** The same table written the other way: event -> from -> to, and when. */
type Edge = { from: EngineState; to: EngineState; since?: keyof typeof times; until?: keyof typeof times }
const alive = ['planned', 'submission', 'audit', 'appeal', 'distribution'] as const
const EDGES: Record<EngineEvent, readonly Edge[]> = {
  open: [{ from: 'planned', to: 'submission', since: 'opens', until: 'submissionsEnd' }],
  submit: [{ from: 'submission', to: 'submission', since: 'opens', until: 'submissionsEnd' }],
  close_submissions: [{ from: 'submission', to: 'audit', since: 'submissionsEnd' }],
  commit: [{ from: 'audit', to: 'audit', since: 'submissionsEnd', until: 'commitsEnd' }],
  reveal: [{ from: 'audit', to: 'audit', since: 'commitsEnd', until: 'revealsEnd' }],
  close_audit: [{ from: 'audit', to: 'appeal', since: 'revealsEnd' }],
  lodge_appeal: [{ from: 'appeal', to: 'appeal', since: 'revealsEnd', until: 'appealsEnd' }],
  commit_appeal: [{ from: 'appeal', to: 'appeal', since: 'appealsEnd', until: 'appealCommitsEnd' }],
  reveal_appeal: [{ from: 'appeal', to: 'appeal', since: 'appealCommitsEnd', until: 'appealRevealsEnd' }],
  close_appeals: [{ from: 'appeal', to: 'distribution', since: 'appealRevealsEnd' }],
  post_root: [{ from: 'distribution', to: 'distribution', since: 'appealRevealsEnd', until: 'rootDue' }],
  finish: [{ from: 'distribution', to: 'paid' }],
  lapse: [{ from: 'distribution', to: 'void', since: 'rootDue' }],
  void: alive.map((from) => ({ from, to: 'void' as const })),
}
/** Which conditions an event needs, so that each edge is tried with them fulfilled. */
const FULFILLED: Partial<Record<EngineEvent, Partial<EngineContext>>> = {
  finish: { rootPosted: true, everythingClaimed: true },
}

describe('the state table', () => {
  test.for(ENGINE_STATES)(
    'from %s: every event leads where it is said to, at its instants to the millisecond, or nowhere',
    (state) => {
      for (const event of ENGINE_EVENTS) {
        const edge = EDGES[event].find(({ from }) => from === state)
        const tried = (now: Date) => transition(state, event, context({ ...FULFILLED[event], now }))
        if (!edge) {
          for (const name of ROUND_TIMES) expect(tried(instant(name))).toEqual({ refused: 'never' })
          continue
        }
        const { to, since, until } = edge
        expect(tried(instant(since ?? 'opens'))).toEqual({ state: to })
        if (since) expect(tried(instant(since, -1))).toEqual({ refused: 'early' })
        if (until) expect(tried(instant(until, -1))).toEqual({ state: to })
        if (until) expect(tried(instant(until))).toEqual({ refused: 'late' })
      }
    },
  )

  test('a submission that is late by one millisecond is refused', () => {
    expect(transition('submission', 'submit', context({ now: instant('submissionsEnd', -1) }))).toEqual({
      state: 'submission',
    })
    expect(transition('submission', 'submit', context({ now: instant('submissionsEnd') }))).toEqual({ refused: 'late' })
  })
  test('a round opens only with its very sheet on the chain, written before it opens', () => {
    const open = (written: EngineContext['written']) => transition('planned', 'open', context({ written }))
    expect(open(null)).toEqual({ refused: 'sheetWritten' })
    expect(open({ digest: hexOf('changed sheet'), at: instant('opens', -1) })).toEqual({ refused: 'sheetWritten' })
    expect(open({ digest: sheet, at: instant('opens') })).toEqual({ refused: 'sheetWritten' })
    expect(open({ digest: sheet, at: instant('opens', -1) })).toEqual({ state: 'submission' })
  })
  test('a posted root is never replaced and its round never voided; without one the round lapses', () => {
    const posted = { rootPosted: true, now: instant('appealRevealsEnd') }
    expect(transition('distribution', 'post_root', context(posted))).toEqual({ refused: 'noRoot' })
    expect(transition('distribution', 'void', context(posted))).toEqual({ refused: 'noRoot' })
    expect(transition('distribution', 'lapse', context({ ...posted, now: instant('rootDue') }))).toEqual({
      refused: 'noRoot',
    })
    expect(transition('distribution', 'lapse', context({ now: instant('rootDue') }))).toEqual({ state: 'void' })
    expect(transition('distribution', 'finish', context({ everythingClaimed: true }))).toEqual({
      refused: 'rootPosted',
    })
    expect(transition('distribution', 'finish', context({ rootPosted: true }))).toEqual({
      refused: 'everythingClaimed',
    })
  })
})

test('10,000 random steps under a moving clock take no edge that is forbidden', () => {
  const dice = new Dice(2_026)
  const reached = new Set<EngineState>()
  let [state, now, rootPosted, lives] = ['planned' as EngineState, instant('opens', -3_600_000).getTime(), false, 0]
  for (let step = 0; step < 10_000; step += 1) {
    now += dice.between(0, 3 * 3_600_000)
    const event = dice.of(ENGINE_EVENTS.filter((one) => one !== 'void' || dice.chance(0.05)))
    const before = { state, rootPosted }
    const at = new Date(now)
    const next = transition(state, event, context({ now: at, rootPosted, everythingClaimed: dice.chance(0.1) }))
    if ('state' in next) {
      const edge = EDGES[event].find(({ from, to }) => from === before.state && to === next.state)
      expect({ event, from: before.state, to: next.state, edge }).toMatchObject({ edge: { from: before.state } })
      if (edge!.since) expect(at.getTime()).toBeGreaterThanOrEqual(instant(edge!.since).getTime())
      if (edge!.until) expect(at.getTime()).toBeLessThan(instant(edge!.until).getTime())
      if (next.state === 'paid') expect(before.rootPosted).toBe(true)
      if (next.state === 'void') expect(before.rootPosted).toBe(false)
      if (event === 'post_root') rootPosted = true
      state = next.state
      reached.add(state)
    }
    if (state === 'paid' || state === 'void' || now > instant('claimsEnd').getTime()) {
      ;[state, now, rootPosted, lives] = ['planned', instant('opens', -3_600_000).getTime(), false, lives + 1]
    }
  }
  expect([...reached].sort()).toEqual(['appeal', 'audit', 'distribution', 'paid', 'submission', 'void'])
  expect(lives).toBeGreaterThan(20)
})
