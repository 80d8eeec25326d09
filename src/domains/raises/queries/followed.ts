import type { Db, Tx } from '@/server/db'

/** Every raise that the follower has to look for on chain, with the bytes last booked. Slot 0: not yet seen on this chain. */
export const followedRaises = (db: Db | Tx) =>
  db.raise.findMany({
    where: { closedAt: null },
    select: { address: true, account: true, state: true, slot: true },
    orderBy: { address: 'asc' },
  })

/** Where the books stand against the chain. Ages are by the machine's clock: the chain's can be moved on the local network. */
export type ChainHealth = {
  slot: bigint
  /** The chain's time at the last reading. */
  blockTime: Date
  /** Seconds since the last reading; the follower reads every second. */
  ageSeconds: number
  /** False when the chain has not answered for a while: pages say so and new commitments stop. */
  healthy: boolean
  /** Something that people should know, for example that the chain was set back. */
  notice: string | null
  /** There while nothing is credited because the nodes cannot be believed: since when, and why. */
  halted: { since: Date; findings: string[] } | null
}

/** Readings older than this count as a chain that does not answer. */
export const STALE_AFTER_SECONDS = 15

/** How far the books are behind the chain; null before the first reading. */
export async function chainHealth(db: Db | Tx): Promise<ChainHealth | null> {
  const [row] = await db.$queryRaw<{ slot: bigint; block_time: Date; age: number; notice: string | null }[]>`
    select slot, block_time, greatest(0, floor(extract(epoch from clock_timestamp() - read_at)))::int as age, notice from chain_head`
  if (!row) return null
  const halted = await db.chainDispute.findUnique({ where: { id: 1 }, select: { since: true, findings: true } })
  return {
    halted,
    ...{ slot: row.slot, blockTime: row.block_time, notice: row.notice, ageSeconds: row.age },
    healthy: row.age <= STALE_AFTER_SECONDS,
  }
}

/** Whether nothing is credited at this moment because the nodes cannot be believed. */
export const isHalted = async (db: Db | Tx): Promise<boolean> => (await db.chainDispute.count()) > 0
