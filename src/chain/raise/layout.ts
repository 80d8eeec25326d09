/**
 * The ONE table of the raise program: accounts, instructions, enums. Plain data, so that the C header
 * (`node programs/layout.mjs` writes programs/raise/layout.h) and the TypeScript client cannot disagree.
 * Everything is little endian; the fields of an account are naturally aligned, the arguments of an instruction packed.
 */

/** u64 and i64 are bigint in TypeScript, pubkey a PublicKey, bytes8 and bytes32 a Uint8Array. Times are i64 unix seconds. */
export type FieldType = 'u8' | 'bool' | 'u16' | 'u32' | 'u64' | 'i64' | 'pubkey' | 'bytes8' | 'bytes32'

export type Field = { readonly name: string; readonly type: FieldType; readonly note: string }

/** One entry of an instruction's account list. `signer` and `writable` are what the program demands at least. */
export type AccountRule = {
  readonly name: string
  readonly signer: boolean
  readonly writable: boolean
  readonly note: string
}

export type InstructionSpec = {
  readonly tag: number
  readonly fields: readonly Field[]
  readonly accounts: readonly AccountRule[]
}

const WIDTHS = { u8: 1, bool: 1, u16: 2, u32: 4, u64: 8, i64: 8, pubkey: 32, bytes8: 8, bytes32: 32 } as const

export const widthOf = (type: FieldType): number => WIDTHS[type]

/** The bytes of a run of fields. */
export const sizeOf = (fields: readonly Field[]): number => fields.reduce((sum, { type }) => sum + WIDTHS[type], 0)

/** Where a field of an account starts: for filters of getProgramAccounts and for tests. */
export function offsetOf<const Fields extends readonly Field[]>(fields: Fields, name: Fields[number]['name']): number {
  const index = fields.findIndex((field) => field.name === name)
  if (index < 0) throw new RangeError(`no field ${name}`)
  return sizeOf(fields.slice(0, index))
}

/**
 * The first 8 bytes of each account, as ASCII. A closed raise keeps `tombstone` for ever: an id is never used twice. Its last
 * digit counts the tranches that were released; none: the raise failed.
 */
export const DISCRIMINATORS = { raise: 'FLRAISE1', position: 'FLPOSIT1', tombstone: 'FLCLOSE0' } as const

export const LAYOUT_VERSION = 1
export const MAX_TRANCHES = 8

export const RAISE_STATES = ['Draft', 'Open', 'Succeeded', 'Failed', 'Unwinding', 'Closed'] as const
export type RaiseState = (typeof RAISE_STATES)[number]

export const AUDIENCES = ['everyone', 'operators'] as const
export type Audience = (typeof AUDIENCES)[number]

/** The keys that `rotate` may replace, and no others. */
export const ROLES = ['cosigner', 'approverA', 'approverB'] as const
export type Role = (typeof ROLES)[number]

/** The seeds of the program's addresses, before the keys that follow them. */
export const SEEDS = { raise: 'raise', position: 'position', vault: 'vault' } as const

/** Limits that `create` and `commit` enforce. Seconds, basis points or base units, as the name says. */
export const LIMITS = {
  cosignatureSeconds: 120,
  opensWithinSeconds: 31_536_000,
  durationSeconds: 31_536_000,
  reflectionSecondsMax: 2_592_000,
  confirmSecondsMin: 432_000,
  confirmSecondsMax: 2_592_000,
  approvalMarginSeconds: 604_800,
  trancheSecondsMax: 157_680_000,
  vestingSecondsMax: 315_360_000,
  feeBpsMax: 1_000,
  bpsTotal: 10_000,
  smallestPositionTokens: 10_000,
  oversubscriptionFactor: 100,
  maximumShareOfCap: 10,
} as const

export const TRANCHE_FIELDS = [
  { name: 'bps', type: 'u16', note: 'share of the entitlement, basis points' },
  { name: 'approved', type: 'bool', note: 'the first tranche needs no approval and counts as approved' },
  { name: 'rejected', type: 'bool', note: 'both approvers said no' },
  { name: 'released', type: 'bool', note: 'paid to the issuer' },
  { name: 'reserved0', type: 'u8', note: 'zero' },
  { name: 'reserved1', type: 'u16', note: 'zero' },
  { name: 'notBefore', type: 'i64', note: 'earliest release' },
  { name: 'approveBy', type: 'i64', note: 'end of the time for approval; 0 for the first tranche' },
] as const satisfies readonly Field[]

