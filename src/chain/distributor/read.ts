import { SYSVAR_CLOCK_PUBKEY as CLOCK, type Commitment, type Connection, PublicKey } from '@solana/web3.js'
import { timeIn } from '../connection'
import { tokensIn } from '../tokens'
import { type DistributionAccount, decodeDistribution, isTombstone } from './accounts'
import { vaultAddress } from './addresses'
import type { DistributionReference } from './instructions'

/** What became of a planned list: not posted, posted with so much (base units) left in its vault, or closed for ever. `time`: unix seconds there. */
export type DistributionReading =
  | { state: 'none'; slot: number }
  | { state: 'closed'; slot: number }
  | { state: 'posted'; slot: number; time: bigint; account: DistributionAccount; vault: bigint }

/** Reads a list, its vault and the clock in one answer. */
export async function readDistribution(
  connection: Connection,
  { programId, address, mint }: DistributionReference,
  commitment: Commitment,
): Promise<DistributionReading> {
  const keys = [address, vaultAddress(programId, address, mint), CLOCK]
  const { context, value } = await connection.getMultipleAccountsInfoAndContext(keys, { commitment })
  const [account, vault, clock] = value
  const { slot } = context
  if (!account?.owner.equals(programId)) return { state: 'none', slot }
  if (isTombstone(account.data)) return { state: 'closed', slot }
  const rent = mint ? 0 : await connection.getMinimumBalanceForRentExemption(0, commitment)
  const held = mint ? tokensIn(vault ?? null) : BigInt(Math.max(0, (vault?.lamports ?? 0) - rent))
  return { state: 'posted', slot, time: timeIn(clock), account: decodeDistribution(account.data), vault: held }
}

/** getMultipleAccounts takes so many. */
const MOST_ACCOUNTS = 100

/** Which of these lists are posted and not closed, as the newest confirmed state shows. */
export async function stillOpen(
  connection: Connection,
  programId: PublicKey,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const open = new Set<string>()
  for (let from = 0; from < addresses.length; from += MOST_ACCOUNTS) {
    const part = addresses.slice(from, from + MOST_ACCOUNTS)
    const keys = part.map((address) => new PublicKey(address))
    const shown = await connection.getMultipleAccountsInfo(keys, 'confirmed')
    for (const [index, account] of shown.entries())
      if (account?.owner.equals(programId) && !isTombstone(account.data)) open.add(part[index]!)
  }
  return open
}

/** What a list was planned to be. */
export type Planned = { root: string; count: number; total: bigint; pool: string; mint: string | null }

/** How a list on chain differs from its plan; null when it is the planned one. Only the operator's and guardian's keys could. */
export function differenceFrom(planned: Planned, account: DistributionAccount): string | null {
  const { root, count, total, pool, mint } = account
  const found: Planned = {
    root: Buffer.from(root).toString('hex'),
    ...{ count, total },
    pool: pool.toBase58(),
    mint: mint?.toBase58() ?? null,
  }
  const names = Object.keys(planned) as (keyof Planned)[]
  const wrong = names.find((name) => planned[name] !== found[name])
  return wrong ? `${wrong} is ${found[wrong]} on chain, and was planned as ${planned[wrong]}` : null
}
