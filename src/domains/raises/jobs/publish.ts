import { publish } from '@/domains/projects/actions/listing'
import { awaitingRaise } from '@/domains/projects/queries/public'
import type { Db } from '@/server/db'

/**
 * Ties each approved project to its raise, once the mirror shows one that carries exactly the approved terms: same issuer, same
 * token, same hash, the published keys. A raise made by another client counts just the same.
 */
export async function publishRaises(db: Db, now: Date): Promise<void> {
  for (const { projectId, issuerWallet, termsHash, saleMint } of await awaitingRaise(db)) {
    if (!termsHash || !saleMint) continue
    const raise = await db.raise.findFirst({
      where: { issuer: issuerWallet, saleMint, termsHash, recognised: true, state: { in: ['draft', 'open'] } },
      orderBy: { address: 'asc' },
    })
    if (!raise) continue
    await db.$transaction((tx) => publish(tx, { projectId, raiseAddress: raise.address, termsHash, now }))
  }
}
