import { z } from 'zod'
import { address, id } from '@/kit/shapes'

/** Base units of a token as decimal text: JSON numbers cannot carry a u64. */
const unitsText = z.string().regex(/^(0|[1-9]\d{0,19})$/, 'Write base units as digits.')
const digest = z.string().regex(/^[0-9a-f]{64}$/)
/** Whole seconds since 1970, as the chain counts. */
const unixSeconds = z.int().nonnegative()
const seconds = z.int().nonnegative()

/** One step of paying the project. Tranche 0 needs no approval: its `approveBy` is 0. */
export const tranche = z.strictObject({ bps: z.int(), notBefore: unixSeconds, approveBy: unixSeconds })
export type Tranche = z.infer<typeof tranche>

/** The terms of a raise without the sale mint, which may not exist yet. */
export const termsDraft = z.strictObject({
  format: z.literal('flotilla.terms/1'),
  projectId: id,
  /** SHA-256 of the approved application's canonical JSON: texts, budget, token table, risks. */
  contentDigest: digest,
  issuerWallet: address,
  feeWallet: address,
  feeBps: z.int(),
  /** Null for native KOII. */
  paymentMint: address.nullable(),
  paymentSymbol: z.string(),
  paymentDecimals: z.int(),
  /** Who could freeze the payment token; null for nobody. A risk that investors are shown. */
  paymentFreezeAuthority: address.nullable(),
  saleSymbol: z.string(),
  saleDecimals: z.int(),
  /** Who could make more of the sale token; null for nobody. */
  saleMintAuthority: address.nullable(),
  minimum: unitsText,
  cap: unitsText,
  tokensAtCap: unitsText,
  positionMinimum: unitsText,
  positionMaximum: unitsText,
  oversubscription: z.boolean(),
  audience: z.enum(['everyone', 'operators']),
  opensAt: unixSeconds,
  closesAt: unixSeconds,
  withdrawUntil: unixSeconds,
  reflectionSeconds: seconds,
  confirmSeconds: seconds,
  /** Vesting starts when the raise is settled; a duration of 0 gives everything at once. */
  vesting: z.strictObject({ start: z.literal('settlement'), cliffSeconds: seconds, durationSeconds: seconds }),
  tranches: z.array(tranche),
})
export type TermsDraft = z.infer<typeof termsDraft>

/** The terms of a raise. SHA-256 of their canonical JSON is the `terms_hash` that the program carries. */
export const terms = termsDraft.extend({ saleMint: address })
export type Terms = z.infer<typeof terms>

/** What the chain says about a token. */
export type MintFacts = {
  address: string
  /** `classic`: the token program that raises use. */
  program: 'classic' | 'token-2022'
  decimals: number
  supply: bigint
  mintAuthority: string | null
  freezeAuthority: string | null
}

/** What this installation and its chain fix for every raise. */
export type RaisePolicy = {
  feeBps: number
  feeWallet: string
  /** Guardian, cosigner and approvers: none of them may be the issuer. */
  keys: readonly string[]
  /** Wrapped native money, which no raise takes. */
  wrappedNative: string
  /** Rent minimum of an empty wallet, in base units of the native coin: a smaller payout could not arrive. */
  rentMinimum: bigint
}
