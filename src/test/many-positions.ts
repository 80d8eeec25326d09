import { PublicKey } from '@solana/web3.js'
import type { PositionReading, RaiseReading } from '@/chain/follower'
import type { PositionAccount, RaiseAccount } from '@/chain/raise/accounts'
import { encodeFields } from '@/chain/raise/codec'
import {
  DISCRIMINATORS,
  LAYOUT_VERSION,
  POSITION_FIELDS,
  RAISE_FIELDS,
  RAISE_SIZE,
  RAISE_STATES,
} from '@/chain/raise/layout'

const COIN = 1_000_000_000n
const DAY = 86_400n

/** Any 32 bytes from a number: an address that nobody needs a key for. */
export function addressOf(family: number, index: number): PublicKey {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt32BE(family, 0)
  bytes.writeUInt32BE(index, 4)
  bytes.fill(7, 8)
  return new PublicKey(bytes)
}

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value))

/** A raise with very many positions, as account bytes: for measuring what reads and books them. */
export class ManyPositions {
  readonly address: PublicKey
  readonly raise: RaiseAccount
  readonly positions: PositionReading[] = []
  #slot: bigint

  constructor(number: number, slot: bigint, now: bigint) {
    this.#slot = slot
    this.address = addressOf(number, 0)
    const key = (index: number) => addressOf(900_000 + number, index)
    this.raise = {
      ...{ version: LAYOUT_VERSION, bump: 255, vaultBump: 255, state: 'Open', paused: false, oversubscription: true },
      ...{ audience: 'everyone', trancheCount: 1, id: new Uint8Array(32).fill(number % 250), issuer: key(1) },
      ...{ guardian: key(2), cosigner: key(3), approverA: key(4), approverB: key(5), feeWallet: key(6) },
      ...{
        paymentMint: null,
        saleMint: key(7),
        paymentVault: key(8),
        saleVault: key(9),
        termsHash: new Uint8Array(32).fill(9),
      },
      ...{ termsVersion: 1, feeBps: 0, paymentDecimals: 9, saleDecimals: 9 },
      ...{
        minimum: COIN,
        cap: 10n ** 15n,
        tokensAtCap: 10n ** 15n,
        positionMinimum: COIN,
        positionMaximum: 10n ** 14n,
      },
      ...{
        opensAt: now - DAY,
        closesAt: now + 30n * DAY,
        withdrawUntil: now + 20n * DAY,
        settleAfter: now + 32n * DAY,
      },
      ...{ reflectionSeconds: 172_800, confirmSeconds: 432_000, vestingCliff: 0, vestingDuration: 0, settledAt: 0n },
      ...{ sequence: 0n, committed: 0n, confirmed: 0n, returned: 0n, delivered: 0n, released: 0n, feesDue: 0n },
      ...{ positionsOpen: 0, positionsConfirmed: 0, entitlement: 0n, unwindable: 0n },
      tranches: [{ bps: 10_000, approved: true, rejected: false, released: false, notBefore: now, approveBy: 0n }],
    } as RaiseAccount
  }

  /** So many people commit for the first time. */
  commit(count: number, amount = 5n * COIN): void {
    for (let index = 0; index < count; index += 1) {
      this.raise.sequence += 1n
      this.raise.committed += amount
      this.raise.confirmed += amount
      this.raise.positionsOpen += 1
      this.raise.positionsConfirmed += 1
      const serial = this.positions.length + 1
      const investor = addressOf(this.address.toBytes()[3]! + 500, serial)
      const position = {
        ...{ version: LAYOUT_VERSION, bump: 254, excessPaid: false, unwound: false, termsVersion: 1 },
        ...{ raise: this.address, investor, committed: amount, fresh: amount, freshUntil: this.raise.withdrawUntil },
        ...{ accepted: 0n, returned: 0n, delivered: 0n, deposit: 4_078_560n, sequence: this.raise.sequence },
      } as PositionAccount
      this.positions.push({ address: addressOf(this.address.toBytes()[3]! + 700, serial).toBase58(), position })
    }
  }

  /** What the follower would read now; every reading is of a later slot. */
  reading(positions = this.positions): RaiseReading {
    this.#slot += 1n
    const { address, raise } = this
    return {
      ...{ address: address.toBase58(), slot: this.#slot, data: this.data(), raise: { ...raise } },
      ...{ positions: [...positions], paymentVault: raise.committed, saleVault: raise.tokensAtCap },
    }
  }

  data(): Uint8Array {
    const { state, audience, paymentMint, ...rest } = this.raise
    const fixed = encodeFields(RAISE_FIELDS, {
      ...rest,
      discriminator: text(DISCRIMINATORS.raise),
      state: RAISE_STATES.indexOf(state),
      audience: audience === 'everyone' ? 0 : 1,
      paymentMint: paymentMint ?? PublicKey.default,
    } as Parameters<typeof encodeFields<typeof RAISE_FIELDS>>[1])
    const data = new Uint8Array(RAISE_SIZE)
    data.set(fixed)
    const tranche = new DataView(data.buffer, fixed.length)
    tranche.setUint16(0, 10_000, true)
    tranche.setUint8(2, 1)
    return data
  }

  positionData({ position }: PositionReading): Uint8Array {
    return encodeFields(POSITION_FIELDS, { ...position, discriminator: text(DISCRIMINATORS.position) })
  }
}
