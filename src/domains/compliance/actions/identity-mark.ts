import { createHmac, randomBytes } from 'node:crypto'
import type { Tx } from '@/server/db'
import { keyRing, rewrap, seal, unseal } from '@/server/envelope'

/** A document as it identifies one person: number and country of issue, and the date of birth, `1990-04-23`. */
export type ShownIdentity = { country: string; number: string; dateOfBirth: string }

const NAME = 'identity mark'

/**
 * A keyed hash of a document: equal for one document, however its number was typed, and telling nothing to who has not the key.
 * The key is made at the first use and lies sealed in the database: under another one no document would be known again.
 */
export async function identityMark(tx: Tx, { country, number, dateOfBirth }: ShownIdentity): Promise<string> {
  const plain = number.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const text = JSON.stringify([country.toUpperCase(), plain, dateOfBirth])
  return createHmac('sha256', await markKey(tx))
    .update(text)
    .digest('hex')
}

/** The same of a company: a keyed hash over the country and the number of its register, equal however the number was typed. */
export async function companyMark(tx: Tx, { country, number }: { country: string; number: string }): Promise<string> {
  const plain = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return createHmac('sha256', await markKey(tx))
    .update(JSON.stringify(['company', country.toUpperCase(), plain]))
    .digest('hex')
}

async function markKey(tx: Tx): Promise<Buffer> {
  const known = await tx.sealedKey.findUnique({ where: { name: NAME } })
  if (known) return unseal(known, NAME)
  await tx.sealedKey.createMany({ data: [{ name: NAME, ...seal(randomBytes(32), NAME) }], skipDuplicates: true })
  return unseal(await tx.sealedKey.findUniqueOrThrow({ where: { name: NAME } }), NAME)
}

/** Wraps that key with the current DOCUMENT_KEY after a rotation; returns how many that were, 0 or 1. */
export async function rewrapMarkKey(tx: Tx): Promise<number> {
  const ring = keyRing()
  const old = await tx.sealedKey.findFirst({ where: { name: NAME, keyId: { not: ring.current } } })
  if (!old) return 0
  await tx.sealedKey.update({ where: { name: NAME }, data: rewrap(old, NAME, ring) })
  return 1
}
