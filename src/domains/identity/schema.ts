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

/** The name of a procedure, `room.verb`. */
const procedure = z.string().regex(/^[a-z]+\.[a-zA-Z]{1,40}$/, 'This is not an act.')

/** A code of an authenticator (6 digits) or a recovery code, and the act that it is shown for. */
export const oneTimeCode = z.strictObject({
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, '').toLowerCase())
    .pipe(z.string().regex(/^(\d{6}|[a-z2-7]{16})$/, 'Enter the 6 digits, or a recovery code of 16 characters.')),
  act: procedure.nullable().default(null),
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
  before: z
    .string()
    .regex(/^\d{1,18}$/, 'This is not a place in the log.')
    .optional(),
})

const base64url = (most: number) => z.base64url('This is not what a device answers.').max(most)
const keyEnvelope = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  // What a browser says about extensions is not used.
  clientExtensionResults: z.unknown().transform((): Record<string, never> => ({})),
}

/** A browser's answer about a new key (RegistrationResponseJSON of Web Authentication); fields that are not used are dropped. */
export const newKeyAnswer = z.object({
  ...keyEnvelope,
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(40_000),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
})
export type NewKeyAnswer = z.infer<typeof newKeyAnswer>

/** A browser's answer with a key that exists (AuthenticationResponseJSON). */
export const keyAnswer = z.object({
  ...keyEnvelope,
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(8_000),
    signature: base64url(20_000),
    userHandle: base64url(100).optional(),
  }),
})
export type KeyAnswer = z.infer<typeof keyAnswer>

export const keyAdded = z.strictObject({ answer: newKeyAnswer, name: title })
export const keyChoice = z.strictObject({ passkeyId: base64url(1_400) })
export const keyAsked = z.strictObject({ act: procedure.nullable() })
export const keyShown = z.strictObject({ answer: keyAnswer })

export const permitProposal = z.strictObject({
  personId: id,
  kind: z.enum(['passkey', 'recovery'], 'Choose passkey or recovery.'),
  /** The last day of a recovery, UTC. */
  until: z.iso.date('Write the last day as 2026-05-14.').optional(),
})
/** How somebody belongs to this platform beside working for it. */
export const TIES = ['owner', 'body'] as const
export type Tie = (typeof TIES)[number]
export const tieProposal = z.strictObject({
  personId: id,
  tie: z.enum(TIES, 'Choose owner or body.'),
  ends: z.boolean(),
})
export const tieDecision = z.strictObject({ personId: id, confirm: z.boolean() })

export const permitDecision = z.strictObject({ personId: id, confirm: z.boolean() })
