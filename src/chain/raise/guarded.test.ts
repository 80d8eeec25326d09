import { Keypair, type PublicKey, SystemProgram, Transaction, type TransactionInstruction } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { advanceNonce, nonceAddress } from '../durable'
import { RAISE_PROGRAM_IDS } from '../programs'
import { computeLimit } from '../transactions'
import { raiseAddress } from './addresses'
import { offlineSigners, readGuarded } from './guarded'
import { describeGuarded } from './guarded-words'
import {
  approve,
  type CreateRaise,
  cancelRaise,
  changeTerms,
  commit,
  createRaise,
  pauseRaise,
  reject,
  resumeRaise,
  rotate,
} from './instructions'

const programId = RAISE_PROGRAM_IDS.local!
const key = () => Keypair.generate().publicKey
const [guardian, clerk, issuer, saleMint, nonce] = [key(), key(), key(), key(), key().toBase58()]
const id = new Uint8Array(32).fill(7)
const address = raiseAddress(programId, issuer, id)
const reference = { programId, address, paymentMint: null, saleMint }

const terms: CreateRaise = {
  ...{ programId, issuer, guardian, id, saleMint, paymentMint: null, termsHash: new Uint8Array(32).fill(9) },
  ...{ cosigner: key(), approverA: key(), approverB: key(), feeWallet: key() },
  ...{ minimum: 1_000n * 10n ** 9n, cap: 4_000n * 10n ** 9n, tokensAtCap: 400_000_000_000n },
  ...{ positionMinimum: 10n ** 10n, positionMaximum: 4_000n * 10n ** 9n },
  ...{ opensAt: 1_800_000_000n, closesAt: 1_801_000_000n, withdrawUntil: 1_800_500_000n },
  ...{ reflectionSeconds: 86_400, confirmSeconds: 432_000, vestingCliff: 0, vestingDuration: 7_776_000 },
  ...{ feeBps: 300, oversubscription: true, audience: 'operators' },
  tranches: [
    { bps: 4_000, notBefore: 1_802_000_000n, approveBy: 0n },
    { bps: 6_000, notBefore: 1_803_000_000n, approveBy: 1_804_000_000n },
  ],
}

/** A message as the site compiles it, unless the caller wants another nonce account or payer. */
async function message(
  instructions: TransactionInstruction[],
  { feePayer = guardian, account }: { feePayer?: PublicKey; account?: PublicKey } = {},
): Promise<Uint8Array> {
  const own = { account: account ?? (await nonceAddress(clerk, address)), authority: clerk }
  const transaction = new Transaction({ feePayer, blockhash: nonce, lastValidBlockHeight: 0 })
  return transaction
    .add(advanceNonce(own), ...instructions)
    .compileMessage()
    .serialize()
}

const creation = () => message([computeLimit(), createRaise(terms)], { feePayer: issuer })
const said = async (bytes: Uint8Array) => {
  const found = await readGuarded(bytes)
  return JSON.stringify([describeGuarded(found), found.nonce])
}

