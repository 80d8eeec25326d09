import {
  type Connection,
  Message,
  type PublicKey,
  Transaction,
  type TransactionInstruction,
  VersionedTransaction,
} from '@solana/web3.js'
import { type Failure, failureOf } from './failure'
import { PACKET_LIMIT } from './transactions'

/** A transaction gets 200,000 compute units an instruction and 1,400,000 at most; none of ours needs more than its share. */
const MOST_INSTRUCTIONS = 7
/** A signature and the count before it. */
const SIGNATURE_BYTES = 65
/** Stands in for a blockhash while only the length matters: 32 zero bytes. */
const NO_BLOCKHASH = '11111111111111111111111111111111'

/** Whether these instructions fit one legacy transaction that only the fee payer signs. */
export function fits(feePayer: PublicKey, instructions: readonly TransactionInstruction[]): boolean {
  if (instructions.length > MOST_INSTRUCTIONS) return false
  const message = new Transaction({ feePayer, blockhash: NO_BLOCKHASH, lastValidBlockHeight: 0 })
    .add(...instructions)
    .compileMessage()
  return SIGNATURE_BYTES + message.serialize().length <= PACKET_LIMIT
}

/** Packs work of one or more instructions each into as few transactions as it fits, in order; no work is torn apart. */
export function packed<Work extends { instructions: readonly TransactionInstruction[] }>(
  feePayer: PublicKey,
  works: readonly Work[],
): Work[][] {
  const batches: Work[][] = []
  for (const work of works) {
    const last = batches.at(-1)
    const together = [...(last ?? []), work].flatMap(({ instructions }) => instructions)
    if (last && fits(feePayer, together)) last.push(work)
    else batches.push([work])
  }
  return batches
}

/** Why a message would fail now, and at which of its instructions, when it is one; null when it would succeed. */
export async function wouldFail(
  connection: Connection,
  message: Uint8Array,
): Promise<{ index: number | null; failure: Failure } | null> {
  const transaction = new VersionedTransaction(Message.from(message))
  const { value } = await connection.simulateTransaction(transaction, { commitment: 'confirmed', sigVerify: false })
  if (!value.err) return null
  return { index: failedInstruction(value.err), failure: failureOf(value.err) }
}

function failedInstruction(error: unknown): number | null {
  const parts =
    typeof error === 'object' && error !== null && 'InstructionError' in error ? error.InstructionError : null
  const index: unknown = Array.isArray(parts) ? parts[0] : null
  return typeof index === 'number' ? index : null
}

/** Whose instruction failed, by its index in the transaction; the only one of a batch of one. */
export function culpritOf<Work extends { instructions: readonly TransactionInstruction[] }>(
  batch: readonly Work[],
  index: number | null,
): Work | undefined {
  if (batch.length === 1) return batch[0]
  if (index === null) return undefined
  let end = 0
  return batch.find(({ instructions }) => {
    end += instructions.length
    return index < end
  })
}
