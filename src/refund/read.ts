import { type AccountInfo, type Connection, type PublicKey, SYSVAR_CLOCK_PUBKEY } from '@solana/web3.js'
import {
  AccountFormatError,
  decodePosition,
  decodeRaise,
  isTombstone,
  type PositionAccount,
  type RaiseAccount,
} from '@/chain/raise/accounts'
import { positionAddress, raiseAddress } from '@/chain/raise/addresses'
import { offsetOf, POSITION_FIELDS, POSITION_SIZE } from '@/chain/raise/layout'
import { tokensIn } from '@/chain/tokens'
import { rentMinimum } from '@/chain/transactions'
import { unnamedAsset } from '@/domains/raises/rules/asset'
import type { CrankPosition, CrankRaise } from '@/domains/raises/rules/crank'
import type { Asset } from '@/kit/money'
import { RaiseIsClosed, Sentence } from './failures'

/** A position with its address; base units as bigint. */
export type SeenPosition = CrankPosition & PositionAccount

/** A raise as a node shows it at `confirmed`, read from nothing but the chain. */
export type SeenRaise = Omit<CrankRaise, 'positions'> & {
  positions: readonly SeenPosition[]
  programId: PublicKey
  /** The chain's clock, unix seconds. */
  now: bigint
  payment: Asset
  sale: Asset
  /** What the payment vault holds, without the rent of a native one. */
  paymentVault: bigint
}

const CLOCK_TIME_OFFSET = 32
/** getMultipleAccounts takes so many keys. */
const KEYS_AT_ONCE = 100

/**
 * Reads a raise and its positions: all of them, or those of `owners` alone, whose addresses need no list. Throws a Sentence for
 * what is no raise, and for a node that gives no lists.
 */
export async function readRaise(
  connection: Connection,
  address: PublicKey,
  owners: readonly PublicKey[] = [],
): Promise<SeenRaise> {
  const [account, clock] = await connection.getMultipleAccountsInfo([address, SYSVAR_CLOCK_PUBKEY], 'confirmed')
  const raise = raiseIn(address, account ?? null)
  if (!clock) throw new Sentence('This node shows no clock. Use another node.')
  const programId = account!.owner
  const [paymentVault, saleVault] = await connection.getMultipleAccountsInfo(
    [raise.paymentVault, raise.saleVault],
    'confirmed',
  )
  const native = raise.paymentMint === null
  return {
    ...{ address: address.toBase58(), programId, raise, saleVault: tokensIn(saleVault ?? null) },
    now: clock.data.readBigInt64LE(CLOCK_TIME_OFFSET),
    payment: unnamedAsset(raise.paymentMint?.toBase58() ?? null, raise.paymentDecimals),
    sale: unnamedAsset(raise.saleMint.toBase58(), raise.saleDecimals),
    paymentVault: native
      ? BigInt(paymentVault?.lamports ?? 0) - (paymentVault ? await rentMinimum(connection, 0) : 0n)
      : tokensIn(paymentVault ?? null),
    positions: await (owners.length > 0
      ? positionsOf(connection, programId, address, owners)
      : allPositions(connection, programId, address)),
  }
}

function raiseIn(address: PublicKey, account: AccountInfo<Buffer> | null): RaiseAccount {
  const name = address.toBase58()
  if (!account) throw new Sentence(`There is no account at ${name} on this node. Check the address and the network.`)
  if (isTombstone(account.data))
    throw new RaiseIsClosed(
      `The raise at ${name} is closed for good: everything was paid out, and nothing is left in it.`,
    )
  const raise = decoded(name, account.data)
  // Whoever wrote these bytes elsewhere could not have made this address.
  if (!raiseAddress(account.owner, raise.issuer, raise.id).equals(address)) throw noRaise(name)
  return raise
}

function decoded(name: string, data: Uint8Array): RaiseAccount {
  try {
    return decodeRaise(data)
  } catch (error) {
    if (error instanceof AccountFormatError) throw noRaise(name)
    throw error
  }
}

const noRaise = (name: string) => new Sentence(`The account at ${name} is no raise. Check the address.`)

const seen = (address: PublicKey, data: Uint8Array): SeenPosition => {
  const position = decodePosition(data)
  return { ...position, address: address.toBase58(), wallet: position.investor.toBase58(), held: false }
}

async function allPositions(connection: Connection, programId: PublicKey, raise: PublicKey): Promise<SeenPosition[]> {
  const ofRaise = { memcmp: { offset: offsetOf(POSITION_FIELDS, 'raise'), bytes: raise.toBase58() } }
  const filters = [{ dataSize: POSITION_SIZE }, ofRaise]
  const found = await connection
    .getProgramAccounts(programId, { commitment: 'confirmed', filters })
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      throw new Sentence(`This node does not list positions (${why}). Name the owner’s wallet, or use another node.`)
    })
  const positions = found.map(({ pubkey, account }) => seen(pubkey, account.data))
  return positions.sort((one, other) => (one.address < other.address ? -1 : 1))
}

async function positionsOf(
  connection: Connection,
  programId: PublicKey,
  raise: PublicKey,
  owners: readonly PublicKey[],
): Promise<SeenPosition[]> {
  const addresses = owners.map((owner) => positionAddress(programId, raise, owner))
  const positions: SeenPosition[] = []
  for (let from = 0; from < addresses.length; from += KEYS_AT_ONCE) {
    const some = addresses.slice(from, from + KEYS_AT_ONCE)
    const found = await connection.getMultipleAccountsInfo(some, 'confirmed')
    for (const [index, account] of found.entries())
      if (account?.owner.equals(programId)) positions.push(seen(some[index]!, account.data))
  }
  return positions
}
