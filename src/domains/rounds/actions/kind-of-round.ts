import type { Db, Tx } from '@/server/db'
import type { Candidates, Positions } from '../queries/engine-inputs'
import type { EngineRoundRow } from '../queries/engine-rows'
import type { Verdict } from '../rules/audit-rule'
import type { Sheet } from '../schema/rule-sheet'

export type Kind = EngineRoundRow['kind']
type Someone = { round: EngineRoundRow; personId: string; now: Date }
type At = { round: EngineRoundRow; now: Date }

/** Somebody who enrolled to audit, with what their bond's account held. */
export type Enrolled = { person: string; personId: string; wallet: string; bond: string }

/**
 * What a use of the engine adds to it. Everything else is the same for all: the sheet, the windows, the draw, commit and reveal, the
 * appeal, the list. One file a kind, and one line in `KINDS`.
 */
export type KindOfRound = {
  readonly kind: Kind
  /** Whether the list pays, or the verdict itself is what the round is for; then `decided` acts on it, and nothing is posted. */
  readonly endsWith: 'list' | 'verdict'
  /** Whether the pool lies in the list's vault before the sheet goes to the chain; else the treasury pays when the list is posted. */
  readonly isPaidIn: boolean
  /** What is wrong with a sheet of this kind beside what the engine refuses, by field; null when nothing is. */
  problem(sheet: Sheet): { field: string; problem: string } | null
  /** Projects whose people, and whose investors, decide nothing about the round. */
  concerned(tx: Tx, round: { projectId: string | null; sheet: Sheet }): Promise<readonly string[]>
  /** For whom this person hands in; refuses whoever may not. `name` is what they are called in the round. */
  recipientOf(tx: Tx, someone: Someone & { name: string }): Promise<string>
  /** Refuses whoever may not be drawn as an auditor. */
  assertMayAudit(tx: Tx, someone: Someone): Promise<void>
  /** Everybody who can be drawn or may vote, when submissions have ended. */
  candidates(tx: Tx, at: At & { enrolled: readonly Enrolled[] }): Promise<Candidates>
  /** What the chain shows when appeals have ended. */
  positions(db: Db | Tx, round: EngineRoundRow): Promise<Positions>
  /** Where recipients are paid, base58, by their id; whoever is missing is not paid and waits for a void. */
  walletsOf(tx: Tx, round: EngineRoundRow, recipients: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Hears of every state that the round enters, in the transaction that enters it. */
  entered?(tx: Tx, at: At & { state: EngineRoundRow['state'] }): Promise<void>
  /** Acts on final verdicts, in the transaction that writes them; only where `endsWith` is `verdict`. */
  decided?(tx: Tx, at: At & { verdicts: readonly Verdict[] }): Promise<void>
}
