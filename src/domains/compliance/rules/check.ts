import { HOUR } from '@/kit/time'

/** The most checks at the provider that count for one case; each costs money, and each one more is a guess. */
export const MOST_ATTEMPTS = 3
/** The most checks of one person in 30 days, over all cases: starting afresh gives no new guesses. */
export const MOST_CHECKS_IN_30_DAYS = 6
/** A visit that nobody finished is given up after this time; the provider's page lives as long. */
export const VISIT_LIFE = 48 * HOUR

/** What follows from a failed check. */
export type Failure = {
  event: 'provider_retry' | 'provider_review'
  /** Whether it uses up one of the attempts. */
  counts: boolean
  hold: 'fraud' | 'under_age' | null
  priority: 'normal' | 'high' | 'critical'
  /** Whether the member is offered to show the document to people instead. */
  offersManual: boolean
}

type Rule = Omit<Failure, 'event'> & { next: 'retry' | 'retry_once' | 'review' }

const RETRY: Rule = { next: 'retry', counts: true, hold: null, priority: 'normal', offersManual: false }
const ONCE: Rule = { ...RETRY, next: 'retry_once' }
const MANUAL: Rule = { ...RETRY, counts: false, offersManual: true }
const REVIEW: Rule = { ...RETRY, next: 'review' }

/** Stripe's reasons (`last_error.code`) and what each leads to. What is not in it goes to a person. */
export const CHECK_ERRORS: Readonly<Record<string, Rule>> = {
  abandoned: { ...RETRY, counts: false },
  consent_declined: MANUAL,
  country_not_supported: MANUAL,
  document_type_not_supported: MANUAL,
  device_not_supported: MANUAL,
  document_expired: RETRY,
  document_unverified_other: ONCE,
  id_number_insufficient_document_data: ONCE,
  id_number_mismatch: ONCE,
  id_number_unverified_other: ONCE,
  selfie_document_missing_photo: ONCE,
  selfie_face_mismatch: { ...ONCE, priority: 'high' },
  selfie_unverified_other: ONCE,
  selfie_manipulated: { ...REVIEW, hold: 'fraud', priority: 'critical' },
  under_supported_age: { ...REVIEW, hold: 'under_age', priority: 'high' },
  email_unverified_other: RETRY,
  email_verification_declined: RETRY,
  phone_unverified_other: RETRY,
  phone_verification_declined: RETRY,
}

/**
 * What a failed check leads to. `attempts` counts the ones before it; `failedBefore` are their codes. With the last attempt, or
 * with the second failure of those that are worth one retry, a person looks at it.
 */
export function failureOf(code: string, attempts: number, failedBefore: readonly string[]): Failure {
  const { next, ...rule } = Object.hasOwn(CHECK_ERRORS, code) ? CHECK_ERRORS[code]! : REVIEW
  const used = attempts + (rule.counts ? 1 : 0)
  const again = failedBefore.some(
    (before) => Object.hasOwn(CHECK_ERRORS, before) && CHECK_ERRORS[before]!.next === 'retry_once',
  )
  const isLast = (rule.counts && used >= MOST_ATTEMPTS) || (next === 'retry_once' && again)
  return { ...rule, event: next === 'review' || isLast ? 'provider_review' : 'provider_retry' }
}

/** What the member reads about a check that they may repeat; codes that say more than that never get here. */
export const CHECK_WORDS: Readonly<Record<string, string>> = {
  abandoned: 'The check was not finished. Start it again when you have your document at hand.',
  consent_declined:
    'You did not agree to the automatic check, and you do not have to. Show your document to our staff instead.',
  country_not_supported: 'The automatic check does not know documents of this country. Show it to our staff instead.',
  document_type_not_supported: 'The automatic check does not know this kind of document. Show it to our staff instead.',
  device_not_supported:
    'The automatic check does not work on this device. Use another one, or show your document to our staff.',
  document_expired: 'The document is no longer valid. Use a valid one.',
  document_unverified_other: 'The document could not be checked. Take sharp pictures in good light and try once more.',
  id_number_insufficient_document_data: 'The number could not be read. Take sharp pictures and try once more.',
  id_number_mismatch: 'The number does not fit the document. Check it and try once more.',
  id_number_unverified_other: 'The number could not be checked. Try once more.',
  selfie_document_missing_photo: 'The document shows no photo. Use one with a photo and try once more.',
  selfie_face_mismatch: 'The faces could not be compared. Take both pictures in good light and try once more.',
  selfie_unverified_other: 'Your picture could not be checked. Take it in good light and try once more.',
}
/** What is read about every other code. */
export const OTHER_CHECK_WORDS = 'The check could not be finished. Try it once more.'
