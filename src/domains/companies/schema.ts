import { z } from 'zod'
import { id, summary } from '@/kit/shapes'

/** States of a company's case, in the order in which one passes through them. `not_started` has no row. */
export const COMPANY_STATES = [
  'not_started',
  'draft',
  'submitted',
  'completeness',
  'parties',
  'screening',
  'in_review',
  'changes_requested',
  'pending_second',
  'approved',
  'listed',
  'suspended',
  'offer_cancelled',
  'closed_funded',
  'closed_failed',
  'monitored',
  'rejected',
  'withdrawn',
  'erased',
  'abandoned',
] as const
export type CompanyState = (typeof COMPANY_STATES)[number]

/** The company itself, and everybody who is too small to be named, in a chart of owners. */
export const ROOT = 'company'
export const OTHERS = 'others'

/** What somebody named in the chart does in the company beside owning it. `controller`: decides by other means than shares or votes. */
export const PERSON_ROLES = ['director', 'signatory', 'controller'] as const
export type PersonRole = (typeof PERSON_ROLES)[number]

/** Why somebody is verified: one of the above, an owner, or the one who stands in where no owner can be found. */
export const PARTY_ROLES = ['director', 'signatory', 'controller', 'owner', 'official'] as const
export type PartyRole = (typeof PARTY_ROLES)[number]

/** What the database can hold; whether it is right is asked by the rules, so that a form can be left and taken up again. */
const typed = (longest: number) =>
  z
    .string()
    .max(longest, `At most ${longest.toLocaleString('en')} characters.`)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'Contains characters that cannot be saved.')
const ref = z.string().regex(/^[a-z0-9]{1,16}$/, 'Small letters and digits, 16 at most.')

/** Everything that an applicant tells about a company, as typed. A share is a percentage (`33.25`) or a fraction (`1/3`). */
export const companyData = z.strictObject({
  legalName: typed(120),
  tradingNames: z.array(typed(120)).max(10),
  /** Where it is registered: ISO 3166-1, two letters. */
  country: typed(2),
  registrationNumber: typed(40),
  registeredAddress: typed(280),
  tradingAddress: typed(280),
  /** The day on which the extract from the register was made, `2026-10-01`. */
  extractDate: typed(10),
  taxId: typed(30),
  lei: typed(30),
  iban: typed(50),
  fundsSource: typed(2_000),
  /** Why no owner can be named, where none can. */
  noOwnerReason: typed(2_000),
  people: z
    .array(z.strictObject({ ref, name: typed(80), email: typed(254), roles: z.array(z.enum(PERSON_ROLES)).max(3) }))
    .max(40),
  companies: z
    .array(z.strictObject({ ref, name: typed(120), country: typed(2), registrationNumber: typed(40) }))
    .max(20),
  /** Who owns how much of what. Empty votes mean as many as shares. */
  holdings: z.array(z.strictObject({ owner: ref, owned: ref, shares: typed(30), votes: typed(30) })).max(120),
  declarations: z.strictObject({ noRecord: z.boolean(), notHighRisk: z.boolean(), noTie: z.boolean() }),
})
export type CompanyData = z.infer<typeof companyData>

export const EMPTY_COMPANY: CompanyData = {
  ...{
    legalName: '',
    tradingNames: [],
    country: '',
    registrationNumber: '',
    registeredAddress: '',
    tradingAddress: '',
  },
  ...{ extractDate: '', taxId: '', lei: '', iban: '', fundsSource: '', noOwnerReason: '' },
  people: [{ ref: 'p1', name: '', email: '', roles: ['director', 'signatory'] }],
  companies: [],
  holdings: [{ owner: 'p1', owned: ROOT, shares: '100', votes: '' }],
  declarations: { noRecord: false, notHighRisk: false, noTie: false },
}

/** The documents that every case has, and what else may support it. */
export const REQUIRED_DOCUMENTS = ['registry_extract', 'articles', 'ownership_chart'] as const
export const COMPANY_DOCUMENTS = [...REQUIRED_DOCUMENTS, 'other'] as const
export const companyDocument = z.enum(COMPANY_DOCUMENTS)
export type CompanyDocument = (typeof COMPANY_DOCUMENTS)[number]

/** What the first person has compared and declared before an approval can be proposed. */
export const COMPANY_CHECKS = [
  'extract_agrees',
  'owners_agree',
  'parties_agree',
  'funds_plausible',
  'records_clean',
  'no_tie',
] as const
export type CompanyCheck = (typeof COMPANY_CHECKS)[number]

/** Why staff say no. */
export const COMPANY_REJECTIONS = [
  'owners_hidden',
  'false_information',
  'tie_to_platform',
  'disqualified',
  'country_not_served',
  'cannot_be_verified',
] as const
export type CompanyRejection = (typeof COMPANY_REJECTIONS)[number]

export const caseInput = z.strictObject({ companyId: id })
export const projectInput = z.strictObject({ projectId: id })
export const saveInput = z.strictObject({ companyId: id, version: z.int().min(1), data: companyData })
export const uploadInput = z.strictObject({
  companyId: id,
  kind: companyDocument,
  fileName: z.string().max(1_000),
  bytes: z.instanceof(Uint8Array),
})
export const documentInput = z.strictObject({ documentId: id })
export const partyInput = z.strictObject({ partyId: id })
/** 32 bytes, base64url, from a mail; it works once. */
export const invitationInput = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This is no invitation. Open the address from the mail once more.'),
})
/** For what the people of a company are shown to staff. */
export const COMPANY_REVEAL_REASONS = ['compare_document', 'compare_list', 'answer_owner'] as const
export const revealInput = z.strictObject({ companyId: id, reason: z.enum(COMPANY_REVEAL_REASONS) })
export const proposalInput = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...{ companyId: id, outcome: z.literal('approve'), note: summary },
    checks: z.array(z.enum(COMPANY_CHECKS)).max(COMPANY_CHECKS.length),
  }),
  z.strictObject({
    ...{ companyId: id, outcome: z.literal('reject'), note: summary },
    reason: z.enum(COMPANY_REJECTIONS),
  }),
])
export const noteInput = z.strictObject({ companyId: id, note: summary })
export const appealInput = z.strictObject({ companyId: id, text: summary })
export const companiesInput = z.strictObject({ companyIds: z.array(id).min(1, 'Choose at least one.').max(20) })
export const allowedInput = z.strictObject({ companyId: id, personIds: z.array(id).max(20) })
export const openingInput = z.strictObject({ companyId: id, personIds: z.array(id).max(20), note: summary })
