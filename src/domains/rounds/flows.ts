import { connection } from '@/chain/connection'
import type { Db } from '@/server/db'
import { allocate } from './actions'

/** Asks the chain for the smallest amount an empty wallet can hold, then computes and proposes the allocation. */
export async function proposeAllocation(db: Db, act: { roundId: string; personId: string; now: Date }): Promise<void> {
  const smallestPayment = BigInt(await connection().getMinimumBalanceForRentExemption(0))
  await db.$transaction((tx) => allocate(tx, { ...act, smallestPayment }))
}
