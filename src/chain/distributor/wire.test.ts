import { Keypair, Message, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { describe, expect, test } from 'vitest'
import { EMPTY_ROOT, MerkleTree } from '@/kit/merkle'
import { DISTRIBUTOR_PROGRAM_IDS } from '../programs'
import { PACKET_LIMIT } from '../transactions'
import { claim } from './instructions'
import { LIMITS } from './layout'
import { LINES_MAX, shardsOf } from './list'
import { ClaimWriter, packedClaims } from './wire'

const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const address = Keypair.generate().publicKey
const payer = Keypair.generate().publicKey
const blockhash = Keypair.generate().publicKey.toBytes()
const writer = new ClaimWriter({ programId, address, payer })

const claimOf = (index: number, levels: number, recipient = Keypair.generate().publicKey.toBytes()) => ({
  index,
  amount: BigInt(index) * 1_000n + 7n,
  recipient,
  path: Array.from({ length: levels }, (_, level) => new Uint8Array(32).fill(level + 1)),
})

/** What a message asks for: programs, accounts with their rights, data. */
function asked(bytes: Uint8Array) {
  const message = Message.from(bytes)
  return message.instructions.map(({ programIdIndex, accounts, data }) => ({
    program: message.accountKeys[programIdIndex]!.toBase58(),
    data: Buffer.from(bs58.decode(data)).toString('hex'),
    keys: accounts.map((index) => ({
      key: message.accountKeys[index]!.toBase58(),
      signer: message.isAccountSigner(index),
      writable: message.isAccountWritable(index),
    })),
  }))
}

describe('a message of claims', () => {
  test.each([[0], [1], [3], [13], [14]])('asks for what the instructions say, with paths of %i levels', (levels) => {
    for (const batch of packedClaims([1, 2, 3].map((index) => claimOf(index, levels)))) {
      const bytes = writer.message(batch, blockhash)
      expect(bytes.length + 65).toBeLessThanOrEqual(PACKET_LIMIT)
      const message = Message.from(bytes)
      expect(Buffer.from(message.serialize())).toEqual(Buffer.from(bytes))
      expect(message.recentBlockhash).toBe(bs58.encode(blockhash))
      expect(message.header.numRequiredSignatures).toBe(1)
      expect(message.accountKeys[0]!.equals(payer)).toBe(true)
      const expected = batch.map((one) => {
        const reference = { programId, address, mint: null }
        const instruction = claim(reference, { ...one, recipient: new PublicKey(one.recipient) })
        const pays = new Set(instruction.keys.filter((key) => key.isWritable).map(({ pubkey }) => pubkey.toBase58()))
        return {
          program: programId.toBase58(),
          data: Buffer.from(instruction.data).toString('hex'),
          keys: instruction.keys.map(({ pubkey, isSigner }) => {
            return { key: pubkey.toBase58(), signer: isSigner, writable: pays.has(pubkey.toBase58()) }
          }),
        }
      })
      expect(asked(bytes)).toEqual(expected)
    }
  })

  test('takes as many claims as fit, in order, a recipient once', () => {
    const sizes = (levels: number, count = 20) =>
      packedClaims(Array.from({ length: count }, (_, index) => claimOf(index, levels))).map(({ length }) => length)
    expect(sizes(14)).toEqual(Array.from({ length: 20 }, () => 1))
    expect(sizes(13)).toEqual(Array.from({ length: 10 }, () => 2))
    expect(sizes(0)).toEqual([7, 7, 6])
  })

  test('two claims of a full list fit, whatever their places; with one line more they do not', () => {
    const longest = (lines: number) => MerkleTree.over(Array.from({ length: lines }, () => EMPTY_ROOT)).path(0).length
    expect([longest(LINES_MAX), longest(LINES_MAX + 1)]).toEqual([13, 14])
    const lists = shardsOf(Array.from({ length: 90_000 }, (_, line) => line))
    expect(lists.flat()).toEqual(Array.from({ length: 90_000 }, (_, line) => line))
    expect(lists.map(({ length }) => length)).toEqual([...Array.from({ length: 10 }, () => LINES_MAX), 8_080])
    expect(LINES_MAX).toBeLessThanOrEqual(LIMITS.leavesMax)
  })

  test('names a recipient with several lines once, and a payer that is a recipient too', () => {
    const someone = claimOf(1, 2)
    const claims = [someone, { ...claimOf(2, 2), recipient: someone.recipient }, claimOf(3, 2, payer.toBytes())]
    const bytes = writer.message(claims, blockhash)
    expect(Buffer.from(Message.from(bytes).serialize())).toEqual(Buffer.from(bytes))
    const keys = Message.from(bytes).accountKeys.map((key) => key.toBase58())
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBe(6)
    const recipients = asked(bytes).map((instruction) => instruction.keys[2]!.key)
    expect(recipients).toEqual(claims.map(({ recipient }) => bs58.encode(recipient)))
  })
})
