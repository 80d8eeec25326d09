import { walletsEver } from '@/domains/identity/queries/person'
import type { Db } from '@/server/db'
import { rescreen } from '../actions/rescreen'

/** Compares whoever linked a wallet with the lists once more. Who was never compared has nothing to compare. */
export async function walletLinked(db: Db, { personId }: { personId: string }, now: Date): Promise<void> {
  const wallets = await walletsEver(db, personId)
  await db.$transaction((tx) => rescreen(tx, { personId, wallets, cause: 'wallet_added', now }))
}
