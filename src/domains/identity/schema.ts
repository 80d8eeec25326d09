import { z } from 'zod'
import { ownPath } from '@/kit/own-path'
import { address, id, title } from '@/kit/shapes'

const ROLES = ['member', 'issuer', 'reviewer', 'checker', 'admin'] as const

/** A wallet's answer to a sign-in text: the nonce finds the stored text; nothing else that the client says about it counts. */
export const walletAnswer = z.strictObject({
  nonce: z.string().regex(/^[0-9a-f]{32}$/, 'This is not a nonce.'),
  /** 64 bytes, base58. */
  signature: z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/, 'This is not a signature.'),
  /** What the wallet says it signed, base64; compared with the stored text byte for byte. */
  signedMessage: z.base64().max(4_000).optional(),
})
export type WalletAnswer = z.infer<typeof walletAnswer>

export const walletAddress = z.strictObject({ address })

/** A code of an authenticator (6 digits) or a recovery code. */
export const oneTimeCode = z.strictObject({
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, '').toLowerCase())
    .pipe(z.string().regex(/^(\d{6}|[a-z2-7]{16})$/, 'Enter the 6 digits, or a recovery code of 16 characters.')),
})

export const emailAddress = z.strictObject({
  email: z.string().trim().toLowerCase().pipe(z.email('Write an e-mail address.').max(254)),
})

const returnPath = z.string().refine((path) => ownPath(path) !== null, 'This is not a path of this site.')

export const linkRequest = z.strictObject({ ...emailAddress.shape, next: returnPath.default('/staff') })

export const profile = z.strictObject({ displayName: title })
export const sessionChoice = z.strictObject({ sessionId: id })
export const personChoice = z.strictObject({ personId: id })

export const emailChange = z.strictObject({ ...emailAddress.shape, personId: id })

export const peopleFilter = z.strictObject({
  search: z.string().max(80).default(''),
  role: z.enum(ROLES).optional(),
  after: id.optional(),
})

export const invitation = z.strictObject({ ...emailAddress.shape, displayName: title })

export const roleProposal = z.strictObject({
  personId: id,
  role: z.enum(['reviewer', 'checker', 'admin'], 'Choose reviewer, checker or admin.'),
  kind: z.enum(['grant', 'revoke']),
})

export const roleDecision = z.strictObject({ changeId: id, confirm: z.boolean() })

export const noticeChoice = z.strictObject({ noticeId: id })

export const auditFilter = z.strictObject({
  type: z
    .string()
    .regex(/^[a-zA-Z.]*$/, 'Letters and points only.')
    .max(60)
    .default(''),
  subject: z.string().max(100).default(''),
  before: z.string().regex(/^\d+$/, 'This is not a place in the log.').optional(),
})
