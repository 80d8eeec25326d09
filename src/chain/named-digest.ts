import { type Connection, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js'

/**
 * Writes a digest on the chain with nothing but the System program: a transfer of nothing from a wallet to itself that names the 32
 * bytes as one more account, read-only and unsigned. The program looks at its first two accounts only, so any 32 bytes will do,
 * and every node lists the transaction under that name. Whether K2 has a memo program is not known; the System program it has.
 */
export function nameDigest(writer: PublicKey, digest: Uint8Array): TransactionInstruction {
  const instruction = SystemProgram.transfer({ fromPubkey: writer, toPubkey: writer, lamports: 0 })
  instruction.keys.push({ pubkey: new PublicKey(digest), isSigner: false, isWritable: false })
  return instruction
}

/** A finalized transaction that names a digest: base58, and its block's slot and time. */
export type Naming = { signature: string; slot: number; at: Date }

/** How many transactions that name a digest are looked through: anybody may name it, which proves nothing and costs a fee each. */
const MOST_LISTED = 1_000

/** The first finalized, successful transaction of this writer that names the digest; null while there is none. */
export async function findNaming(
  connection: Connection,
  writer: PublicKey,
  digest: Uint8Array,
): Promise<Naming | null> {
  const options = { limit: MOST_LISTED }
  const listed = await connection.getSignaturesForAddress(new PublicKey(digest), options, 'finalized')
  for (const { signature, err, slot, blockTime } of listed.toReversed()) {
    if (err !== null || !blockTime) continue
    const found = await connection.getTransaction(signature, {
      commitment: 'finalized',
      maxSupportedTransactionVersion: 0,
    })
    const message = found?.transaction.message
    const signers = message?.staticAccountKeys.slice(0, message.header.numRequiredSignatures) ?? []
    if (signers.some((key) => key.equals(writer))) return { signature, slot, at: new Date(blockTime * 1_000) }
  }
  return null
}
