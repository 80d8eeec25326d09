import type { Tx } from '@/server/db'
import { keyRing, rewrap } from '@/server/envelope'
import { profileContext } from '../queries/evidence'
import { documentContext } from './documents'

/** Wraps up to `take` document keys with the current key after a rotation; returns how many. Zero means that old keys can go. */
export async function rewrapDocuments(tx: Tx, take = 200): Promise<number> {
  const ring = keyRing()
  const old = await tx.document.findMany({
    where: { erasedAt: null, keyId: { not: ring.current } },
    select: { id: true, ownerId: true, wrappedKey: true, keyId: true },
    take,
  })
  for (const { id, ownerId, wrappedKey, keyId } of old) {
    if (!wrappedKey || !keyId) continue
    const data = rewrap({ wrappedKey, keyId }, documentContext({ id, ownerId }), ring)
    await tx.document.update({ where: { id }, data })
  }
  return old.length
}

/** The same for the keys of profiles. */
export async function rewrapProfiles(tx: Tx, take = 200): Promise<number> {
  const ring = keyRing()
  const old = await tx.verificationCase.findMany({
    where: { profileKeyId: { not: ring.current } },
    select: { id: true, personId: true, profileKey: true, profileKeyId: true },
    take,
  })
  for (const { id, personId, profileKey, profileKeyId } of old) {
    if (!profileKey || !profileKeyId) continue
    const renewed = rewrap({ wrappedKey: profileKey, keyId: profileKeyId }, profileContext({ id, personId }), ring)
    const data = { profileKey: renewed.wrappedKey, profileKeyId: renewed.keyId }
    await tx.verificationCase.update({ where: { id }, data })
  }
  return old.length
}
