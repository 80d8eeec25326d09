import type { DocumentKind, RejectionReason, ResubmissionReason } from '../schema'

/** How kinds of document are called. */
export const DOCUMENT_WORDS: Record<DocumentKind, string> = {
  passport: 'Passport',
  identity_card: 'Identity card',
  residence_permit: 'Residence permit',
  registry_extract: 'Extract from a register',
  other: 'Another document',
}

/** What a member reads when staff ask for something to be mended. */
export const RESUBMISSION_WORDS: Record<ResubmissionReason, string> = {
  wrong_document: 'The document is of a kind that we cannot use. Send a passport, identity card or residence permit.',
  unreadable: 'The document cannot be read. Send a sharp picture in good light.',
  missing_page: 'A page or side of the document is missing. Send all that carry your data.',
  document_expired: 'The document is no longer valid. Send a valid one.',
  name_differs: 'The name in your profile is not the one in the document.',
  birth_date_differs: 'The date of birth in your profile is not the one in the document.',
  address_incomplete: 'The address is not complete.',
}

/** What staff choose from when they propose a rejection. Members never see which it was. */
export const REJECTION_WORDS: Record<RejectionReason, string> = {
  not_the_person: 'The document belongs to somebody else',
  altered_document: 'The document was altered',
  under_age: 'Younger than 18',
  country_not_served: 'Lives in a country that is not served',
  cannot_be_verified: 'Cannot be verified',
}

/** `1.2 MB`: for glancing. */
export const sizeText = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(Math.ceil(bytes / 100_000) / 10).toLocaleString('en')} MB`
