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

/** Kinds of document: for a verification the first three, for an application or a company the rest. */
export const DOCUMENT_KINDS = [
  ...(['passport', 'identity_card', 'residence_permit'] as const),
  ...(['registry_extract', 'articles', 'ownership_chart', 'other'] as const),
] as const
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

/** States of a verification case, in the order in which one passes through them. `not_started` has no row. */
export const CASE_STATES = [
  'not_started',
  'draft',
  'awaiting_document',
  'awaiting_provider',
  'provider_processing',
  'manual_upload',
  'screening',
  'in_review',
  'needs_resubmission',
  'pending_second',
  'approved',
  'rejected',
  'reverify_due',
  'suspended',
  'expired',
  'abandoned',
  'blocked_jurisdiction',
  'withdrawn',
  'erased',
] as const
export type CaseState = (typeof CASE_STATES)[number]

/** Why the member shows a document to people instead of to the provider. */
export const MANUAL_REASONS = ['consent_declined', 'country_not_supported', 'device_not_supported'] as const
export type ManualReason = (typeof MANUAL_REASONS)[number]
export const manualInput = z.strictObject({ reason: z.enum(MANUAL_REASONS) })

/** What staff may ask to be sent again: each of these is about one document. */
export const DOCUMENT_REASONS = [
  'wrong_document',
  'unreadable',
  'missing_page',
  'document_expired',
  'password_protected',
] as const
/** And each of these about the profile. */
export const PROFILE_REASONS = ['name_differs', 'birth_date_differs', 'address_incomplete'] as const
export const RESUBMISSION_REASONS = [...DOCUMENT_REASONS, ...PROFILE_REASONS] as const
export type ResubmissionReason = (typeof RESUBMISSION_REASONS)[number]
/** One thing that a member is asked to mend: the document, or the profile where none is named. */
export const askedItem = z.union([
  z.strictObject({ reason: z.enum(DOCUMENT_REASONS), documentId: id }),
  z.strictObject({ reason: z.enum(PROFILE_REASONS), documentId: z.null() }),
])
export type AskedItem = z.infer<typeof askedItem>

/** Why staff say no; members never see which it was. */
export const REJECTION_REASONS = [
  'not_the_person',
  'altered_document',
  'suspicious_document',
  'identity_theft',
  'under_age',
  'country_not_served',
  'cannot_be_verified',
] as const
export type RejectionReason = (typeof REJECTION_REASONS)[number]

/** What the first person has compared before an approval can be proposed. */
export const APPROVAL_CHECKS = ['document_genuine', 'face_agrees', 'name_agrees', 'birth_date_agrees'] as const
/** What is compared of somebody whose risk is high in addition. */
export const DEEPER_CHECKS = ['funds_explained'] as const
const ALL_CHECKS = [...APPROVAL_CHECKS, ...DEEPER_CHECKS] as const
export type ApprovalCheck = (typeof ALL_CHECKS)[number]

/** What a reviewer reads from a document; the number is turned into a keyed hash at once and not kept. */
export const shownDocument = z.strictObject({
  country: z.string().refine(isCountry, 'Choose the country that issued it.'),
  number: z
    .string()
    .trim()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 ./-]{2,39}$/,
      'Write the number as it stands in the document: 3 to 40 letters and digits.',
    ),
  /** The last day on which it is valid, `2031-04-23`. */
  expires: z.iso.date('Write the date as year-month-day, for example 2031-04-23.'),
})
export type ShownDocument = z.infer<typeof shownDocument>

/** How somebody invests, as two people approve it: `sophisticated` only on the papers that Regulation (EU) 2020/1503, annex II, asks for. */
export const CATEGORIES = ['retail', 'sophisticated'] as const
export type Category = (typeof CATEGORIES)[number]

/** What a proposal says: approve what was compared, or reject for a reason. */
export const proposalInput = z.discriminatedUnion('outcome', [
  z.strictObject({
    caseId: id,
    outcome: z.literal('approve'),
    checks: z.array(z.enum(ALL_CHECKS)).max(ALL_CHECKS.length),
    /** Null where the provider has read the document. */
    document: shownDocument.nullable(),
    category: z.enum(CATEGORIES).default('retail'),
    note: summary,
  }),
  z.strictObject({ caseId: id, outcome: z.literal('reject'), reason: z.enum(REJECTION_REASONS), note: summary }),
])
export const changesInput = z.strictObject({
  caseId: id,
  items: z.array(askedItem).min(1, 'Name at least one thing to mend.').max(10),
  note: summary,
})
export const returnInput = z.strictObject({ caseId: id, note: summary })
export const reasonInput = z.strictObject({ caseId: id, reason: summary })
export const caseInput = z.strictObject({ caseId: id })
export const allowedInput = z.strictObject({ caseId: id, personIds: z.array(id).max(20) })
export const openingInput = z.strictObject({ caseId: id, personIds: z.array(id).max(20), note: summary })
export const casesInput = z.strictObject({ caseIds: z.array(id).min(1, 'Choose at least one.').max(20) })
export const appealInput = z.strictObject({ text: summary })
/** The personal fields of a case: shown to staff one by one, each time for a reason that is recorded. */
export const REVEALABLE = ['legalName', 'dateOfBirth', 'country', 'residentialAddress'] as const
export type Revealable = (typeof REVEALABLE)[number]
export const REVEAL_REASONS = ['compare_document', 'compare_list', 'compare_accounts', 'answer_member'] as const
export type RevealReason = (typeof REVEAL_REASONS)[number]
export const revealInput = z.strictObject({
  caseId: id,
  fields: z.array(z.enum(REVEALABLE)).min(1, 'Choose what is to be shown.').max(REVEALABLE.length),
  reason: z.enum(REVEAL_REASONS),
})
export const standInInput = z.strictObject({ sessionId: z.string().max(80) })
export const deliveryInput = z.strictObject({ body: z.string().max(500_000), signature: z.string().max(2_000) })
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

/** The wallet that a staking key is to speak for; the member's first one when it is left out. */
export const challengeInput = z.strictObject({ wallet: address.optional() })

/** A wallet of the member's that paid for a stake; the transaction that staked, or null to look through the wallet's last ones. */
export const stakeInput = z.strictObject({
  wallet: address,
  signature: z
    .string()
    .trim()
    .regex(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/, 'Paste the signature of the transaction, in base58: about 88 characters.')
    .nullable(),
})

/** The most that one person may have committed, by asset key (mint address or `KOII`), in base units; absent: no limit. */
export type Limits = Readonly<Record<string, { perRaise: bigint | null; perYear: bigint | null }>>

/** A person's right to invest, until an instant and within limits. */
export type Clearance = { personId: string; until: Date; level: 'standard'; limits: Limits }

/** Whether a person is a node operator, by which task, and until when without a new check. */
export type OperatorStatus = { verified: boolean; task: string | null; until: Date | null }

/** The same of a wallet that is shown in public; `slot` is the finalized slot at which its stake was last read, null for never. */
export type WalletStatus = { verified: boolean; task: string | null; slot: bigint | null; checkedAt: Date | null }
