/** An amount in base units, or another count that may pass 2^53, in decimal digits. */
export type Amount = string
/** `2026-05-01T12:00:00.000Z`. All are as long, so that instants are ordered as their texts are. */
export type Instant = string
export type Stage = 'first' | 'appeal'

export type Rule<Id extends string, Parameters> = { id: Id; version: number; parameters: Parameters }

export type Reward =
  | Rule<'equal' | 'quadratic' | 'cluster-matching', object>
  | Rule<'pro-rata', { rate: Amount }>
  | Rule<'pledge-match', { countedPerProject: Amount | null }>
  | Rule<'ranked', { shares: readonly number[] }>

export type Tests = { tests: readonly { name: string; expects: string; units: Amount }[]; required: number }
export type Vote = { by: 'person' | 'stake'; quorum: Amount; threshold: number; stakeCap: Amount | null }
export type AuditRule =
  | Rule<'attestation', { needed: number }>
  | Rule<'automated-checks', Tests>
  | Rule<'community-vote', Vote>
  | Rule<'peer-ranking', { leastRankings: number }>

export type Sheet = {
  asset: { mint: string | null }
  pool: Amount
  eligible: readonly string[] | 'open'
  minimumBackers: number
  reward: Reward
  audit: AuditRule | null
  panel: { first: number; appeal: number; leastWeight: number; leastChance?: number; leastOperators?: number }
  bonds: { submission: Amount; auditor: Amount; toAuditors: number }
  caps: { countedPerPerson: Amount | null; paidPerRecipient: Amount | null; paidInAll: Amount | null }
  times: Record<
    | 'opens'
    | 'submissionsEnd'
    | 'commitsEnd'
    | 'revealsEnd'
    | 'appealsEnd'
    | 'appealCommitsEnd'
    | 'appealRevealsEnd'
    | 'rootDue'
    | 'claimsEnd',
    Instant
  >
}

export type Submission = {
  id: string
  recipient: string
  person: string
  claimed: Amount
  bond: Amount
  at: Instant
}

export type Judgement = { kind: 'judgement'; outcome: 'accept' | 'fraud' | 'refuse'; units: Amount }
export type Checks = { kind: 'checks'; outputs: readonly { test: string; output: string }[] }
export type Ranking = { kind: 'ranking'; order: readonly string[] }
export type Content = Judgement | Checks | Ranking

/** What somebody says about a submission, or about all of them (null). */
type Statement = { auditor: string; submission: string | null; stage: Stage; at: Instant }
export type Commit = Statement & { commit: string }
export type Reveal<Said extends Content = Content> = Statement & { content: Said; salt: string }

export type Audit = {
  seed: string | null
  commits: readonly Commit[]
  reveals: readonly Reveal[]
  appeals: readonly { submission: string; at: Instant }[]
}

export type Auditor = { person: string; reputation: number; bond: Amount; operator?: boolean }
export type Voter = { person: string; stake: Amount; operator?: boolean }
export type Position = {
  person: string | null
  project: string
  mint: string | null
  raise: string
  withdrawable: boolean
  accepted: Amount
}

export type Facts = {
  slot: string
  positions: readonly Position[]
  voters: readonly Voter[]
  auditors: readonly Auditor[]
  submitters?: readonly { person: string; reputation: number }[]
  conflicts: readonly { person: string; recipient: string }[]
  exclusions: readonly { recipient: string }[]
}

/** The four files that a list follows from, as docs/rounds/export.md describes them. */
export type Export = { sheet: Sheet; submissions: readonly Submission[]; audit: Audit; facts: Facts }
