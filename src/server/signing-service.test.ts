import http from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AccountMeta,
  ComputeBudgetProgram,
  Keypair,
  type PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js'
import bs58 from 'bs58'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { readCommitment } from '@/chain/raise/cosigned'
import { commit, pauseRaise, withdraw } from '@/chain/raise/instructions'
import { isSignedBy } from '@/chain/signature'
import { computeLimit } from '@/chain/transactions'
import { Refusal } from '@/kit/refusal'
import { remoteKeys, remoteSigner } from './remote-signer'
import { signerOf } from './signers'
import { signingService } from './signing-service'

const programId = RAISE_PROGRAM_IDS.local!
const [cosigner, investor, stranger] = [Keypair.generate(), Keypair.generate(), Keypair.generate()]
const raise = { programId, address: Keypair.generate().publicKey, paymentMint: null, saleMint: stranger.publicKey }
const token = 'a token of more than thirty-two characters'
const key = cosigner.publicKey

const commitment = (changes = {}) =>
  commit(raise, {
    ...{ investor: investor.publicKey, cosigner: key, amount: 250n, termsHash: new Uint8Array(32), expiresAt: 110n },
    ...changes,
  })

function message(
  instructions: readonly TransactionInstruction[],
  feePayer: PublicKey = investor.publicKey,
): Uint8Array {
  const life = { blockhash: bs58.encode(new Uint8Array(32).fill(7)), lastValidBlockHeight: 0 }
  return new Uint8Array(
    new Transaction({ feePayer, ...life })
      .add(...instructions)
      .compileMessage()
      .serialize(),
  )
}

const held = {
  signer: signerOf(cosigner.secretKey),
  read: (bytes: Uint8Array) => ({ amount: readCommitment(bytes, { programId, cosigner: key }).amount.toString() }),
}
const server = signingService({ token, keys: [held] })
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const remote = (changes = {}) => remoteSigner({ url, token, publicKey: key.toBase58(), ...changes })
const away = { code: 'server.signerAway', kind: 'unavailable' }

async function post(body: string, authorization = `Bearer ${token}`) {
  const response = await fetch(`${url}/sign`, { method: 'POST', headers: { authorization }, body })
  return { status: response.status, ...((await response.json()) as object) }
}
const asked = (bytes: Uint8Array) =>
  post(JSON.stringify({ key: key.toBase58(), message: Buffer.from(bytes).toString('base64') }))

test('exactly one commitment is signed, with the right key and over exactly its bytes', async () => {
  const bytes = message([computeLimit(), commitment()])
  const signature = await remote().sign(bytes)
  expect(isSignedBy(bytes, key.toBase58(), signature)).toBe(true)
  expect(readCommitment(bytes, { programId, cosigner: key })).toEqual({
    ...{ investor: investor.publicKey, raise: raise.address, amount: 250n, expiresAt: 110n },
  })
  expect(await remoteKeys({ url, token })).toEqual([key.toBase58()])
})

