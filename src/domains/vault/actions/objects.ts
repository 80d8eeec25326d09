import type { Tx } from '@/server/db'
import { unseal } from '@/server/envelope'
import { keyOf, NAME, nameKeyOf, objectKey, partPurpose } from '../rules/document'
import { sealFor, sealMany } from './keys'

/** Writes down that a part lies in the object store now; false when it was erased meanwhile, and the store's copy has to go. */
export async function recordMoved(
  tx: Tx,
  { documentId, part }: { documentId: string; part: number },
): Promise<boolean> {
  const { count } = await tx.documentObject.updateMany({ where: { documentId, part }, data: { sealed: null } })
  return count === 1
}

/** Asks for an object to vanish from the store. */
export async function askRemoval(tx: Tx, { documentId, part, now }: { documentId: string; part: number; now: Date }) {
  await tx.objectRemoval.upsert({
    where: { key: objectKey(documentId, part) },
    create: { key: objectKey(documentId, part), askedAt: now },
    update: {},
  })
}

/** Forgets a removal that was done. */
export async function recordRemoved(tx: Tx, key: string): Promise<void> {
  await tx.objectRemoval.deleteMany({ where: { key } })
}

/** Writes down that copies of tombstones lie outside the database. */
export async function recordKept(tx: Tx, macs: readonly string[], now: Date): Promise<void> {
  await tx.vaultTombstone.updateMany({ where: { mac: { in: [...macs] }, keptAt: null }, data: { keptAt: now } })
}

/**
 * Seals up to `take` documents of the old form with a key of this room, and leaves them in quarantine to be examined like new ones;
 * returns how many.
 */
export async function adoptOldForm(tx: Tx, take = 20): Promise<number> {
  const old = await tx.documentOldForm.findMany({ take })
  for (const { documentId, ...sealed } of old) {
    const { ownerId } = await tx.document.findUniqueOrThrow({ where: { id: documentId }, select: { ownerId: true } })
    const bytes = unseal(sealed, `document:${documentId}:${ownerId}`)
    const data = { documentId, part: 0, sealed: await sealFor(tx, keyOf(documentId), partPurpose(0), bytes) }
    await tx.documentObject.create({ data })
    await tx.documentOldForm.delete({ where: { documentId } })
  }
  return old.length
}

/** Seals up to `take` names of files that lie in plain letters from before; returns how many. */
export async function sealOldNames(tx: Tx, take = 200): Promise<number> {
  const old = await tx.document.findMany({
    where: { fileName: { not: '' } },
    select: { id: true, fileName: true },
    take,
  })
  const sealed = await sealMany(
    tx,
    old.map(({ id, fileName }) => ({ subject: nameKeyOf(id), purpose: NAME, bytes: Buffer.from(fileName) })),
  )
  for (const [n, { id }] of old.entries())
    await tx.document.update({ where: { id }, data: { fileName: '', sealedName: sealed[n]! } })
  return old.length
}
