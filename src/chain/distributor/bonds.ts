import {
  type AccountInfo,
  SYSVAR_CLOCK_PUBKEY as CLOCK,
  type Connection,
  PublicKey,
  type TransactionInstruction,
} from '@solana/web3.js'
import { chainTime, timeIn } from '../connection'
import { associatedTokenAddress } from '../raise/addresses'
import { createTokenAccount } from '../raise/instructions'
import { type BondAccount, decodeBond, decodeDistribution, isTombstone, isUsed } from './accounts'
import { bondAddress } from './addresses'
import { takeBondBack } from './instructions'

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

/** A bond that lies on the chain, as its owner sees it. `mint` is null for native KOII; times in unix seconds. */
export type SeenBond = Omit<BondAccount, 'version' | 'bump' | 'vaultBump'> & {
  programId: PublicKey
  address: PublicKey
  /** Whether its owner can take back now what is left of it. */
  isFree: boolean
}

type Account = AccountInfo<Uint8Array> | null

/** Whether a list came before the deadline of bonds for it. Of a closed list the tombstone alone is left: then it did. */
function cameInTime(list: Account, { programId, rootDeadline }: Pick<SeenBond, 'programId' | 'rootDeadline'>): boolean {
  if (!list?.owner.equals(programId)) return false
  return isTombstone(list.data) || decodeDistribution(list.data).createdAt < rootDeadline
}

/**
 * Whether the program lets an owner take a bond back at `now` (unix seconds): a list has judged it, or none came in time, or it is free
 * whatever happened. As `programs/distributor/take_back.c` asks.
 */
export const isFreeAt = (bond: Omit<SeenBond, 'address' | 'isFree'>, list: Account, now: bigint): boolean =>
  bond.judged || now >= bond.freeAt || (now >= bond.rootDeadline && !cameInTime(list, bond))

const seen = (programId: PublicKey, address: PublicKey, bond: Account, list: Account, now: bigint): SeenBond | null => {
  if (!bond?.owner.equals(programId)) return null
  const { version: _, bump: _0, vaultBump: _1, ...rest } = decodeBond(bond.data)
  return { ...rest, programId, address, isFree: isFreeAt({ ...rest, programId }, list, now) }
}

/** The bonds of these owners (at most 99) for one list, at `finalized`: what counts. Whoever has none is left out. */
export async function seeBonds(
  connection: Connection,
  { programId, distribution }: Record<'programId' | 'distribution', PublicKey>,
  owners: readonly PublicKey[],
): Promise<SeenBond[]> {
  const addresses = owners.map((owner) => bondAddress(programId, owner, distribution))
  const [list = null, ...bonds] = await connection.getMultipleAccountsInfo([distribution, ...addresses], 'finalized')
  const now = await chainTime(connection)
  return bonds.flatMap((bond, place) => seen(programId, addresses[place]!, bond, list, now) ?? [])
}

/** getMultipleAccounts takes so many: the list, the clock, and bonds. */
const BONDS_AT_ONCE = 98

/**
 * Which lines of a posted list can never judge their bond any more: it is gone from the chain, the list came after its deadline, or its
 * last day is over. Each answer at `finalized` holds list, bonds and clock of one moment, so a line that was used is never among them.
 */
export async function bondsBeyond(
  connection: Connection,
  { programId, distribution }: Record<'programId' | 'distribution', PublicKey>,
  lines: readonly { index: number; owner: PublicKey }[],
): Promise<number[]> {
  const beyond: number[] = []
  for (let from = 0; from < lines.length; from += BONDS_AT_ONCE) {
    const part = lines.slice(from, from + BONDS_AT_ONCE)
    const addresses = part.map(({ owner }) => bondAddress(programId, owner, distribution))
    const asked = [CLOCK, distribution, ...addresses]
    const [clock, list, ...bonds] = await connection.getMultipleAccountsInfo(asked, 'finalized')
    if (!list?.owner.equals(programId) || isTombstone(list.data)) return []
    const [account, now] = [decodeDistribution(list.data), timeIn(clock)]
    const isLost = (bond: Account): boolean => {
      if (!bond?.owner.equals(programId)) return true
      const { rootDeadline, freeAt } = decodeBond(bond.data)
      return account.createdAt >= rootDeadline || now >= freeAt
    }
    const isOpen = ({ index }: { index: number }) => !isUsed(account, index)
    beyond.push(...part.filter((line, place) => isOpen(line) && isLost(bonds[place] ?? null)).map(({ index }) => index))
  }
  return beyond
}

/** The bond at an address, whichever program has it; null where there is none. */
export async function seeBond(connection: Connection, address: PublicKey): Promise<SeenBond | null> {
  const bond = await connection.getAccountInfo(address, 'finalized')
  if (!bond || bond.data.length === 0) return null
  const { distribution } = decodeBond(bond.data)
  const list = await connection.getAccountInfo(distribution, 'finalized')
  return seen(bond.owner, address, bond, list, await chainTime(connection))
}

/** Gives a bond back to its owner, who signs and pays the fee; makes the owner's token account where it is gone. */
export async function takeBack(connection: Connection, bond: SeenBond): Promise<TransactionInstruction[]> {
  const { owner, mint } = bond
  const isThere = !mint || (await connection.getAccountInfo(associatedTokenAddress(owner, mint), 'confirmed')) !== null
  return [...(isThere ? [] : [createTokenAccount(owner, owner, mint!)]), takeBondBack(bond)]
}
