// A worker thread: plans one list after another, then builds and signs its claims, and hands them over in chunks.
import { createPrivateKey, sign } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { PublicKey } from '@solana/web3.js'
import { distributionAddress } from '@/chain/distributor/addresses'
import { leafContentOf } from '@/chain/distributor/list'
import { ClaimWriter, packedClaims } from '@/chain/distributor/wire'
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
  | { kind: 'claims'; shard: number; wires: Uint8Array[]; last: boolean }

const CHUNK = 500
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const data = workerData as PrepareData
const key = createPrivateKey({
  key: Buffer.concat([PKCS8_PREFIX, data.payerSecret.subarray(0, 32)]),
  format: 'der',
  type: 'pkcs8',
})
const say = (message: Prepared) => parentPort!.postMessage(message)

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
    const wires = packedClaims(claims).map((batch) => signed(writer.message(batch, data.blockhash)))
    say({ kind: 'claims', shard, wires, last: from + CHUNK >= amounts.length })
  }
}

const signed = (message: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([Uint8Array.of(1), sign(null, message, key), message]))

parentPort!.on('message', (shards: ShardInput[]) => {
  for (const shard of shards) prepare(shard)
  parentPort!.close()
})
parentPort!.postMessage('ready')
