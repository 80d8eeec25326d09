import { describe, expect, test } from 'vitest'
import {
  at,
  factsWith,
  hexOf,
  judgement,
  noRecord,
  panelOf,
  sheetWith,
  speak,
  submissionOf,
  times,
} from '@/test/engine-rounds'
import { logWork, oneVoice } from '@/test/round-plug-ins'
import { AUDIT_RULES } from './audits'
import { distribute } from './distribute'
import { explain } from './explain'
import { REWARD_RULES } from './rewards'
import { type EngineEvent, type EngineState, transition } from './round-machine'
import { type Rules, readInputs, readRuleSheet } from './round-sheet'

/** The one line each that an addition needs. */
const rules: Rules = { rewards: [...REWARD_RULES, logWork], audits: [...AUDIT_RULES, oneVoice] }
const sheet = sheetWith({
  ...{ kind: 'bounty', eligible: 'open', pool: '1000' },
  reward: { id: 'log-work', version: 1, parameters: { most: 4 } },
  audit: { id: 'one-voice', version: 1, parameters: {} },
  panel: { first: 1, appeal: 3, leastWeight: 1 },
})

describe('a rule that is added lives a whole round', () => {
  test('without its line in the list a sheet that names it is refused', () => {
    expect(() => readRuleSheet(sheet)).toThrow(/reward: There is no log-work 1. Choose one of: equal 1, /)
  })

  test('planned, submitted, judged, appealed, distributed, paid', () => {
    const { digest } = readRuleSheet(sheet, rules)
    const auditors = ['x', 'y', 'z', 'w'].map((person) => ({ person, reputation: 5, bond: '0' }))
    const submissions = [submissionOf('s1'), submissionOf('s2'), submissionOf('s3')]
    const round = { sheet, submissions, audit: { ...noRecord(), seed: hexOf('block') }, facts: factsWith({ auditors }) }
    let state: EngineState = 'planned'
    const step = (event: EngineEvent, now: string, rootPosted = false) => {
      const next = transition(state, event, {
        ...{ now: new Date(now), times, sheet: digest, rootPosted, everythingClaimed: true },
        written: { digest, at: new Date(at('opens', -1)) },
      })
      if ('refused' in next) throw new Error(`${event} in ${state}: ${next.refused}`)
      state = next.state
    }
    step('open', times.opens)
    for (const { at } of submissions) step('submit', at)
    step('close_submissions', times.submissionsEnd)
    for (const [id, said] of [
      ['s1', judgement('accept', 9n)],
      ['s2', judgement('refuse')],
      ['s3', judgement('accept', 1n)],
    ] as const) {
      step('commit', at('submissionsEnd', 5))
      speak(round, { auditor: panelOf(round, id)[0]!, submission: id }, said, { rules })
    }
    step('reveal', at('commitsEnd', 5))
    step('close_audit', times.revealsEnd)
    step('lodge_appeal', at('revealsEnd', 1))
    round.audit.appeals.push({ submission: 's2', at: at('revealsEnd', 1) })
    for (const auditor of panelOf(round, 's2', 'appeal'))
      speak(round, { auditor, submission: 's2', stage: 'appeal' }, judgement('accept', 3n), { rules })
    step('commit_appeal', at('appealsEnd', 5))
    step('reveal_appeal', at('appealCommitsEnd', 5))
    step('close_appeals', times.appealRevealsEnd)
    const inputs = readInputs(round, rules)
    const result = distribute(inputs)
    // 9, 3 and 1 have 4, 2 and 1 bits: 1,000 x 4/7, 2/7, 1/7.
    expect(result.shares.map(({ recipient, units }) => [recipient, units])).toEqual([
      ['by-s1', 571n],
      ['by-s2', 286n],
      ['by-s3', 143n],
    ])
    expect(explain(inputs, result, 'by-s2')).toMatchObject({ weight: 2n, acceptedWork: 3n, limit: 'none', rounded: 1n })
    step('post_root', times.appealRevealsEnd)
    step('finish', at('rootDue'), true)
    expect(state).toBe('paid')
  })
})
