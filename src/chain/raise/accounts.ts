import { PublicKey } from '@solana/web3.js'
import { decodeFields, type RecordOf } from './codec'
import {
  AUDIENCES,
  type Audience,
  DISCRIMINATORS,
  LAYOUT_VERSION,
  MAX_TRANCHES,
  offsetOf,
  POSITION_FIELDS,
  POSITION_SIZE,
  RAISE_FIELDS,
  RAISE_SIZE,
  RAISE_STATES,
  type RaiseState,
  sizeOf,
  TOMBSTONE_SIZE,
  TRANCHE_FIELDS,
} from './layout'

export type Tranche = Pick<
  RecordOf<typeof TRANCHE_FIELDS>,
  'bps' | 'approved' | 'rejected' | 'released' | 'notBefore' | 'approveBy'
>

type RaiseRecord = Omit<RecordOf<typeof RAISE_FIELDS>, 'discriminator' | 'state' | 'audience' | 'paymentMint'>

/** A Raise as the chain holds it: base units as bigint, unix seconds as bigint. */
export type RaiseAccount = RaiseRecord & {
  state: RaiseState
  audience: Audience
  /** Null: native KOII. */
  paymentMint: PublicKey | null
  tranches: Tranche[]
}

/** A Position as the chain holds it. */
export type PositionAccount = Omit<RecordOf<typeof POSITION_FIELDS>, 'discriminator'>

/** Bytes that are not the account they were taken for. */
export class AccountFormatError extends Error {
  override name = 'AccountFormatError'
}

function checkAccount(data: Uint8Array, what: 'raise' | 'position', size: number): void {
  if (data.length !== size) throw new AccountFormatError(`a ${what} has ${size} bytes, not ${data.length}`)
  if (discriminatorOf(data) !== DISCRIMINATORS[what]) throw new AccountFormatError(`these bytes are not a ${what}`)
  if (data[8] !== LAYOUT_VERSION) throw new AccountFormatError(`${what} of version ${data[8]}, not ${LAYOUT_VERSION}`)
}

const discriminatorOf = (data: Uint8Array): string => String.fromCharCode(...data.subarray(0, 8))

/** The name of a state byte. */
export function raiseStateName(state: number): RaiseState {
  const name = RAISE_STATES[state]
  if (!name) throw new AccountFormatError(`no state ${state}`)
  return name
}

function audienceName(audience: number): Audience {
  const name = AUDIENCES[audience]
  if (!name) throw new AccountFormatError(`no audience ${audience}`)
  return name
}

/** Reads a Raise; throws AccountFormatError for a wrong length, kind or version (a closed raise: see isTombstone). */
export function decodeRaise(data: Uint8Array): RaiseAccount {
  checkAccount(data, 'raise', RAISE_SIZE)
  const { discriminator: _, state, audience, paymentMint, ...rest } = decodeFields(RAISE_FIELDS, data)
  const tranches = Array.from({ length: rest.trancheCount }, (_, index) => {
    const {
      reserved0: _0,
      reserved1: _1,
      ...tranche
    } = decodeFields(TRANCHE_FIELDS, data, sizeOf(RAISE_FIELDS) + index * sizeOf(TRANCHE_FIELDS))
    return tranche
  })
  return {
    ...rest,
    state: raiseStateName(state),
    audience: audienceName(audience),
    paymentMint: paymentMint.equals(PublicKey.default) ? null : paymentMint,
    tranches,
  }
}

/** Reads a Position; throws AccountFormatError for a wrong length, kind or version. */
export function decodePosition(data: Uint8Array): PositionAccount {
  checkAccount(data, 'position', POSITION_SIZE)
  const { discriminator: _, ...rest } = decodeFields(POSITION_FIELDS, data)
  return rest
}

const COMMITTED_AT = offsetOf(POSITION_FIELDS, 'committed')
const SEQUENCE_AT = offsetOf(POSITION_FIELDS, 'sequence')

/** A position of which only what is looked at is decoded: of a hundred thousand that a list holds, few have changed. */
export class ListedPosition {
  #decoded: PositionAccount | undefined

  /** Throws AccountFormatError for bytes that are no position. */
  constructor(
    readonly address: string,
    readonly data: Buffer,
  ) {
    checkAccount(data, 'position', POSITION_SIZE)
  }

  get position(): PositionAccount {
    this.#decoded ??= decodePosition(this.data)
    return this.#decoded
  }
  get committed(): bigint {
    return this.data.readBigUInt64LE(COMMITTED_AT)
  }
  get sequence(): bigint {
    return this.data.readBigUInt64LE(SEQUENCE_AT)
  }
}

/** How many tranches of a closed raise were released, from the 8 bytes that it leaves; null for any other bytes. */
export function tombstoneOf(data: Uint8Array): number | null {
  if (data.length !== TOMBSTONE_SIZE) return null
  const text = discriminatorOf(data)
  const released = text.charCodeAt(7) - DISCRIMINATORS.tombstone.charCodeAt(7)
  const isOne = text.startsWith(DISCRIMINATORS.tombstone.slice(0, 7)) && released >= 0 && released <= MAX_TRANCHES
  return isOne ? released : null
}

/** Whether these are the 8 bytes that a closed raise leaves. */
export const isTombstone = (data: Uint8Array): boolean => tombstoneOf(data) !== null
