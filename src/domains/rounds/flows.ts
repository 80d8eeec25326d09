import { connection } from '@/chain/connection'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { distributorProgramId } from '@/server/program'
import { allocate, confirm } from './actions'
import { refuse } from './rules'

/** Asks the chain for the smallest amount an empty wallet can hold, then computes and proposes the allocation. */
export async function proposeAllocation(db: Db, act: { roundId: string; personId: string; now: Date }): Promise<void> {
  const smallestPayment = BigInt(await connection().getMinimumBalanceForRentExemption(0))
  await db.$transaction((tx) => allocate(tx, { ...act, smallestPayment }))
}

/** Confirms an allocation; its lists will be posted by this installation's treasury and guardian. */
export async function confirmAllocation(
  db: Db,
  act: { roundId: string; digest: string; personId: string; now: Date },
): Promise<void> {
  const { TREASURY, GUARDIAN } = env()
  if (!TREASURY) throw refuse.noTreasury()
  const poster = { programId: distributorProgramId().toBase58(), operator: TREASURY, guardian: GUARDIAN }
  await db.$transaction((tx) => confirm(tx, { ...act, poster }))
}
