import { PublicKey } from '@solana/web3.js'
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_PROGRAM_ID } from '../programs'
import { SEEDS } from './layout'

/** To find an address takes hundreds of times longer than to look it up, so the last ones are remembered. */
const REMEMBERED = 4_096
const known = new Map<string, PublicKey>()

const encoder = new TextEncoder()

function derive(programId: PublicKey, seeds: readonly (string | Uint8Array)[]): PublicKey {
  const bytes = seeds.map((seed) => (typeof seed === 'string' ? encoder.encode(seed) : seed))
  const key = [programId.toBytes(), ...bytes].map((part) => String.fromCharCode(...part)).join('/')
  const found = known.get(key)
  if (found) return found
  const [address] = PublicKey.findProgramAddressSync(bytes, programId)
  if (known.size >= REMEMBERED) known.clear()
  known.set(key, address)
  return address
}

/** The raise that this issuer made with this id of 32 bytes. */
export function raiseAddress(programId: PublicKey, issuer: PublicKey, id: Uint8Array): PublicKey {
  if (id.length !== 32) throw new RangeError(`the id of a raise has 32 bytes, not ${id.length}`)
  return derive(programId, [SEEDS.raise, issuer.toBytes(), id])
}

/** The position of an investor in a raise. */
export const positionAddress = (programId: PublicKey, raise: PublicKey, investor: PublicKey): PublicKey =>
  derive(programId, [SEEDS.position, raise.toBytes(), investor.toBytes()])

/** Where a raise that is paid in native KOII keeps it. */
export const nativeVaultAddress = (programId: PublicKey, raise: PublicKey): PublicKey =>
  derive(programId, [SEEDS.vault, raise.toBytes()])

/** The associated token account of any owner, on or off the curve, for the classic token program. */
export const associatedTokenAddress = (owner: PublicKey, mint: PublicKey): PublicKey =>
  derive(ASSOCIATED_TOKEN_PROGRAM_ID, [owner.toBytes(), TOKEN_PROGRAM_ID.toBytes(), mint.toBytes()])

/** Where a raise keeps the payments; `paymentMint` is null for native KOII. */
export const paymentVaultAddress = (
  programId: PublicKey,
  raise: PublicKey,
  paymentMint: PublicKey | null,
): PublicKey => (paymentMint ? associatedTokenAddress(raise, paymentMint) : nativeVaultAddress(programId, raise))

/** Where a raise keeps the tokens that it sells. */
export const saleVaultAddress = (raise: PublicKey, saleMint: PublicKey): PublicKey =>
  associatedTokenAddress(raise, saleMint)

/** Where an owner is paid: the wallet itself for native KOII, else its associated token account. */
export const payoutAddress = (owner: PublicKey, paymentMint: PublicKey | null): PublicKey =>
  paymentMint ? associatedTokenAddress(owner, paymentMint) : owner
