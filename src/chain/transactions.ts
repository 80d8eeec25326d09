import type { TransactionInstruction } from '@solana/web3.js'
import { ComputeBudgetProgram, type Connection, Message, type PublicKey, Transaction } from '@solana/web3.js'
import { advanceNonce, type DurableNonce } from './durable'

/** The most bytes that a legacy transaction may have with all its signatures. */
export const PACKET_LIMIT = 1_232
export const SIGNATURE_BYTES = 64

/** A transaction that nobody has signed: its message, and until which block height the chain takes it. */
export type UnsignedTransaction = {
  message: Uint8Array
  blockhash: string
  lastValidBlockHeight: number
  /** The slot in which the blockhash was read. */
  slot: number
}

/** Signatures by base58 key. */
export type Signatures = Readonly<Record<string, Uint8Array>>

/** A transaction that does not fit a packet. */
export class TransactionTooLong extends Error {
  override name = 'TransactionTooLong'
}

/** Sets how much computing the transaction may use, so that K2's default per instruction is no limit. */
export const computeLimit = (units = 200_000): TransactionInstruction =>
  ComputeBudgetProgram.setComputeUnitLimit({ units })

/**
 * Compiles a legacy message on a blockhash read for it alone: web3.js keeps one for 30 seconds, which is most of its life here.
 * With a nonce it stands on that instead, and keeps. Throws TransactionTooLong when the signed transaction would not fit a packet.
 */
export async function compileTransaction(
  connection: Connection,
  {
    feePayer,
    instructions,
    nonce,
  }: { feePayer: PublicKey; instructions: readonly TransactionInstruction[]; nonce?: DurableNonce | undefined },
): Promise<UnsignedTransaction> {
  const { context, value } = await connection.getLatestBlockhashAndContext('confirmed')
  const message = new Transaction({ feePayer, ...value, ...(nonce && { blockhash: nonce.value }) })
    .add(...(nonce ? [advanceNonce(nonce)] : []), ...instructions)
    .compileMessage()
    .serialize()
  const length = 1 + SIGNATURE_BYTES * signersOf(message).length + message.length
  if (length > PACKET_LIMIT) throw new TransactionTooLong(`${length} bytes do not fit a packet of ${PACKET_LIMIT}`)
  return { message: new Uint8Array(message), ...value, slot: context.slot }
}

/** Who must sign a message, base58, the fee payer first. */
export function signersOf(message: Uint8Array): string[] {
  const { header, accountKeys } = Message.from(message)
  return accountKeys.slice(0, header.numRequiredSignatures).map((key) => key.toBase58())
}

/** The blockhash, or the value of a nonce, that a message stands on. */
export const blockhashOf = (message: Uint8Array): string => Message.from(message).recentBlockhash

/** The wire form. Missing signatures stay zero, as a wallet expects that is still to sign. */
export function withSignatures(message: Uint8Array, signatures: Signatures): Uint8Array {
  const signers = signersOf(message)
  const slots = signers.map((key) => signatures[key] ?? new Uint8Array(SIGNATURE_BYTES))
  // The count is a compact u16; a packet holds fewer than 20 signatures, so it is one byte.
  return Uint8Array.from(Buffer.concat([Uint8Array.of(signers.length), ...slots, message]))
}

/** The signature of one key in a wire transaction that carries exactly this message; null for another message or no signature. */
export function signatureIn(wire: Uint8Array, message: Uint8Array, publicKey: string): Uint8Array | null {
  const signers = signersOf(message)
  const start = 1 + SIGNATURE_BYTES * signers.length
  const index = signers.indexOf(publicKey)
  if (index < 0 || wire[0] !== signers.length || !Buffer.from(wire.subarray(start)).equals(Buffer.from(message)))
    return null
  return wire.slice(1 + SIGNATURE_BYTES * index, 1 + SIGNATURE_BYTES * (index + 1))
}

/** The network fee of a message in lamports, as the chain says. Throws when the message's blockhash is gone. */
export async function networkFee(connection: Connection, message: Uint8Array): Promise<bigint> {
  const { value } = await connection.getFeeForMessage(Message.from(message), 'confirmed')
  if (value === null) throw new Error('the chain does not know the blockhash of this message')
  return BigInt(value)
}

/** The rent minimum of an account with so many bytes, as the chain says. */
export const rentMinimum = async (connection: Connection, bytes: number): Promise<bigint> =>
  BigInt(await connection.getMinimumBalanceForRentExemption(bytes, 'confirmed'))

/** An account that a transaction is to make. `kept`: lamports that it must hold beside the rent minimum of its bytes. */
export type NewAccount = { address: PublicKey; bytes: number; kept?: bigint }

/**
 * What making accounts costs their payer, in lamports. Coins that lie at an address already count towards what it must hold: anybody
 * can send some to an address that is known beforehand.
 */
export async function costOfMaking(connection: Connection, made: readonly NewAccount[]): Promise<bigint> {
  const costs = await Promise.all(
    made.map(async ({ address, bytes, kept = 0n }) => {
      const [rent, present] = await Promise.all([
        rentMinimum(connection, bytes),
        connection.getBalance(address, 'confirmed'),
      ])
      const missing = rent + kept - BigInt(present)
      return missing > 0n ? missing : 0n
    }),
  )
  return costs.reduce((sum, cost) => sum + cost, 0n)
}
