import type { Asset } from '@/kit/money'
import type { MintFacts, RaisePolicy } from '../schema/terms'

/** What this room asks of the chain and of the installation; src/chain answers it. */
export type ChainFacts = {
  /** The assets that raises may be paid in; the first is the native coin. */
  payments: readonly Asset[]
  /** Reads a token; null when there is none at this address. */
  readMint(address: string): Promise<MintFacts | null>
  /** The fixed part of every raise here, with today's rent. */
  policy(): Promise<RaisePolicy>
}

/** Reads several tokens; those that do not exist are left out. */
export async function readMints(chain: ChainFacts, addresses: readonly string[]): Promise<MintFacts[]> {
  const found = await Promise.all(addresses.map((address) => chain.readMint(address)))
  return found.filter((mint) => mint !== null)
}