describe('nothing else is signed', () => {
  const elsewhere = { ...raise, programId: stranger.publicKey }
  const pay = SystemProgram.transfer({ fromPubkey: key, toPubkey: stranger.publicKey, lamports: 1 })
  const changed = (index: number, account: Partial<AccountMeta>) => {
    const instruction = commitment()
    instruction.keys[index] = { ...instruction.keys[index]!, ...account }
    return instruction
  }
  const cases: [string, Uint8Array, string][] = [
    ['a commitment alone', message([commitment()]), 'exactly two instructions'],
    ['a commitment and a payment', message([computeLimit(), commitment(), pay]), 'exactly two instructions'],
    ['a payment of the cosigner', message([computeLimit(), pay]), 'not for the raise program'],
    [
      'a payment instead of the limit',
      message([pay, commitment()]),
      'first instruction does not set the limit of computing',
    ],
    [
      'a price for computing',
      message([ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1 }), commitment()]),
      'first instruction does not set the limit',
    ],
    ['two commitments', message([commitment(), commitment()]), 'does not set the limit of computing'],
    ['a commitment that the cosigner pays for', message([computeLimit(), commitment()], key), 'investor does not pay'],
    [
      'a commitment that a stranger pays for',
      message([computeLimit(), commitment()], stranger.publicKey),
      'investor does not pay',
    ],
    ['a commitment of the cosigner', message([computeLimit(), commitment({ investor: key })], key), 'invests nothing'],
    [
      'a commitment to another program',
      message([
        computeLimit(),
        commit(elsewhere, {
          ...{ investor: investor.publicKey, cosigner: key, amount: 1n, termsHash: new Uint8Array(32), expiresAt: 1n },
        }),
      ]),
      'not for the raise program',
    ],
    ['another cosigner', message([computeLimit(), commitment({ cosigner: stranger.publicKey })]), 'another cosigner'],
    [
      'a withdrawal',
      message([computeLimit(), withdraw(raise, { investor: investor.publicKey, amount: 1n })]),
      'It is no commitment',
    ],
    ['a pause', message([computeLimit(), pauseRaise(raise, key)], investor.publicKey), 'It is no commitment'],
    [
      'a position of somebody else',
      message([computeLimit(), changed(3, { pubkey: stranger.publicKey })]),
      'position is not the investor',
    ],
    [
      'a cosigner that can be written to',
      message([computeLimit(), changed(1, { isWritable: true })]),
      'other signatures',
    ],
    ['a further signature', message([computeLimit(), changed(4, { isSigner: true })]), 'other signatures'],
    [
      'a further account',
      message([computeLimit(), changed(8, { pubkey: stranger.publicKey, isSigner: false, isWritable: true })]),
      'other accounts',
    ],
    ['bytes after the end', Uint8Array.from([...message([computeLimit(), commitment()]), 0]), 'carries more'],
    ['no message at all', Uint8Array.of(1, 2, 3), 'no message that can be read'],
    [
      'a versioned message',
      Uint8Array.from([0x80, ...message([computeLimit(), commitment()])]),
      'no message that can be read',
    ],
  ]
  test.each(cases)('%s', async (_, bytes, reason) => {
    expect(await asked(bytes)).toEqual({ status: 422, reason: expect.stringContaining(reason) })
    await expect(remote().sign(bytes)).rejects.toMatchObject(away)
  })

  test('a commitment with a changed bit in any byte is refused, or is another commitment of the same shape', () => {
    const bytes = message([computeLimit(), commitment()])
    for (let at = 0; at < bytes.length; at += 1) {
      const other = Uint8Array.from(bytes)
      other[at]! ^= 1 << (at & 7)
      try {
        const { investor: who } = readCommitment(other, { programId, cosigner: key })
        expect(who.equals(key)).toBe(false)
      } catch (error) {
        expect((error as Error).name).toBe('NotACommitment')
      }
    }
  })
})

test('who does not know the token, asks for another key, or writes nonsense gets a reason and no signature', async () => {
  const bytes = Buffer.from(message([computeLimit(), commitment()])).toString('base64')
  const good = JSON.stringify({ key: key.toBase58(), message: bytes })
  expect(await post(good, 'Bearer something else')).toEqual({ status: 401, reason: 'unknown token' })
  expect(await post(good, '')).toEqual({ status: 401, reason: 'unknown token' })
  expect(await post(good.replace(key.toBase58(), investor.publicKey.toBase58()))).toMatchObject({ status: 404 })
  expect(await post('{')).toMatchObject({ status: 400 })
  expect(await post(JSON.stringify({ key: 1, message: 2 }))).toMatchObject({ status: 400 })
  expect(await post(`${good}${' '.repeat(5_000)}`)).toMatchObject({ status: 400 })
  await expect(remoteKeys({ url, token: 'wrong' })).rejects.toThrow('it answered 401')
})

test('a service that is away, or that gives another signature, is a refusal that says no money moved', async () => {
  const bytes = message([computeLimit(), commitment()])
  const nowhere = remote({ url: 'http://127.0.0.1:1' }).sign(bytes)
  await expect(nowhere).rejects.toBeInstanceOf(Refusal)
  await expect(nowhere).rejects.toMatchObject({ ...away, message: expect.stringContaining('no money moved') })

  const liar = http.createServer(async (_, response) => {
    const signature = bs58.encode(await signerOf(stranger.secretKey).sign(bytes))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ signature }))
  })
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`
  await expect(remote({ url: at }).sign(bytes)).rejects.toMatchObject(away)
  liar.close()
})
