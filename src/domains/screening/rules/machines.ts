import { nextState, type TransitionTable } from '@/kit/transition'
import type { ImportState, MatchState, RunState } from '../schema'
import { refuse } from './refusals'

export type ImportEvent = 'parse' | 'validate' | 'stage' | 'activate' | 'supersede' | 'reject'
/** A file on its way into force. Only one that was staged comes into force, and nothing comes back. */
export const IMPORT_TABLE: TransitionTable<ImportState, ImportEvent> = {
  fetched: { parse: 'parsed', reject: 'rejected' },
  parsed: { validate: 'validated', reject: 'rejected' },
  validated: { stage: 'staged', reject: 'rejected' },
  staged: { activate: 'active', reject: 'rejected' },
  active: { supersede: 'superseded' },
  superseded: {},
  rejected: {},
}

export type RunEvent =
  | 'clean'
  | 'candidates'
  | 'fail'
  | 'retry'
  | 'give_up'
  | 'cleared'
  | 'confirm'
  | 'screen_again'
  | 'lift'
  | 'forget'
/** One comparison. A confirmed hit is lifted by two people alone; a run in review ends by its matches, or with its person's data. */
export const RUN_TABLE: TransitionTable<RunState, RunEvent> = {
  pending: { clean: 'no_hit', candidates: 'in_review', fail: 'error' },
  error: { retry: 'pending', give_up: 'in_review', forget: 'erased' },
  in_review: { cleared: 'no_hit', confirm: 'confirmed_hit', screen_again: 'pending', forget: 'erased' },
  no_hit: {},
  confirmed_hit: { lift: 'lifted' },
  lifted: {},
  erased: {},
}

export type MatchEvent = 'clear' | 'propose' | 'confirm_clear' | 'confirm_hit' | 'return' | 'skip'
/** One match. Nobody confirms a hit alone: that is proposed first. */
export const MATCH_TABLE: TransitionTable<MatchState, MatchEvent> = {
  pending: { clear: 'no_hit', propose: 'escalated', skip: 'skipped' },
  escalated: { confirm_clear: 'no_hit', confirm_hit: 'confirmed_hit', return: 'pending', skip: 'skipped' },
  no_hit: {},
  confirmed_hit: {},
  skipped: {},
}

/** The state of an import after an event. A step that is not in the table is a bug, not a choice of anybody's. */
export function stepImport(state: ImportState, event: ImportEvent): ImportState {
  const next = nextState(IMPORT_TABLE, state, event)
  if (!next) throw new Error(`an import that is ${state} cannot ${event}`)
  return next
}

/** The state of a run after an event; refuses what the table does not have. */
export function stepRun(state: RunState, event: RunEvent): RunState {
  const next = nextState(RUN_TABLE, state, event)
  if (!next) throw refuse.runNotNow({ state })
  return next
}

/** The state of a match after an event; refuses what the table does not have. */
export function stepMatch(state: MatchState, event: MatchEvent): MatchState {
  const next = nextState(MATCH_TABLE, state, event)
  if (!next) throw refuse.matchNotNow({ state })
  return next
}
