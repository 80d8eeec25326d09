import type { Stage } from '../schema/round-inputs'
import type { RoundTimes } from '../schema/rule-sheet'
import { refuseRound } from './engine-refusals'
import { type EngineEvent, type EngineState, transition } from './round-machine'

/** What the table of states is asked about a stored round. */
export type KeptRound = {
  state: EngineState
  sheetDigest: string
  times: RoundTimes
  writtenAt: Date | null
  /** Two people fixed the list, so that it is, or will be, posted. */
  isListFixed: boolean
  isAllPaid: boolean
}

/** The state after an event at this instant, or a refusal that says why not. */
export function stepTo(round: KeptRound, event: EngineEvent, now: Date): EngineState {
  const next = stepOf(round, event, now)
  if ('refused' in next) throw refuseRound.notNowRound({ state: round.state, event, why: next.refused })
  return next.state
}

/** What an auditor can do at this instant in a stage: fix a judgement, show it, or nothing any more. */
export type Desk = 'fix' | 'show' | 'over'

export function deskOf(round: KeptRound, stage: Stage, now: Date): Desk {
  const [fix, show] =
    stage === 'first' ? (['commit', 'reveal'] as const) : (['commit_appeal', 'reveal_appeal'] as const)
  if ('state' in stepOf(round, fix, now)) return 'fix'
  return 'state' in stepOf(round, show, now) ? 'show' : 'over'
}

/** The state after an event, or why not, without throwing: what the worker asks again and again. */
export const stepOf = (
  { state, sheetDigest, times, writtenAt, isListFixed, isAllPaid }: KeptRound,
  event: EngineEvent,
  now: Date,
) =>
  transition(state, event, {
    ...{ now, times, sheet: sheetDigest, rootPosted: isListFixed, everythingClaimed: isAllPaid },
    // The digest is kept once and by the database; it stands on the chain as soon as `writtenAt` is there.
    written: writtenAt && { digest: sheetDigest, at: writtenAt },
  })
