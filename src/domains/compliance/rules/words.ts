import type {
  ApprovalCheck,
  DocumentKind,
  ManualReason,
  RejectionReason,
  ResubmissionReason,
  Revealable,
  RevealReason,
} from '../schema'

/** How kinds of document are called. */
export const DOCUMENT_WORDS: Record<DocumentKind, string> = {
  passport: 'Passport',
  identity_card: 'Identity card',
  residence_permit: 'Residence permit',
  registry_extract: 'Extract from a register',
  articles: 'Articles of association',
  ownership_chart: 'Chart of owners',
  other: 'Another document',
}

/** What a member reads when staff ask for something to be mended. */
export const RESUBMISSION_WORDS: Record<ResubmissionReason, string> = {
  wrong_document: 'The document is of a kind that we cannot use. Send a passport, identity card or residence permit.',
  unreadable: 'The document cannot be read. Send a sharp picture in good light.',
  missing_page: 'A page or side of the document is missing. Send all that carry your data.',
  document_expired: 'The document is no longer valid. Send a valid one.',
  password_protected: 'The file asks for a password. Send it without one.',
  name_differs: 'The name in your profile is not the one in the document.',
  birth_date_differs: 'The date of birth in your profile is not the one in the document.',
  address_incomplete: 'The address is not complete.',
}

/** What staff choose from when they propose a rejection. Members never see which it was. */
export const REJECTION_WORDS: Record<RejectionReason, string> = {
  not_the_person: 'The document belongs to somebody else',
  altered_document: 'The document was altered',
  suspicious_document: 'The document is suspicious',
  identity_theft: 'Somebody uses the identity of another person',
  under_age: 'Younger than 18',
  country_not_served: 'Lives in a country that is not served',
  cannot_be_verified: 'Cannot be verified',
}

/** What the first person compares before an approval. */
export const CHECK_LABELS: Record<ApprovalCheck, string> = {
  document_genuine: 'The document looks genuine and complete',
  face_agrees: 'The photo can be the member’s own, as far as the evidence shows',
  name_agrees: 'The name is the one in the profile',
  birth_date_agrees: 'The date of birth is the one in the profile',
  funds_explained: 'Where the money comes from is explained and plausible; the note says how (their risk is high)',
}

/** Why somebody shows their document to people. */
export const MANUAL_WORDS: Record<ManualReason, string> = {
  consent_declined: 'I do not want my face to be compared by a machine',
  country_not_supported: 'My document or country is not supported',
  device_not_supported: 'My device has no camera that works',
}

/** The fields of a profile, as staff read them. */
export const FIELD_WORDS: Record<Revealable, string> = {
  legalName: 'Full name',
  dateOfBirth: 'Date of birth',
  country: 'Country',
  residentialAddress: 'Address',
}

/** For what a personal field is shown to staff. */
export const REVEAL_WORDS: Record<RevealReason, string> = {
  compare_document: 'To compare it with the document',
  compare_list: 'To compare it with an entry of a list',
  compare_accounts: 'To compare it with another account',
  answer_member: 'To answer a question of the member',
}

/** What holds a case back, as staff read it. */
export const HOLD_WORDS: Record<string, string> = {
  screening: 'Somebody on a list may be this person',
  fraud: 'The provider says that pictures were manipulated',
  duplicate: 'The same document was shown by another account',
  under_age: 'The provider says that the person is under age',
}

/** `1.2 MB`: for glancing. */
export const sizeText = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(Math.ceil(bytes / 100_000) / 10).toLocaleString('en')} MB`
