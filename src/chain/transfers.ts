import {
  type Commitment,
  type Connection,
  PublicKey,
  SystemProgram,
  type TransactionInstruction,
} from '@solana/web3.js'
import { PACKET_LIMIT, rentMinimum } from './transactions'

/** Native coin to one wallet; base58 and base units. */
export type Transfer = { recipient: string; amount: bigint }

/** getMultipleAccounts takes so many. */
const MOST_ACCOUNTS = 100

/** The instructions of a batch, in its order. */
export const transferInstructions = (payer: PublicKey, batch: readonly Transfer[]): TransactionInstruction[] =>
  batch.map(({ recipient, amount }) =>
    SystemProgram.transfer({ fromPubkey: payer, toPubkey: new PublicKey(recipient), lamports: amount }),
  )

/** One signature with its count; header, counts of keys and instructions, payer, System program and blockhash. */
const FIXED_BYTES = 65 + 3 + 1 + 1 + 3 * 32
const KEY_BYTES = 32
/** Program, count and places of two accounts, length, tag, amount. */
const TRANSFER_BYTES = 1 + 1 + 2 + 1 + 4 + 8

/** How long a signed transaction of transfers is; a message names each wallet once. */
const wireLength = (payer: PublicKey, batch: readonly Transfer[]): number =>
  FIXED_BYTES +
  TRANSFER_BYTES * batch.length +
  KEY_BYTES * new Set(batch.map(({ recipient }) => recipient).filter((one) => one !== payer.toBase58())).size

/** Transfers in as few transactions as they fit, in their order: a packet's bytes are the only limit, computing costs nearly nothing. */
export function packedTransfers<Line extends Transfer>(payer: PublicKey, lines: readonly Line[]): Line[][] {
  const batches: Line[][] = []
  for (const line of lines) {
    const last = batches.at(-1)
    if (last && wireLength(payer, [...last, line]) <= PACKET_LIMIT) last.push(line)
    else batches.push([line])
  }
  return batches
}

/**
 * Which of these addresses are plain wallets: they exist, belong to the System program, hold no data and at least what an
 * empty account must hold.
 */
export async function plainWallets(
  connection: Connection,
  addresses: readonly string[],
  commitment: Commitment,
): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(addresses)]
  const least = await rentMinimum(connection, 0)
  const found = new Set<string>()
  for (let from = 0; from < wanted.length; from += MOST_ACCOUNTS) {
    const part = wanted.slice(from, from + MOST_ACCOUNTS)
    const keys = part.map((address) => new PublicKey(address))
    const shown = await connection.getMultipleAccountsInfo(keys, commitment)
    for (const [index, account] of shown.entries()) {
      if (!account?.owner.equals(SystemProgram.programId) || account.data.length > 0) continue
      if (BigInt(account.lamports) >= least) found.add(part[index]!)
    }
  }
  return found
}

/**
 * Which of these payments the chain would refuse: to an address where there is nothing yet, with less than what an empty account must
 * hold. They can be paid as soon as somebody has made the wallet.
 */
export async function tooSmallToBegin<Payment extends Transfer>(
  connection: Connection,
  payments: readonly Payment[],
): Promise<ReadonlySet<Payment>> {
  const least = await rentMinimum(connection, 0)
  const small = payments.filter(({ amount }) => amount < least)
  const refused = new Set<Payment>()
  for (let from = 0; from < small.length; from += MOST_ACCOUNTS) {
    const part = small.slice(from, from + MOST_ACCOUNTS)
    const keys = part.map(({ recipient }) => new PublicKey(recipient))
    const shown = await connection.getMultipleAccountsInfo(keys, 'confirmed')
    for (const [index, account] of shown.entries()) if (!account) refused.add(part[index]!)
  }
  return refused
}
