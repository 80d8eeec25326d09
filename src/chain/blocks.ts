import type { Connection } from '@solana/web3.js'
import bs58 from 'bs58'

/** A finalized block: its slot, its time in unix seconds, and its hash as 64 hexadecimal digits. */
export type BlockFacts = { slot: number; time: number; hash: string }

/** How many slots are asked about at once when one may have no block. */
const SPAN = 400

/** What `firstBlockFrom` asks a node. */
export type BlockSource = {
  /** The newest finalized slot, and the first one that the node still has. */
  newest(): Promise<number>
  oldest(): Promise<number>
  /** The slots with a block in [from, until]. */
  slots(from: number, until: number): Promise<readonly number[]>
  /** Unix seconds. */
  time(slot: number): Promise<number>
}

/** The node's history begins after the block that is asked for, so it cannot know which was the first. */
export class HistoryTooShort extends Error {
  override name = 'HistoryTooShort'
}

/** A node as such a source; everything is asked at `finalized`. */
export const blocksOf = (connection: Connection): BlockSource => ({
  newest: () => connection.getSlot('finalized'),
  oldest: () => connection.getFirstAvailableBlock(),
  slots: (from, until) => connection.getBlocks(from, until, 'finalized'),
  time: async (slot) => {
    const time = await connection.getBlockTime(slot)
    if (time === null) throw new Error(`the node has no time for slot ${slot}`)
    return time
  },
})

/**
 * The slot of the first finalized block whose time is at or after `second` (unix); null while there is none. Times of blocks never
 * go back, so whoever has the history finds the same one. Throws HistoryTooShort when the node cannot know.
 */
export async function firstSlotFrom(source: BlockSource, second: number): Promise<number | null> {
  const top = await source.newest()
  const last = (await source.slots(Math.max(0, top - SPAN), top)).at(-1)
  if (last === undefined || (await source.time(last)) < second) return null
  const bottom = await source.oldest()
  const first = await firstIn(source, bottom, last)
  if ((await source.time(first)) >= second) throw new HistoryTooShort(`the first slot is ${first}`)
  // Blocks up to `early` are too early; the first block from `late` on is not. Each turn halves what lies between.
  let [early, late] = [first, last]
  while (late - early > 1) {
    const middle = early + Math.floor((late - early) / 2)
    const found = await firstIn(source, middle, last)
    if (found >= late || (await source.time(found)) >= second) late = middle
    else early = found
  }
  return firstIn(source, late, last)
}

/** The first slot with a block from `from` on; `last` has one. */
async function firstIn(source: BlockSource, from: number, last: number): Promise<number> {
  for (let at = from; at < last; at += SPAN) {
    const [found] = await source.slots(at, Math.min(at + SPAN - 1, last))
    if (found !== undefined) return found
  }
  return last
}

/** The first finalized block whose time is at or after `second` (unix); null while there is none. */
export async function firstBlockFrom(connection: Connection, second: number): Promise<BlockFacts | null> {
  const source = blocksOf(connection)
  const slot = await firstSlotFrom(source, second)
  if (slot === null) return null
  const options = { commitment: 'finalized', transactionDetails: 'none', rewards: false } as const
  const block = await connection.getBlock(slot, options)
  if (!block) throw new Error(`the node has no block for slot ${slot}`)
  return { slot, time: await source.time(slot), hash: Buffer.from(bs58.decode(block.blockhash)).toString('hex') }
}
