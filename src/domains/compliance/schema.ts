import { z } from 'zod'
import { isCountry } from '@/kit/country'
import { address, id, summary, title } from '@/kit/shapes'

/** What a member tells about themselves; stored encrypted, seen by the staff who decide. */
export const profile = z.strictObject({
  legalName: title,
  /** `1990-04-23`. */
  dateOfBirth: z.iso.date('Write the date as year-month-day, for example 1990-04-23.'),
  /** Country of residence, ISO 3166-1, two letters. */
  country: z.string().refine(isCountry, 'Choose a country from the list.'),
  residentialAddress: summary,
})
export type Profile = z.infer<typeof profile>

/** Kinds of document: for a verification the first three, for an application the rest. */
export const DOCUMENT_KINDS = ['passport', 'identity_card', 'residence_permit', 'registry_extract', 'other'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]
export const documentKind = z.enum(DOCUMENT_KINDS)
/** The kinds that prove who a person is. */
export const IDENTITY_KINDS = [
  'passport',
  'identity_card',
  'residence_permit',
] as const satisfies readonly DocumentKind[]

/** The thing that a document belongs to: `case:<id>` or `application:<id>`. */
export type DocumentSubject = `case:${string}` | `application:${string}`

/** States of a verification case. `not_started` has no row. */
export const CASE_STATES = [
  'not_started',
  'draft',
  'submitted',
  'in_review',
  'proposed_approve',
  'proposed_reject',
  'needs_resubmission',
  'approved',
  'rejected',
  'expired',
  'withdrawn',
] as const
export type CaseState = (typeof CASE_STATES)[number]

/** Why staff ask again or say no; staff see the code, the member sees only the sentences of RESUBMISSION_WORDS. */
export const RESUBMISSION_REASONS = [
  'wrong_document',
  'unreadable',
  'missing_page',
  'document_expired',
  'name_differs',
  'birth_date_differs',
  'address_incomplete',
] as const
export type ResubmissionReason = (typeof RESUBMISSION_REASONS)[number]

export const REJECTION_REASONS = [
  'not_the_person',
  'altered_document',
  'under_age',
  'country_not_served',
  'cannot_be_verified',
] as const
export type RejectionReason = (typeof REJECTION_REASONS)[number]

/** What a proposal says: approve, or reject for a reason. */
export const proposalInput = z.discriminatedUnion('outcome', [
  z.strictObject({ caseId: id, outcome: z.literal('approve'), note: summary }),
  z.strictObject({ caseId: id, outcome: z.literal('reject'), reason: z.enum(REJECTION_REASONS), note: summary }),
])
export const changesInput = z.strictObject({ caseId: id, reason: z.enum(RESUBMISSION_REASONS), note: summary })
export const returnInput = z.strictObject({ caseId: id, note: summary })
export const caseInput = z.strictObject({ caseId: id })
export const proofInput = z.strictObject({ proofId: id })
export const documentInput = z.strictObject({ documentId: id })

/** A file as it arrives: its name as the sender's machine had it, and its bytes. */
export const uploadInput = z.strictObject({
  kind: documentKind,
  fileName: z.string().max(1_000),
  bytes: z.instanceof(Uint8Array),
})

/** A staking key's answer to a challenge: 64 bytes of Ed25519, in base58 or hex. */
export const operatorProofInput = z.strictObject({
  challengeId: id,
  stakingKey: address,
  signature: z
    .string()
    .trim()
    .regex(
      /^([1-9A-HJ-NP-Za-km-z]{64,88}|[0-9a-fA-F]{128})$/,
      'Paste the signature: 64 bytes in base58 (about 88 characters) or hex (128).',
    ),
})

/** The most that one person may have committed, by asset key (mint address or `KOII`), in base units; absent: no limit. */
export type Limits = Readonly<Record<string, { perRaise: bigint | null; perYear: bigint | null }>>

/** A person's right to invest, until an instant and within limits. */
export type Clearance = { personId: string; until: Date; level: 'standard'; limits: Limits }

/** Whether a person is a node operator, by which task, and until when without a new check. */
export type OperatorStatus = { verified: boolean; task: string | null; until: Date | null }
