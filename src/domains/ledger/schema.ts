/** Mint address of an asset, or `KOII` for the native coin. */
export type AssetKey = string

/** One movement of one asset. */
export type TransferInput = {
  /** Account ids are text, `kind:name`; `accounts` below makes them. */
  from: string
  to: string
  asset: AssetKey
  /** Base units, above 0. */
  units: bigint
  /** Names what made the money move, once and for ever. */
  cause: string
  at: Date
  facts?: { readonly [key: string]: string | boolean }
}

/** What an account holds of one asset: all that came in less all that went out. Accounts of the outer world go below 0. */
export type Balance = { account: string; asset: AssetKey; units: bigint }

/** What flowed into and out of a family of accounts, in one asset. */
export type Total = { asset: AssetKey; received: bigint; sent: bigint; balance: bigint }

/** The asset key of native coin. */
export const NATIVE_ASSET: AssetKey = 'KOII'

/** The asset key of a payment: its mint, or the native coin's key when there is none. */
export const assetKeyOf = (mint: string | null): AssetKey => mint ?? NATIVE_ASSET

/** The names of accounts. A wallet is outside; `issuer`, `fee` and `treasury` are wallets in a role. */
export const accounts = {
  wallet: (address: string) => `wallet:${address}`,
  issuer: (wallet: string) => `issuer:${wallet}`,
  fee: (wallet: string) => `fee:${wallet}`,
  treasury: (wallet: string) => `treasury:${wallet}`,
  /** Money that a posted list holds for its recipients. */
  list: (distribution: string) => `list:${distribution}`,
  /** Payments that a raise holds. */
  payment: (raise: string) => `raise:${raise}:payment`,
  /** Tokens that a raise holds for sale. */
  sale: (raise: string) => `raise:${raise}:sale`,
  /** Investors of a raise whose positions came and went while nobody looked: known in sum, not by name. */
  unseen: (raise: string) => `unseen:${raise}`,
  world: (asset: AssetKey) => `world:${asset}`,
} as const
