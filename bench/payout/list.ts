import { randomBytes } from 'node:crypto'

/** One shard as it goes to a worker: 32 bytes and an amount a recipient. */
export type ShardInput = { shard: number; recipients: Uint8Array; amounts: BigUint64Array }

/** Wallets that do not exist yet, each with an amount of its own that an empty wallet can hold. */
export function randomList(count: number, most: number): ShardInput[] {
  const shards = Math.ceil(count / most)
  return Array.from({ length: shards }, (_, shard) => {
    const size = Math.min(most, count - shard * most)
    const amounts = BigUint64Array.from({ length: size }, (_, index) => 1_000_000n + BigInt(shard * most + index))
    return { shard, recipients: new Uint8Array(randomBytes(32 * size)), amounts }
  })
}

export const recipientAt = ({ recipients }: Pick<ShardInput, 'recipients'>, index: number): Uint8Array =>
  recipients.subarray(32 * index, 32 * index + 32)