describe('what an offline guardian is asked to sign', () => {
  test('a creation is read back with all of its terms', async () => {
    expect(await readGuarded(await creation())).toMatchObject({ act: 'create', terms, nonce, clerk, guardian })
    const { facts } = describeGuarded(await readGuarded(await creation()))
    expect(facts).toContainEqual(['Minimum', '1000 KOII'])
    expect(facts).toContainEqual(['Who may invest', 'operators'])
    expect(facts.find(([label]) => label === 'Release 2')?.[1]).toMatch(/^6000 of 10,000 from .*, approved by /)
  })
  test.each([
    ['pause', pauseRaise],
    ['resume', resumeRaise],
    ['cancel', cancelRaise],
  ] as const)('%s is read back', async (act, build) => {
    const found = await readGuarded(await message([build(reference, guardian)]))
    expect(found).toMatchObject({ act, raise: address, guardian, clerk })
  })

  const [approverA, approverB, newKey] = [key(), key(), key()]
  test.each([
    ['approve', approve(reference, { approverA, approverB, tranche: 1 }), { approverA, approverB, tranche: 1 }],
    ['reject', reject(reference, { approverA, approverB, tranche: 7 }), { approverA, approverB, tranche: 7 }],
    ['rotate', rotate(reference, { guardian, newKey, role: 'approverB' }), { guardian, newKey, role: 'approverB' }],
  ] as const)('%s is read back, and the clerk pays for it', async (act, instruction, content) => {
    const bytes = await message([instruction], { feePayer: clerk })
    expect(await readGuarded(bytes)).toMatchObject({ act, raise: address, clerk, ...content })
    await expect(readGuarded(await message([instruction], { feePayer: approverA }))).rejects.toMatchObject({
      name: 'NotGuarded',
    })
  })
  test('a change of terms is read back, and the issuer pays for it', async () => {
    const bytes = await message([changeTerms(reference, { issuer, guardian, termsHash: id })], { feePayer: issuer })
    expect(await readGuarded(bytes)).toMatchObject({ act: 'changeTerms', issuer, guardian, termsHash: id })
  })
  test('whose keys sign is said by role', async () => {
    const verdict = await message([approve(reference, { approverA, approverB, tranche: 1 })], { feePayer: clerk })
    expect(offlineSigners(await readGuarded(verdict))).toEqual([
      ['Approver A', approverA],
      ['Approver B', approverB],
    ])
    expect(describeGuarded(await readGuarded(verdict)).facts).toContainEqual(['Payment', '2'])
  })

  const transfer = SystemProgram.transfer({ fromPubkey: guardian, toPubkey: key(), lamports: 1 })
  const agreement = commit(reference, { investor: guardian, cosigner: clerk, amount: 1n, termsHash: id, expiresAt: 1n })
  test.each([
    ['a transfer beside the act', [transfer, pauseRaise(reference, guardian)], {}],
    ['a transfer behind the act', [pauseRaise(reference, guardian), transfer], {}],
    ['two acts', [pauseRaise(reference, guardian), cancelRaise(reference, guardian)], {}],
    ['a commitment', [agreement], {}],
    ['nothing but the nonce', [], {}],
    ['another payer', [pauseRaise(reference, guardian)], { feePayer: key() }],
    ['another nonce account', [pauseRaise(reference, guardian)], { account: key() }],
  ] as const)('%s is refused', async (_, instructions, change) => {
    await expect(readGuarded(await message([...instructions], change))).rejects.toMatchObject({ name: 'NotGuarded' })
  })

  test('a message without a nonce is refused', async () => {
    const transaction = new Transaction({ feePayer: guardian, blockhash: nonce, lastValidBlockHeight: 0 })
    const bytes = transaction.add(pauseRaise(reference, guardian)).compileMessage().serialize()
    await expect(readGuarded(bytes)).rejects.toMatchObject({ name: 'NotGuarded' })
  })
  test('no byte can change without the words changing, or the message being refused', async () => {
    const together = [
      approve(reference, { approverA, approverB, tranche: 1 }),
      rotate(reference, { guardian, newKey, role: 'cosigner' }),
    ].map((one) => message([one], { feePayer: clerk }))
    const change = message([changeTerms(reference, { issuer, guardian, termsHash: id })], { feePayer: issuer })
    const alone = message([cancelRaise(reference, guardian)])
    for (const bytes of await Promise.all([creation(), alone, change, ...together])) {
      const words = await said(bytes)
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Uint8Array.from(bytes)
        changed[at]! ^= 1
        expect(await said(changed).catch((error: Error) => error.name), `byte ${at}`).not.toBe(words)
      }
      await expect(readGuarded(bytes.slice(0, -1))).rejects.toMatchObject({ name: 'NotGuarded' })
      await expect(readGuarded(Uint8Array.from([...bytes, 0]))).rejects.toMatchObject({ name: 'NotGuarded' })
    }
  })
})
