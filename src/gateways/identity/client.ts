import Stripe from 'stripe'
import { addressOf } from '@/gateways/stripe/client'
import { answered, StripeUnavailable } from '@/gateways/stripe/shapes'

/** A visit to the provider as it stands now. */
export type IdentityVisit = {
  sessionId: string
  /** Our reference as it came back; null where there is none. */
  caseId: string | null
  status: 'requires_input' | 'processing' | 'verified' | 'canceled'
  /** The provider's code of why the last try failed. */
  error: string | null
  reportId: string | null
  /** Where the member goes on; single use, 48 hours. */
  url: string | null
  live: boolean
}

/** What the provider read; null where it did not say. Dates are `2031-04-23`. Never stored as a whole: it stays with the provider. */
export type VisitIdentity = {
  name: string | null
  dateOfBirth: string | null
  document: { kind: string; country: string; number: string | null; expires: string | null } | null
}

/** What an event says happened. It is a hint: the visit is fetched before anything is believed. */
export type IdentityHint = { eventId: string; type: string; sessionId: string | null; live: boolean }

/** A service that compares a document with a face. Where none is set up, people look at documents (`manual`). */
export type IdentityGateway = {
  /** Whether visits must be of live mode. */
  live: boolean
  /** Opens a visit; asking again for the same attempt gives the same one. The case's id is all that is told of anybody. */
  open(visit: { caseId: string; attempt: number; returnUrl: string }): Promise<IdentityVisit>
  /** The visit as it is now; null when the provider does not know it. */
  read(sessionId: string): Promise<IdentityVisit | null>
  /** What was read at a verified visit, by the restricted key. */
  readIdentity(sessionId: string): Promise<VisitIdentity>
  /** Ends an open visit and makes the provider erase what it holds of it, which takes up to 4 days. One that is being checked stays. */
  redact(sessionId: string): Promise<void>
  /** Whether the provider holds nothing of a visit any more: it was redacted, or is not known. */
  isRedacted(sessionId: string): Promise<boolean>
  /** Reads a delivered event; null when its signature is not the provider's, or too old. */
  readEvent(body: string, signature: string): IdentityHint | null
}

export type IdentitySettings = {
  secretKey: string
  /** A restricted key that may read what is sensitive; null to do without, and then people compare. */
  identityKey: string | null
  webhookSecret: string
  /** The address of a stand-in; null for Stripe itself. */
  apiUrl: string | null
}

/** Two tries of stripe-node's own, 10 seconds each. */
const CONFIG = { telemetry: false, timeout: 10_000, maxNetworkRetries: 1 }

/** Fields that Stripe leaves out unless a restricted key asks for them. */
const SENSITIVE = [
  'verified_outputs.dob',
  'last_verification_report.document.dob',
  'last_verification_report.document.number',
  'last_verification_report.document.expiration_date',
]

/** Stripe Identity, or a stand-in that speaks the same protocol. */
export function stripeIdentity({ secretKey, identityKey, webhookSecret, apiUrl }: IdentitySettings): IdentityGateway {
  const stripe = new Stripe(secretKey, { ...CONFIG, ...addressOf(apiUrl) })
  const reader = new Stripe(identityKey ?? secretKey, { ...CONFIG, ...addressOf(apiUrl) })
  const { verificationSessions } = stripe.identity
  return {
    live: /^(sk|rk)_live_/.test(secretKey),
    async open({ caseId, attempt, returnUrl }) {
      const options = { idempotencyKey: `kyc:${caseId}:${attempt}` }
      return visitOf(await answered(verificationSessions.create(sessionFor(caseId, returnUrl), options)))
    },
    async read(sessionId) {
      return orNull(async () => visitOf(await answered(verificationSessions.retrieve(sessionId))))
    },
    async readIdentity(sessionId) {
      const expand = identityKey || apiUrl ? SENSITIVE : ['verified_outputs', 'last_verification_report']
      return identityOf(await answered(reader.identity.verificationSessions.retrieve(sessionId, { expand })))
    },
    async redact(sessionId) {
      await unlessTooLate(() => answered(verificationSessions.redact(sessionId)))
    },
    async isRedacted(sessionId) {
      const session = await orNull(() => answered(verificationSessions.retrieve(sessionId)))
      if (session === null) return true
      if (session.redaction) return session.redaction.status !== 'processing'
      // Nothing was ever handed in, and what was cancelled cannot be redacted.
      return session.status === 'canceled' && !session.last_verification_report && !session.last_error
    },
    readEvent(body, signature) {
      return hintOf(stripe, body, signature, webhookSecret)
    },
  }
}

export { StripeUnavailable as IdentityUnavailable }

const sessionFor = (caseId: string, returnUrl: string): Stripe.Identity.VerificationSessionCreateParams => ({
  type: 'document',
  client_reference_id: caseId,
  metadata: { caseId },
  return_url: returnUrl,
  options: {
    document: { allowed_types: ['passport', 'id_card'], require_live_capture: true, require_matching_selfie: true },
  },
})

/** A status that this code does not know yet is no answer: the visit is still under way. */
const STATUSES = ['requires_input', 'verified', 'canceled'] as const

function visitOf(session: Stripe.Identity.VerificationSession): IdentityVisit {
  const report = session.last_verification_report
  return {
    sessionId: session.id,
    caseId: session.client_reference_id,
    status: STATUSES.find((known) => known === session.status) ?? 'processing',
    error: session.last_error ? (session.last_error.code ?? 'unknown') : null,
    reportId: typeof report === 'string' ? report : (report?.id ?? null),
    url: session.url,
    live: session.livemode,
  }
}

type Day = { day: number | null; month: number | null; year: number | null }
const dayText = (day: Day | null | undefined): string | null =>
  day?.day && day.month && day.year
    ? `${String(day.year).padStart(4, '0')}-${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}`
    : null

function identityOf(session: Stripe.Identity.VerificationSession): VisitIdentity {
  const report = session.last_verification_report
  const document = typeof report === 'object' ? report?.document : null
  const outputs = session.verified_outputs
  const names = [outputs?.first_name ?? document?.first_name, outputs?.last_name ?? document?.last_name]
  return {
    name: names.filter(Boolean).join(' ') || null,
    dateOfBirth: dayText(outputs?.dob ?? document?.dob),
    document: document?.issuing_country
      ? {
          kind: document.type ?? 'unknown',
          country: document.issuing_country,
          number: document.number ?? null,
          expires: dayText(document.expiration_date),
        }
      : null,
  }
}

function hintOf(stripe: Stripe, body: string, signature: string, secret: string): IdentityHint | null {
  try {
    const { id, type, data, livemode } = stripe.webhooks.constructEvent(body, signature, secret)
    const { object } = data
    return {
      eventId: id,
      type,
      sessionId: object.object === 'identity.verification_session' ? object.id : null,
      live: livemode,
    }
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null
    throw error
  }
}

const isMissing = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing'

async function orNull<Result>(read: () => Promise<Result>): Promise<Result | null> {
  try {
    return await read()
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** What Stripe refuses because the visit is in another state by now needs no more doing. */
async function unlessTooLate(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
  }
}
