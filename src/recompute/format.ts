// The files of an export as they are written. Nothing here, or anywhere in this folder, comes from the rest of the project.

/** A whole number of any size, in decimal. */
export type Decimal = string

export type Window =
  | 'opens'
  | 'submissionsEnd'
  | 'commitsEnd'
  | 'revealsEnd'
  | 'appealsEnd'
  | 'appealCommitsEnd'
  | 'appealRevealsEnd'

export type SheetFile = {
  pool: Decimal
  asset: { mint: string | null }
  eligible: string[] | 'open'
  minimumBackers: number
  reward: { id: string; version: number; parameters: Record<string, unknown> }
  audit: { id: string; version: number; parameters: Record<string, unknown> } | null
  panel: { first: number; appeal: number; leastWeight: number; leastChance?: number; leastOperators?: number }
  bonds: { submission: Decimal; auditor: Decimal; toAuditors: number }
  caps: { countedPerPerson: Decimal | null; paidPerRecipient: Decimal | null; paidInAll: Decimal | null }
  times: Record<Window, string>
}

export type SubmissionFile = {
  id: string
  recipient: string
  person: string
  claimed: Decimal
  bond: Decimal
  at: string
}

export type Content =
  | { kind: 'judgement'; outcome: 'accept' | 'refuse' | 'fraud'; units: Decimal }
  | { kind: 'checks'; outputs: { test: string; output: string }[] }
  | { kind: 'ranking'; order: string[] }

export type Place = { auditor: string; submission: string | null; stage: 'first' | 'appeal' }

export type AuditFile = {
  seed: string | null
  commits: (Place & { commit: string; at: string })[]
  reveals: (Place & { content: Content; salt: string; at: string })[]
  appeals: { submission: string; at: string }[]
}

export type FactsFile = {
  slot: Decimal
  positions: {
    person: string | null
    project: string
    mint: string | null
    raise: string
    withdrawable: boolean
    accepted: Decimal
  }[]
  voters: { person: string; stake: Decimal; operator?: boolean }[]
  auditors: { person: string; reputation: number; bond: Decimal; operator?: boolean }[]
  submitters?: { person: string; reputation: number }[]
  conflicts: { person: string; recipient: string }[]
  exclusions: { recipient: string }[]
}

export type Export = { sheet: SheetFile; submissions: SubmissionFile[]; audit: AuditFile; facts: FactsFile }

/** Ascending by bytes; ids are ASCII. */
export const ascending = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** JSON with sorted keys and nothing between: RFC 8785 for texts, whole numbers, true, false and null. */
export function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error(`${value} is no whole number.`)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  // RFC 8785 sorts keys by their UTF-16 units, which is what a plain sort does.
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${write((value as Record<string, unknown>)[name])}`).join(',')}}`
}
