import { z } from 'zod'
import { id, summary } from '@/kit/shapes'

/** Whose key seals something, as `<kind>:<id>`: `case:…`, `application:…`, `person:…`. The vault knows no more of it than this text. */
export type Subject = `${string}:${string}`

/** What a sealed value is for, within its subject: `profile`, `name`, `document:<id>`. A value opens for the same purpose only. */
export type Purpose = string

/** Sealed bytes: version, IV, tag and ciphertext in one column. */
export type Sealed = Uint8Array<ArrayBuffer>

/** One value among many that are sealed or opened together. */
export type ToSeal = { subject: Subject; purpose: Purpose; bytes: Uint8Array }
export type ToOpen = { subject: Subject; purpose: Purpose; sealed: Uint8Array }

/** The only kinds of file that are taken, by content. */
export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const
export type FileType = (typeof FILE_TYPES)[number]

export const DOCUMENT_STATES = [
  'quarantined',
  'sniffed',
  'scanned',
  'sanitised',
  'clean',
  'rejected_type',
  'rejected_size',
  'rejected_active',
  'infected',
  'scan_error',
  'superseded',
  'expired',
  'shredded',
] as const
/** How far a file has come (design, A6). */
export type DocumentState = (typeof DOCUMENT_STATES)[number]

/** Why a file did not come through, or waits; the sender reads the sentence. */
export const PROBLEMS = [
  ...(['not_taken', 'other_ending', 'damaged', 'animated', 'too_many_pixels', 'too_many_pages', 'active'] as const),
  ...(['encrypted', 'stopped', 'malware', 'scanner_away'] as const),
] as const
export type Problem = (typeof PROBLEMS)[number]

/** What a document is opened for: its owner's own, staff on a case, an application or a company. */
export type ViewPurpose = 'own' | 'case' | 'application' | 'company'

/** A secret of 32 bytes, base64url, that opens one part of one document once. */
export const linkInput = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This is no way to a document.'),
})
export const documentInput = z.strictObject({ documentId: id })

export const ERASURE_STATES = [
  'received',
  'identity_confirmed',
  'assessed',
  'refused',
  'restricted',
  'purging',
  'provider_redacting',
  'shredded',
  'verified',
  'closed',
] as const
/** How far a wish to be forgotten has come (design, A8). */
export type ErasureState = (typeof ERASURE_STATES)[number]

export const erasureInput = z.strictObject({ confirmation: z.string().max(100) })
export const requestInput = z.strictObject({ requestId: id })

/** What staff want to happen to a held erasure; `until` is the new end, a day. */
export const erasureProposal = z.discriminatedUnion('kind', [
  z.strictObject({ requestId: id, kind: z.literal('purge'), reason: summary }),
  z.strictObject({ requestId: id, kind: z.literal('lift'), reason: summary }),
  z.strictObject({
    ...{ requestId: id, kind: z.literal('extend'), reason: summary },
    until: z.iso.date('Write the date as year-month-day, for example 2031-04-23.'),
  }),
])
export type ErasureProposalInput = z.infer<typeof erasureProposal>
export const erasureVerdict = z.strictObject({ requestId: id, confirm: z.boolean() })
