import type { Tx } from '@/server/db'
import { keyRing, rewrap } from '@/server/envelope'
import { profileContext } from '../queries/evidence'

/** Wraps up to `take` keys of profiles with the current key after a rotation; returns how many. Zero means that old keys can go. */
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
