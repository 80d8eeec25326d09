import { randomBytes } from 'node:crypto'
import { evidenceOf } from '@/domains/vault/queries/documents'
import type { VerificationCase } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
import { commitment } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import { seal, unseal } from '@/server/envelope'
import { caseSubject } from '../rules/document'
import { type Profile, profile as profileShape } from '../schema'

/** Binds a sealed profile to its row. */
export const profileContext = (subject: { id: string; personId: string }): string =>
  `case:${subject.id}:${subject.personId}`

/** The columns of a profile, encrypted, with a fresh salt for commitments to it. */
export function sealProfile(subject: { id: string; personId: string }, profile: Profile) {
  const { ciphertext, wrappedKey, keyId } = seal(Buffer.from(JSON.stringify(profile)), profileContext(subject))
  return { profile: ciphertext, profileKey: wrappedKey, profileKeyId: keyId, salt: randomBytes(32).toString('hex') }
}

/** The columns of a profile that was erased. */
export const NO_PROFILE = { profile: null, profileKey: null, profileKeyId: null, salt: null } as const

/** Decrypts a case's profile; null when it is not given yet, or erased. */
export function openProfile(subject: VerificationCase): Profile | null {
  const { profile, profileKey, profileKeyId } = subject
  if (!profile || !profileKey || !profileKeyId) return null
  const text = unseal(
    { ciphertext: profile, wrappedKey: profileKey, keyId: profileKeyId },
    profileContext(subject),
  ).toString()
  return profileShape.parse(JSON.parse(text))
}

/**
 * A salted commitment to everything that is judged, as it is now: profile, documents, the provider's findings, what the lists
 * said. It stands in the log and in proposals; without the salt, which is erased with the profile, it says nothing about anybody.
 */
export async function evidenceDigest(tx: Db | Tx, subject: VerificationCase): Promise<string> {
  const documents = await evidenceOf(tx, caseSubject(subject.id))
  const checks = await tx.identityCheck.findMany({
    where: { caseId: subject.id, state: 'verified' },
    select: { reportId: true, findings: true },
    orderBy: { attempt: 'asc' },
  })
  const shown = [subject.documentKind, subject.documentCountry, subject.documentExpires?.toISOString() ?? null]
  // Not when the lists were asked: the same answer again changes nothing that was judged.
  const lists = [subject.screening, subject.hold]
  const judged = { profile: openProfile(subject), documents, checks: checks as CanonicalValue, shown, lists }
  return commitment(subject.salt, judged)
}
