import { type Connection, PublicKey } from '@solana/web3.js'
import { nonceValues } from './durable'
import { type Failure, failureOf } from './failure'

/** What the chain knows of a sent transaction. `expired`: it is not on chain and never can be any more. */
export type Delivery =
  | { kind: 'unseen'; blockHeight: number }
  | { kind: 'seen' | 'confirmed' | 'finalized'; slot: number }
  | { kind: 'failed'; slot: number; failure: Failure }
  | { kind: 'expired'; blockHeight: number }

/**
 * Hands a signed transaction to the chain. No preflight: it was simulated before it was signed. Sending the same bytes again
 * changes nothing. Throws when the chain does not take it; what became of it is then told by `deliveriesOf` alone.
 */
export async function send(connection: Connection, wire: Uint8Array): Promise<void> {
  try {
    await connection.sendRawTransaction(wire, { skipPreflight: true, maxRetries: 0 })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/** Some nodes answer a repeated transaction with an error, though it changes nothing. */
const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && /already been processed|AlreadyProcessed/.test(error.message)

/** `nonce`: what it stands on instead of a blockhash. */
type Sent = { signature: string; lastValidBlockHeight: number; nonce?: NonceUse | null }

/** The nonce account that a transaction stands on, and the value that it needs there, which was so at slot `since`. */
export type NonceUse = { account: string; value: string; since: bigint }

/**
 * Whether the finalized chain has gone past each of these uses of a nonce: whoever still carries the old value never arrives. What
 * is final may be older than the use itself; then it says nothing yet.
 */
export async function nonceMoved(connection: Connection, uses: readonly NonceUse[]): Promise<boolean[]> {
  if (uses.length === 0) return []
  const accounts = uses.map(({ account }) => new PublicKey(account))
  const { slot, values } = await nonceValues(connection, accounts, 'finalized')
  return uses.map(({ value, since }, index) => BigInt(slot) >= since && values[index] !== value)
}

/**
 * What became of sent transactions. The finalized height and nonces are read before the statuses: one that is missing although
 * its last height had passed, or its nonce had moved, before we looked can never arrive.
 */
export async function deliveriesOf(connection: Connection, sent: readonly Sent[]): Promise<Delivery[]> {
  if (sent.length === 0) return []
  const blockHeight = await connection.getBlockHeight('finalized')
  const moved = await nonceMoved(
    connection,
    sent.flatMap(({ nonce }) => nonce ?? []),
  )
  const over = sent.map(({ nonce, lastValidBlockHeight }) =>
    nonce ? moved.shift() === true : blockHeight > lastValidBlockHeight,
  )
  const signatures = sent.map(({ signature }) => signature)
  const { value } = await connection.getSignatureStatuses(signatures, { searchTransactionHistory: true })
  return sent.map((_, index): Delivery => {
    const status = value[index]
    if (!status) return { kind: over[index] ? 'expired' : 'unseen', blockHeight }
    const { slot, err, confirmationStatus } = status
    if (confirmationStatus !== 'confirmed' && confirmationStatus !== 'finalized') return { kind: 'seen', slot }
    return err ? { kind: 'failed', slot, failure: failureOf(err) } : { kind: confirmationStatus, slot }
  })
}

/**
 * Finds the transaction with exactly this message among an account's newest ones: for a wallet that sends by itself and
 * was never heard of again. Null when it is not there (yet).
 */
export async function findByMessage(
  connection: Connection,
  { address, message }: { address: string; message: Uint8Array },
): Promise<string | null> {
  const newest = await connection.getSignaturesForAddress(new PublicKey(address), { limit: 20 }, 'confirmed')
  for (const { signature } of newest) {
    const found = await connection.getTransaction(signature, {
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    })
    if (found && Buffer.from(found.transaction.message.serialize()).equals(Buffer.from(message))) return signature
  }
  return null
}