/** The fixed part of a Raise; MAX_TRANCHES tranches follow it. */
export const RAISE_FIELDS = [
  { name: 'discriminator', type: 'bytes8', note: 'FLRAISE1' },
  { name: 'version', type: 'u8', note: 'of this layout' },
  { name: 'bump', type: 'u8', note: 'of the address of the raise' },
  { name: 'vaultBump', type: 'u8', note: 'of the native vault; 0 when a mint is paid' },
  { name: 'state', type: 'u8', note: 'index into RAISE_STATES' },
  { name: 'paused', type: 'bool', note: 'read by commit only' },
  { name: 'oversubscription', type: 'bool', note: 'more than the cap may be confirmed, and is split' },
  { name: 'audience', type: 'u8', note: 'index into AUDIENCES; enforced by the cosigner' },
  { name: 'trancheCount', type: 'u8', note: '1..8' },
  { name: 'id', type: 'bytes32', note: 'chosen by the site; never used twice' },
  { name: 'issuer', type: 'pubkey', note: 'a wallet: pays for the account, receives what is released' },
  { name: 'guardian', type: 'pubkey', note: 'create, change_terms, pause, resume, cancel, rotate' },
  { name: 'cosigner', type: 'pubkey', note: 'commit only' },
  { name: 'approverA', type: 'pubkey', note: 'approve and reject, with approver_b' },
  { name: 'approverB', type: 'pubkey', note: 'approve and reject, with approver_a' },
  { name: 'feeWallet', type: 'pubkey', note: 'receives the fee and nothing else' },
  { name: 'paymentMint', type: 'pubkey', note: '32 zero bytes: native KOII' },
  { name: 'saleMint', type: 'pubkey', note: 'the token that is sold' },
  {
    name: 'paymentVault',
    type: 'pubkey',
    note: 'native: the vault of this program; else the associated token account',
  },
  { name: 'saleVault', type: 'pubkey', note: 'associated token account of the raise' },
  { name: 'termsHash', type: 'bytes32', note: 'SHA-256 of the canonical terms' },
  { name: 'termsVersion', type: 'u32', note: 'rises with every change of terms' },
  { name: 'feeBps', type: 'u16', note: 'of each release' },
  { name: 'paymentDecimals', type: 'u8', note: '9 for native KOII' },
  { name: 'saleDecimals', type: 'u8', note: 'of the sale mint' },
  { name: 'minimum', type: 'u64', note: 'below it everybody is refunded' },
  { name: 'cap', type: 'u64', note: 'the most that is accepted' },
  { name: 'tokensAtCap', type: 'u64', note: 'the whole allocation' },
  { name: 'positionMinimum', type: 'u64', note: 'of a position as a whole' },
  { name: 'positionMaximum', type: 'u64', note: 'of a position as a whole' },
  { name: 'opensAt', type: 'i64', note: 'first second for commitments' },
  { name: 'closesAt', type: 'i64', note: 'first second without commitments' },
  { name: 'withdrawUntil', type: 'i64', note: 'first second without free withdrawal' },
  { name: 'settleAfter', type: 'i64', note: 'first second for settle' },
  { name: 'reflectionSeconds', type: 'u32', note: 'how long new money stays withdrawable' },
  { name: 'confirmSeconds', type: 'u32', note: 'how long a change of terms waits for confirmation' },
  { name: 'vestingCliff', type: 'u32', note: 'seconds after settlement' },
  { name: 'vestingDuration', type: 'u32', note: 'seconds after settlement; 0: all at once' },
  { name: 'settledAt', type: 'i64', note: 'when it succeeded: vesting starts' },
  { name: 'sequence', type: 'u64', note: 'rises with every movement of money and every confirmation' },
  { name: 'committed', type: 'u64', note: 'sum of all positions; fixed when the raise ends' },
  { name: 'confirmed', type: 'u64', note: 'sum of current positions; T, fixed at settlement' },
  { name: 'returned', type: 'u64', note: 'paid back after the end: refunds, excess, unwinding' },
  { name: 'delivered', type: 'u64', note: 'sale tokens delivered to investors' },
  { name: 'released', type: 'u64', note: 'of the entitlement, fee included' },
  { name: 'feesDue', type: 'u64', note: 'released and not yet paid to the fee wallet' },
  { name: 'positionsOpen', type: 'u32', note: 'position accounts that exist' },
  { name: 'positionsConfirmed', type: 'u32', note: 'current positions; N, fixed at settlement' },
  { name: 'entitlement', type: 'u64', note: 'E: what the issuer may receive, fixed at settlement' },
  { name: 'unwindable', type: 'u64', note: 'U: what goes back when unwinding' },
] as const satisfies readonly Field[]

export const POSITION_FIELDS = [
  { name: 'discriminator', type: 'bytes8', note: 'FLPOSIT1' },
  { name: 'version', type: 'u8', note: 'of this layout' },
  { name: 'bump', type: 'u8', note: 'of the address of the position' },
  { name: 'excessPaid', type: 'bool', note: 'accepted is fixed and the rest paid back' },
  { name: 'unwound', type: 'bool', note: 'the share of U is paid back' },
  { name: 'termsVersion', type: 'u32', note: 'stale when it is not the version of the raise' },
  { name: 'raise', type: 'pubkey', note: 'address of the raise' },
  { name: 'investor', type: 'pubkey', note: 'the only receiver' },
  { name: 'committed', type: 'u64', note: 'base units of the payment asset' },
  { name: 'fresh', type: 'u64', note: 'the part committed inside the last reflection period' },
  { name: 'freshUntil', type: 'i64', note: 'first second in which fresh is no longer withdrawable' },
  { name: 'accepted', type: 'u64', note: 'after the split; set together with excessPaid' },
  { name: 'returned', type: 'u64', note: 'paid back since settlement' },
  { name: 'delivered', type: 'u64', note: 'sale tokens delivered' },
  { name: 'deposit', type: 'u64', note: 'lamports left to repay whoever creates a token account' },
  { name: 'sequence', type: 'u64', note: 'of the raise at the last change' },
] as const satisfies readonly Field[]

export const RAISE_SIZE = sizeOf(RAISE_FIELDS) + MAX_TRANCHES * sizeOf(TRANCHE_FIELDS)
export const POSITION_SIZE = sizeOf(POSITION_FIELDS)
export const TOMBSTONE_SIZE = 8

/** One tranche in the arguments of `create`; `trancheCount` of them follow its fields. */
export const TRANCHE_ARGUMENT_FIELDS = [
  { name: 'bps', type: 'u16', note: 'share of the entitlement, basis points' },
  { name: 'notBefore', type: 'i64', note: 'earliest release' },
  { name: 'approveBy', type: 'i64', note: '0 for the first tranche' },
] as const satisfies readonly Field[]
