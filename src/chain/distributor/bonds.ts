import { type Connection, PublicKey } from '@solana/web3.js'
import { decodeBond } from './accounts'
import { bondAddress } from './addresses'

/** What a round asks of a bond; base58, unix seconds. `mint` is null for native KOII. */
export type BondTerms = {
  programId: string
  distribution: string
  mint: string | null
  pool: string
  rootDeadline: bigint
  freeAt: bigint
}

/** What lies in an owner's bond for a round, or what is wrong with it, as a sentence. */
export type BondReading = { amount: bigint } | { problem: string }

/** The bond of an owner at `finalized`; an amount of 0 for none. One that may be taken back too early, or slashed elsewhere, is wrong. */
export async function readBond(connection: Connection, terms: BondTerms, owner: string): Promise<BondReading> {
  const programId = new PublicKey(terms.programId)
  const address = bondAddress(programId, new PublicKey(owner), new PublicKey(terms.distribution))
  const account = await connection.getAccountInfo(address, 'finalized')
  if (!account?.owner.equals(programId)) return { amount: 0n }
  const { mint, pool, rootDeadline, freeAt, judged, amount } = decodeBond(account.data)
  if (judged) return { problem: 'it was judged already.' }
  if ((mint?.toBase58() ?? null) !== terms.mint) return { problem: 'it lies in another token than the sheet says.' }
  if (pool.toBase58() !== terms.pool) return { problem: 'what it may lose goes to another wallet than the round’s.' }
  if (rootDeadline !== terms.rootDeadline || freeAt !== terms.freeAt)
    return { problem: 'its times are not the ones of the round.' }
  return { amount }
}
