import { PublicKey } from '@solana/web3.js'
import { AccountFormatError } from '../raise/accounts'
import { decodeFields, type RecordOf } from '../raise/codec'
import { sizeOf } from '../raise/layout'
import { BOND_FIELDS, DISCRIMINATORS, DISTRIBUTION_FIELDS, LAYOUT_VERSION, TOMBSTONE_SIZE } from './layout'

type Native<Record> = Omit<Record, 'discriminator' | 'reserved0' | 'mint'> & {
  /** Null: native KOII. */
  mint: PublicKey | null
}

/** A Distribution as the chain holds it. `bitmap` has a bit a leaf, lowest bit first: set once the leaf was used. */
export type DistributionAccount = Native<RecordOf<typeof DISTRIBUTION_FIELDS>> & { bitmap: Uint8Array }

/** A Bond as the chain holds it. */
export type BondAccount = Native<RecordOf<typeof BOND_FIELDS>>

export const BOND_SIZE = sizeOf(BOND_FIELDS)

/** The bytes of a distribution of so many leaves. */
export const distributionSize = (count: number): number => sizeOf(DISTRIBUTION_FIELDS) + Math.ceil(count / 64) * 8

const discriminatorOf = (data: Uint8Array): string => String.fromCharCode(...data.subarray(0, 8))

function check(data: Uint8Array, what: 'distribution' | 'bond', least: number): void {
  if (data.length < least) throw new AccountFormatError(`a ${what} has at least ${least} bytes, not ${data.length}`)
  if (discriminatorOf(data) !== DISCRIMINATORS[what]) throw new AccountFormatError(`these bytes are not a ${what}`)
  if (data[8] !== LAYOUT_VERSION) throw new AccountFormatError(`${what} of version ${data[8]}, not ${LAYOUT_VERSION}`)
}

const mintOf = (mint: PublicKey): PublicKey | null => (mint.equals(PublicKey.default) ? null : mint)

/** Reads a Distribution; throws AccountFormatError for a wrong length, kind or version (a closed one: see isTombstone). */
export function decodeDistribution(data: Uint8Array): DistributionAccount {
  check(data, 'distribution', sizeOf(DISTRIBUTION_FIELDS))
  const { discriminator: _, reserved0: _0, mint, ...rest } = decodeFields(DISTRIBUTION_FIELDS, data)
  const size = distributionSize(rest.count)
  if (data.length !== size) throw new AccountFormatError(`a distribution of ${rest.count} has ${size} bytes`)
  return { ...rest, mint: mintOf(mint), bitmap: data.slice(sizeOf(DISTRIBUTION_FIELDS)) }
}

/** Reads a Bond; throws AccountFormatError for a wrong length, kind or version. */
export function decodeBond(data: Uint8Array): BondAccount {
  check(data, 'bond', BOND_SIZE)
  if (data.length !== BOND_SIZE) throw new AccountFormatError(`a bond has ${BOND_SIZE} bytes, not ${data.length}`)
  const { discriminator: _, reserved0: _0, mint, ...rest } = decodeFields(BOND_FIELDS, data)
  return { ...rest, mint: mintOf(mint) }
}

/** Whether a leaf was used: paid, or for a bond, judged. */
export const isUsed = ({ bitmap }: Pick<DistributionAccount, 'bitmap'>, index: number): boolean =>
  ((bitmap[index >> 3] ?? 0) & (1 << (index & 7))) !== 0

/** Whether these are the 8 bytes that a closed distribution leaves. */
export const isTombstone = (data: Uint8Array): boolean =>
  data.length === TOMBSTONE_SIZE && discriminatorOf(data) === DISCRIMINATORS.tombstone
