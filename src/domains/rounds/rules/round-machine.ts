import type { RoundTime, RoundTimes } from '../schema/rule-sheet'

export const ENGINE_STATES = ['planned', 'submission', 'audit', 'appeal', 'distribution', 'paid', 'void'] as const
export type EngineState = (typeof ENGINE_STATES)[number]

export const ENGINE_EVENTS = [
  'open',
  'submit',
  'close_submissions',
  'commit',
  'reveal',
  'close_audit',
  'lodge_appeal',
  'commit_appeal',
  'reveal_appeal',
  'close_appeals',
  'post_root',
  'finish',
  'lapse',
  'void',
] as const
export type EngineEvent = (typeof ENGINE_EVENTS)[number]

/** What must be so besides state and time. */
export type Guard = 'sheetWritten' | 'rootPosted' | 'noRoot' | 'everythingClaimed'

/** One step: where it leads, in which half-open window of the sheet's instants [from, until), and under which conditions. */
export type Step = {
  readonly to: EngineState
  readonly from?: RoundTime
  readonly until?: RoundTime
  readonly needs?: readonly Guard[]
}

/**
 * The life of a round. Time alone moves it from window to window, and it opens only with its sheet on the chain. A posted root is never
 * replaced and its round never voided; a root that was not posted in time voids the round, and bonds go back by the program.
 */
export const ENGINE_TABLE: Readonly<Record<EngineState, Readonly<Partial<Record<EngineEvent, Step>>>>> = {
  planned: {
    open: { to: 'submission', from: 'opens', until: 'submissionsEnd', needs: ['sheetWritten'] },
    void: { to: 'void' },
  },
  submission: {
    submit: { to: 'submission', from: 'opens', until: 'submissionsEnd' },
    close_submissions: { to: 'audit', from: 'submissionsEnd' },
    void: { to: 'void' },
  },
  audit: {
    commit: { to: 'audit', from: 'submissionsEnd', until: 'commitsEnd' },
    reveal: { to: 'audit', from: 'commitsEnd', until: 'revealsEnd' },
    close_audit: { to: 'appeal', from: 'revealsEnd' },
    void: { to: 'void' },
  },
  appeal: {
    lodge_appeal: { to: 'appeal', from: 'revealsEnd', until: 'appealsEnd' },
    commit_appeal: { to: 'appeal', from: 'appealsEnd', until: 'appealCommitsEnd' },
    reveal_appeal: { to: 'appeal', from: 'appealCommitsEnd', until: 'appealRevealsEnd' },
    close_appeals: { to: 'distribution', from: 'appealRevealsEnd' },
    void: { to: 'void' },
  },
  distribution: {
    post_root: { to: 'distribution', from: 'appealRevealsEnd', until: 'rootDue', needs: ['noRoot'] },
    finish: { to: 'paid', needs: ['rootPosted', 'everythingClaimed'] },
    lapse: { to: 'void', from: 'rootDue', needs: ['noRoot'] },
    void: { to: 'void', needs: ['noRoot'] },
  },
  paid: {},
  void: {},
}

export type EngineContext = {
  /** UTC. */
  readonly now: Date
  readonly times: RoundTimes
  /** The digest of the round's sheet as we hold it. */
  readonly sheet: string
  /** The digest that was written to the chain, and when its block was made; null while there is none. */
  readonly written: { readonly digest: string; readonly at: Date } | null
  readonly rootPosted: boolean
  readonly everythingClaimed: boolean
}

export type Refused = 'never' | 'early' | 'late' | Guard

/** The state after an event, or why it cannot be: not in this state, too early, too late, or a condition that does not hold. */
export function transition(
  state: EngineState,
  event: EngineEvent,
  context: EngineContext,
): { readonly state: EngineState } | { readonly refused: Refused } {
  const step = ENGINE_TABLE[state][event]
  if (!step) return { refused: 'never' }
  const now = context.now.getTime()
  if (step.from && now < new Date(context.times[step.from]).getTime()) return { refused: 'early' }
  if (step.until && now >= new Date(context.times[step.until]).getTime()) return { refused: 'late' }
  const missing = step.needs?.find((guard) => !GUARDS[guard](context))
  return missing ? { refused: missing } : { state: step.to }
}

const GUARDS: Readonly<Record<Guard, (context: EngineContext) => boolean>> = {
  sheetWritten: ({ sheet, written, times }) =>
    written !== null && written.digest === sheet && written.at.getTime() < new Date(times.opens).getTime(),
  rootPosted: ({ rootPosted }) => rootPosted,
  noRoot: ({ rootPosted }) => !rootPosted,
  everythingClaimed: ({ everythingClaimed }) => everythingClaimed,
}
