import { Keypair, Message, PublicKey, SystemInstruction, Transaction } from '@solana/web3.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PACKET_LIMIT } from './transactions'
import { packedTransfers, transferInstructions } from './transfers'

const payer = Keypair.generate()
const wallets = Array.from({ length: 90 }, () => Keypair.generate().publicKey.toBase58())
const BLOCKHASH = Keypair.generate().publicKey.toBase58()

/** As the network sees it: signed, in bytes. */
function wireOf(batch: Parameters<typeof transferInstructions>[1]): Uint8Array {
  const transaction = new Transaction({ feePayer: payer.publicKey, blockhash: BLOCKHASH, lastValidBlockHeight: 1 })
  transaction.add(...transferInstructions(payer.publicKey, batch))
  const message = transaction.compileMessage().serialize()
  return Buffer.concat([Uint8Array.of(1), new Uint8Array(64), message])
}

/** Who gets how much, read back from the bytes. */
const readBack = (wire: Uint8Array) =>
  Transaction.populate(Message.from(wire.slice(65))).instructions.map((instruction) => {
    const { fromPubkey, toPubkey, lamports } = SystemInstruction.decodeTransfer(instruction)
    expect(fromPubkey.equals(payer.publicKey)).toBe(true)
    return { recipient: toPubkey.toBase58(), amount: BigInt(lamports) }
  })

const line = fc.record({
  // Few wallets too: two projects may have one issuer, and the payer may be a recipient.
  recipient: fc.constantFrom(...wallets, wallets[0]!, wallets[0]!, payer.publicKey.toBase58()),
  // decodeTransfer gives a number, so amounts are what a number holds exactly.
  amount: fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }),
})

test('every line is in exactly one transaction, in order, none longer than a packet, and none has room for the next', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 120 }), (lines) => {
      const batches = packedTransfers(payer.publicKey, lines)
      expect(batches.flat()).toEqual(lines)
      expect(batches.flatMap((batch) => readBack(wireOf(batch)))).toEqual(lines)
      for (const [index, batch] of batches.entries()) {
        expect(batch.length).toBeGreaterThan(0)
        expect(wireOf(batch).length).toBeLessThanOrEqual(PACKET_LIMIT)
        const next = batches[index + 1]?.[0]
        if (next) expect(wireOf([...batch, next]).length).toBeGreaterThan(PACKET_LIMIT)
      }
    }),
  )
})

test('21 different wallets fit one transaction, and a 22nd does not', () => {
  const lines = wallets.slice(0, 22).map((recipient) => ({ recipient, amount: 1n }))
  expect(packedTransfers(new PublicKey(payer.publicKey), lines).map((batch) => batch.length)).toEqual([21, 1])
})
