import { z } from 'zod'
import { id, summary } from '@/kit/shapes'

/** Who publishes a list: the US Treasury, the UN Security Council, the European Union, the United Kingdom. */
export const LIST_SOURCES = ['ofac', 'un', 'eu', 'uk'] as const
export type ListSource = (typeof LIST_SOURCES)[number]

/** What can be imported: those lists, and one of politically exposed persons, which stops nobody (rules/read-pep.ts). */
export const IMPORTABLE = [...LIST_SOURCES, 'pep'] as const
export type Importable = (typeof IMPORTABLE)[number]
export const importable = z.enum(IMPORTABLE)

/** Days between which somebody was born, both included, `1990-04-23`: a whole year where only that is known. */
export type BirthSpan = { from: string; to: string }

/** What names one person or thing alone. Values are in capitals without blanks and signs; wallets are as they are. */
export type Identifier = { kind: IdentifierKind; value: string; country: string | null }
export const IDENTIFIER_KINDS = ['wallet', 'passport', 'national_id', 'registration', 'tax'] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

export const ENTITY_KINDS = ['person', 'organisation', 'vessel', 'aircraft'] as const
export type EntityKind = (typeof ENTITY_KINDS)[number]

/** One entry of a list as it was published. Weak names are those that the publisher itself calls a poor reason for a hit. */
export type Listed = {
  /** The publisher's own number of it. */
  id: string
  kind: EntityKind
  /** The first is the main one. */
  names: readonly { name: string; weak: boolean }[]
  births: readonly BirthSpan[]
  /** Nationality, citizenship, registration, residence: two-letter codes. */
  countries: readonly string[]
  gender: 'f' | 'm' | null
  identifiers: readonly Identifier[]
  programmes: readonly string[]
  /** The publisher's remarks, shortened. */
  remarks: string
}

/** A file that was read: its entries, and the day on which it was published where it says so. */
export type ReadList = { entries: readonly Listed[]; publishedAt: Date | null }

/** Who is to be compared: a person or an organisation, under the name by which the rooms above know it: `person:<id>`. */
export type Compared = {
  kind: 'person' | 'organisation'
  /** As typed, and as documents show them; at least one. */
  names: readonly string[]
  /** `1990-04-23`; null where there is none. */
  dateOfBirth: string | null
  countries: readonly string[]
  gender: 'f' | 'm' | null
  identifiers: readonly Identifier[]
}

export const RUN_STATES = ['pending', 'no_hit', 'in_review', 'confirmed_hit', 'error', 'lifted', 'erased'] as const
export type RunState = (typeof RUN_STATES)[number]
export const MATCH_STATES = ['pending', 'escalated', 'no_hit', 'confirmed_hit', 'skipped'] as const
export type MatchState = (typeof MATCH_STATES)[number]
export const IMPORT_STATES = ['fetched', 'parsed', 'validated', 'staged', 'active', 'superseded', 'rejected'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

/** Why somebody is not the one on the list. */
export const CLEAR_REASONS = [
  'dob_different',
  'nationality_different',
  'gender_different',
  'id_different',
  'place_different',
  'entity_type',
  'name_only_common',
] as const
export type ClearReason = (typeof CLEAR_REASONS)[number]

/** What a member of staff may look at, one click each. */
export const REVEALED = ['names', 'dateOfBirth', 'countries', 'identifiers'] as const
export type Revealed = (typeof REVEALED)[number]

export const runInput = z.strictObject({ runId: id })
export const matchInput = z.strictObject({ matchId: id })
export const clearInput = z.strictObject({
  matchId: id,
  reasons: z.array(z.enum(CLEAR_REASONS)).min(1, 'Choose at least one reason.').max(CLEAR_REASONS.length),
  note: summary,
})
export const proposeHitInput = z.strictObject({ matchId: id, note: summary })
export const returnMatchInput = z.strictObject({ matchId: id, note: summary })
export const revealInput = z.strictObject({ runId: id, field: z.enum(REVEALED), reason: summary })
export const liftInput = z.strictObject({ runId: id, note: summary })
export const reportInput = z.strictObject({ reportId: id, note: summary })
