// A worker thread: plans one list after another, then builds and signs its claims, and hands them over in chunks.
import { createPrivateKey, sign } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { PublicKey } from '@solana/web3.js'
import { distributionAddress } from '@/chain/distributor/addresses'
import { leafContentOf } from '@/chain/distributor/list'
import { ClaimWriter, packedClaims } from '@/chain/distributor/wire'
import { PACKET_LIMIT, SIGNATURE_BYTES } from '@/chain/transactions'
import { leafHash, MerkleTree } from '@/kit/merkle'
import { recipientAt, type ShardInput } from './list'

export type PrepareData = {
  programId: string
  operator: string
  guardian: string
  round: Uint8Array
  payerSecret: Uint8Array
  payer: string
  blockhash: Uint8Array
}

export type Prepared =
  | { kind: 'planned'; shard: number; root: Uint8Array; total: bigint }
  | ({ kind: 'claims'; shard: number; last: boolean } & Wires)

/** Transactions, one after another, in memory that goes to the other thread without being copied. */
export type Wires = { bytes: Uint8Array<ArrayBuffer>; ends: Uint32Array<ArrayBuffer> }

/** Claims prepared at once: few enough that the first are soon on their way. */
const CHUNK = 512
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const data = workerData as PrepareData
const key = createPrivateKey({
  key: Buffer.concat([PKCS8_PREFIX, data.payerSecret.subarray(0, 32)]),
  format: 'der',
  type: 'pkcs8',
})
const say = (message: Prepared, handedOver: ArrayBuffer[] = []) => parentPort!.postMessage(message, handedOver)

function prepare(input: ShardInput): void {
  const { shard, amounts } = input
  const programId = new PublicKey(data.programId)
  const keys = { operator: new PublicKey(data.operator), guardian: new PublicKey(data.guardian), round: data.round }
  const address = distributionAddress(programId, { ...keys, shard })
  const of = address.toBytes()
  const leaves = Array.from(amounts, (amount, index) =>
    leafHash(leafContentOf(of, { kind: 'payout', index, recipient: recipientAt(input, index), amount })),
  )
  const tree = MerkleTree.over(leaves)
  say({ kind: 'planned', shard, root: tree.root, total: amounts.reduce((sum, amount) => sum + amount, 0n) })
  const writer = new ClaimWriter({ programId, address, payer: new PublicKey(data.payer) })
  for (let from = 0; from < amounts.length; from += CHUNK) {
    const claims = Array.from(amounts.subarray(from, from + CHUNK), (amount, offset) => {
      const index = from + offset
      return { index, amount, recipient: recipientAt(input, index), path: tree.path(index) }
    })
    const wires = signed(packedClaims(claims).map((batch) => writer.message(batch, data.blockhash)))
    say({ kind: 'claims', shard, last: from + CHUNK >= amounts.length, ...wires }, [
      wires.bytes.buffer,
      wires.ends.buffer,
    ])
  }
}

function signed(messages: readonly Uint8Array[]): Wires {
  const bytes = new Uint8Array(PACKET_LIMIT * messages.length)
  let end = 0
  const ends = Uint32Array.from(messages, (message) => {
    bytes[end] = 1
    bytes.set(sign(null, message, key), end + 1)
    bytes.set(message, end + 1 + SIGNATURE_BYTES)
    end += 1 + SIGNATURE_BYTES + message.length
    return end
  })
  return { bytes, ends }
}

parentPort!.on('message', (shards: ShardInput[]) => {
  for (const shard of shards) prepare(shard)
  parentPort!.close()
})
parentPort!.postMessage('ready')
