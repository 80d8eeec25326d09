import { connection } from '@/chain/connection'
import { readMint } from '@/chain/mint-account'
import { WRAPPED_NATIVE_MINT } from '@/chain/programs'
import { type Asset, KOII } from '@/kit/money'
import { env } from '@/server/env'
import { log } from '@/server/log'
import { cosignerKey } from '@/server/signers'
import { refuse } from '../rules/refusals'
import type { MintFacts, RaisePolicy } from '../schema/terms'

/** What this room asks of the chain and of the installation. */
export type ChainFacts = {
  /** The assets that raises may be paid in; the first is the native coin. */
  payments(): Promise<Asset[]>
  /** Reads a token; null when there is none at this address. */
  readMint(address: string): Promise<MintFacts | null>
  /** The fixed part of every raise here, with today's rent. */
  policy(): Promise<RaisePolicy>
}

/** The facts of this installation and its chain. */
export const chainFacts: ChainFacts = {
  payments: () => answered(listedAssets()),
  readMint: (address) => answered(readMint(connection(), address)),
  policy: () => answered(raisePolicy()),
}

async function listedAssets(): Promise<Asset[]> {
  const { PAYMENT_MINTS, PAYMENT_SYMBOLS } = env()
  const mints = await Promise.all(PAYMENT_MINTS.map((address) => readMint(connection(), address)))
  const listed = mints.flatMap((mint, index): Asset[] => {
    if (!mint) return []
    const symbol = PAYMENT_SYMBOLS[index] ?? mint.address.slice(0, 4)
    return [{ symbol, decimals: mint.decimals, mint: mint.address }]
  })
  return [KOII, ...listed]
}

async function raisePolicy(): Promise<RaisePolicy> {
  const settings = env()
  const rentMinimum = BigInt(await connection().getMinimumBalanceForRentExemption(0))
  return {
    feeBps: settings.FEE_BPS,
    feeWallet: settings.FEE_WALLET,
    keys: [settings.GUARDIAN, settings.APPROVER_A, settings.APPROVER_B, cosignerKey()],
    wrappedNative: WRAPPED_NATIVE_MINT.toBase58(),
    rentMinimum,
  }
}

/** The chain's answer, or a refusal in words when there is none. */
const answered = <Answer>(question: Promise<Answer>): Promise<Answer> =>
  question.catch((error: unknown) => {
    log.warn({ err: error }, 'the chain did not answer a question of an application')
    throw refuse.chainAway()
  })

/** Reads several tokens; those that do not exist are left out. */
export async function readMints(chain: ChainFacts, addresses: readonly string[]): Promise<MintFacts[]> {
  const found = await Promise.all(addresses.map((address) => chain.readMint(address)))
  return found.filter((mint) => mint !== null)
}
