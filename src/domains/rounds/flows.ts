import { connection } from '@/chain/connection'
import { listProblem } from '@/chain/distributor/list'
import { type Poster, planLists } from '@/chain/distributor/plan'
import { plainWallets } from '@/chain/transfers'
import { ownersOf } from '@/domains/identity/queries/wallets'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { distributorProgramId } from '@/server/program'
import { allocate, confirm, preview } from './actions'
import type { PaymentPlan } from './actions/lines'
import { proposedAllocation, roundById } from './queries'
import { refuse } from './rules'
import { readAllocation } from './schema'

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
  await confirmWith(db, { ...act, poster })
}

/** Plans every line and list of the allocation outside the transaction, since tens of thousands take seconds, and writes them in it. */
export async function confirmWith(
  db: Db,
  { digest, poster, ...act }: { roundId: string; digest: string; poster: Poster; personId: string; now: Date },
): Promise<void> {
  const plan = await planOf(db, { roundId: act.roundId, digest, poster })
  await db.$transaction((tx) => confirm(tx, { ...act, plan, poster }), { timeout: WRITTEN_WITHIN_MS })
}

/** Tens of thousands of lines take seconds on a busy machine. */
const WRITTEN_WITHIN_MS = 60_000

async function planOf(
  db: Db,
  { roundId, digest, poster }: { roundId: string; digest: string; poster: Poster },
): Promise<PaymentPlan> {
  const text = await proposedAllocation(db, { roundId, digest })
  const { way, projects } = readAllocation(text)
  const lines = projects.flatMap(({ projectId, recipient, units: amount }) =>
    recipient !== null && amount > 0n ? [{ projectId, recipient, amount }] : [],
  )
  // The chain could never pay an address that is no wallet.
  const problem = await listProblem(
    lines,
    await ownersOf(
      db,
      lines.map(({ recipient }) => recipient),
    ),
  )
  if (problem) throw new RangeError(problem)
  const lists = way === 'list' ? await planLists(poster, Buffer.from(digest, 'hex'), lines) : []
  return { digest, way, lines, lists }
}
