import { Keypair, SystemProgram, Transaction, type TransactionInstruction } from '@solana/web3.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LOCAL_TASKS, stakeInstruction } from './local-tasks'
import { stakesIn } from './stakes'

const [payer, staking, other] = [Keypair.generate(), Keypair.generate(), Keypair.generate()]
const recentBlockhash = Keypair.generate().publicKey.toBase58()
const mint = Keypair.generate().publicKey

function wireOf(instructions: TransactionInstruction[], signers: Keypair[]): Uint8Array {
  const transaction = new Transaction({ feePayer: signers[0]!.publicKey, recentBlockhash }).add(...instructions)
  transaction.sign(...signers)
  return new Uint8Array(transaction.serialize({ verifySignatures: false }))
}
const stake = (amount = 7n) => stakeInstruction(LOCAL_TASKS.koii, { stakingKey: staking.publicKey, amount })
const keys = { feePayer: payer.publicKey.toBase58(), stakingKey: staking.publicKey.toBase58() }

describe('the stakes in a transaction', () => {
  test('are read with who paid, which key signed, and on which task', () => {
    expect(stakesIn(wireOf([stake()], [payer, staking]))).toEqual([
      { ...keys, task: LOCAL_TASKS.koii, stakesKoii: true, amount: 7n },
    ])
    const kpl = stakeInstruction(LOCAL_TASKS.kpl, { stakingKey: staking.publicKey, amount: 2n ** 64n - 1n, mint })
    expect(stakesIn(wireOf([stake(), kpl], [payer, staking]))).toMatchObject([
      { stakesKoii: true },
      { ...keys, task: LOCAL_TASKS.kpl, stakesKoii: false, amount: 2n ** 64n - 1n },
    ])
  })

  test.each([
    [
      'a transfer to the staking key',
      [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: staking.publicKey, lamports: 1 })],
      [payer],
    ],
    ['a stake of nothing', [stake(0n)], [payer, staking]],
    ['another tag', [{ ...stake(), data: Buffer.from([1, ...stake().data.subarray(1)]) }], [payer, staking]],
    ['data that is too short', [{ ...stake(), data: Buffer.from([9, 1]) }], [payer, staking]],
    ['no data', [{ ...stake(), data: Buffer.alloc(0) }], [payer, staking]],
    ['another program', [{ ...stake(), programId: mint }], [payer, staking]],
    ['no accounts', [{ ...stake(), keys: [] }], [payer]],
    [
      'a staking key that has not signed',
      [{ ...stake(), keys: stake().keys.map((key) => ({ ...key, isSigner: false })) }],
      [payer],
    ],
  ])('are not in %s', (_, instructions, signers) => {
    expect(stakesIn(wireOf(instructions as TransactionInstruction[], signers))).toEqual([])
  })

  test('are not believed when a signature does not verify, whatever a node says', () => {
    const wire = wireOf([stake()], [payer, staking])
    for (const at of [1, 1 + 64]) {
      const forged = Uint8Array.from(wire)
      forged[at] = forged[at]! ^ 1
      expect(stakesIn(forged)).toEqual([])
    }
    const swapped = Uint8Array.from(wire)
    swapped.set(other.publicKey.toBytes(), 1 + 2 * 64 + 4)
    expect(stakesIn(swapped)).toEqual([])
  })

  test('of any bytes, and of any change to real ones, are none or verified, and nothing is thrown', () => {
    const wire = wireOf([stake()], [payer, staking])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(stakesIn(bytes)).toEqual([])
      }),
    )
    const change = fc.tuple(fc.nat(wire.length - 1), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(change, ([at, by]) => {
        const bytes = Uint8Array.from(wire)
        bytes[at] = bytes[at]! ^ by
        expect(stakesIn(bytes)).toEqual([])
      }),
      { numRuns: 500 },
    )
    for (let length = 0; length < wire.length; length++) expect(stakesIn(wire.subarray(0, length))).toEqual([])
    expect(stakesIn(Buffer.concat([wire, Buffer.alloc(2_000)]))).toEqual([])
  })

  test('are none in a transaction with a version', () => {
    const wire = wireOf([stake()], [payer, staking])
    const versioned = Uint8Array.from(wire)
    versioned[1 + 2 * 64] = versioned[1 + 2 * 64]! | 0x80
    expect(stakesIn(versioned)).toEqual([])
  })
})
