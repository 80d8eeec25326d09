import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import type { Db } from '@/server/db'

const LOT = 200

/** Open positions of open raises with one of these codes, whose owner is known and was not told yet: they can still be taken out. */
export async function refusedPositions(db: Db, codes: readonly string[]) {
  const rows = await db.position.findMany({
    where: {
      ...{ state: 'open', toldAt: null, personId: { not: null }, flags: { hasSome: [...codes] } },
      raise: { state: 'open' },
    },
    select: { address: true, sequence: true, personId: true, flags: true, raiseAddress: true },
    take: LOT,
  })
  const titles = new Map<string, string | null>()
  for (const { raiseAddress } of rows)
    if (!titles.has(raiseAddress)) titles.set(raiseAddress, (await raiseFactsOf(db, raiseAddress))?.title ?? null)
  return rows.flatMap(({ personId, raiseAddress, ...row }) =>
    personId ? [{ ...row, personId, title: titles.get(raiseAddress) ?? null }] : [],
  )
}
