import { connection } from '@/chain/connection'
import { plainWallets } from '@/chain/transfers'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { distributorProgramId } from '@/server/program'
import { allocate, confirm, preview } from './actions'
import { roundById } from './queries'
import { refuse } from './rules'

/**
 * Asks the chain for the smallest amount an empty wallet can hold and which recipients are wallets that exist, then computes and
 * proposes the allocation. Whoever becomes a recipient in between is not among them.
 */
export async function proposeAllocation(db: Db, act: { roundId: string; personId: string; now: Date }): Promise<void> {
  const smallestPayment = BigInt(await connection().getMinimumBalanceForRentExemption(0))
  const { projects } = await db.$transaction(async (tx) => {
    const { sheet } = await roundById(tx, { roundId: act.roundId, staff: true, now: act.now })
    return preview(tx, sheet)
  })
  const recipients = projects.flatMap(({ recipient, units }) => (recipient !== null && units > 0n ? [recipient] : []))
  const existing = await plainWallets(connection(), recipients, 'finalized')
  await db.$transaction((tx) => allocate(tx, { ...act, smallestPayment, plainWallets: existing }))
}

/** Confirms an allocation; its lists will be posted by this installation's treasury and guardian, or the treasury pays directly. */
export async function confirmAllocation(
  db: Db,
  act: { roundId: string; digest: string; personId: string; now: Date },
): Promise<void> {
  const { TREASURY, GUARDIAN } = env()
  if (!TREASURY) throw refuse.noTreasury()
  const poster = { programId: distributorProgramId().toBase58(), operator: TREASURY, guardian: GUARDIAN }
  await db.$transaction((tx) => confirm(tx, { ...act, poster }))
}
