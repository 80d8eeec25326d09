import type { Tx } from '@/server/db'

/**
 * Notes that an account showed a document with this mark, and says which other accounts showed it: they are the same person.
 * From here on these accounts do not decide together; limits count them together once both are confirmed.
 */
export async function noteMark(
  tx: Tx,
  { personId, mark, now }: { personId: string; mark: string; now: Date },
): Promise<{ others: string[] }> {
  // One at a time for a mark: two accounts that show it at once must see each other.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`mark:${mark}`}, 0))`
  await tx.identityMark.createMany({ data: [{ personId, mark, notedAt: now }], skipDuplicates: true })
  const others = await tx.identityMark.findMany({
    where: { mark, personId: { not: personId } },
    select: { personId: true },
  })
  return { others: others.map((other) => other.personId) }
}

/** Confirms an account's marks, with the approval of its verification. */
export async function confirmMarks(tx: Tx, { personId, now }: { personId: string; now: Date }): Promise<void> {
  await tx.identityMark.updateMany({ where: { personId, confirmedAt: null }, data: { confirmedAt: now } })
}
