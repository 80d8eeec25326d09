import { PublicKey, SYSVAR_CLOCK_PUBKEY } from '@solana/web3.js'
import {
  decodePosition,
  decodeRaise,
  isTombstone,
  type PositionAccount,
  type RaiseAccount,
} from '@/chain/raise/accounts'
import { positionAddress } from '@/chain/raise/addresses'
import type { RaiseReference } from '@/chain/raise/instructions'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import type { CurrentSheet } from '@/domains/projects/queries/sheet'
import type { Asset } from '@/kit/money'
import { unnamedAsset } from '../rules/asset'
import { refuse } from '../rules/refusals'
import { onChain, type World } from './world'

/** A raise as the chain has it at this moment, with the positions of some wallets. */
export type LiveRaise = {
  reference: RaiseReference
  account: RaiseAccount
  /** By wallet; wallets without a position are left out. */
  positions: ReadonlyMap<string, PositionAccount>
  /** The chain's clock, unix seconds. */
  chainNow: bigint
  paymentAsset: Asset
  saleAsset: Asset
  /** The project's name. */
  title: string
  projectId: string | null
  /** The information sheet that is in force. */
  sheet: CurrentSheet | null
  /** When everybody could see the raise; null for one of no listed project. */
  publishedAt: Date | null
}

/** The clock's unix time is its fifth field of eight bytes. */
const CLOCK_TIME_OFFSET = 32

/** Reads a raise, the chain's clock and the positions of these wallets in one look. Refuses what is not a raise of this program. */
export async function readRaise(world: World, raise: string, wallets: readonly string[]): Promise<LiveRaise> {
  const address = new PublicKey(raise)
  const positions = wallets.map((wallet) => positionAddress(world.programId, address, new PublicKey(wallet)))
  const [account, clock, ...found] = await onChain(() =>
    world.connection.getMultipleAccountsInfo([address, SYSVAR_CLOCK_PUBKEY, ...positions], 'confirmed'),
  )
  if (!account?.owner.equals(world.programId) || isTombstone(account.data)) throw refuse.missing()
  if (!clock) throw new Error('the node has no Clock sysvar')
  const decoded = decodeRaise(account.data)
  const { paymentMint, saleMint } = decoded
  const facts = await raiseFactsOf(world.db, raise)
  return {
    reference: { programId: world.programId, address, paymentMint, saleMint },
    account: decoded,
    positions: new Map(
      wallets.flatMap((wallet, index) => {
        const position = found[index]
        return position?.owner.equals(world.programId) ? [[wallet, decodePosition(position.data)] as const] : []
      }),
    ),
    chainNow: clock.data.readBigInt64LE(CLOCK_TIME_OFFSET),
    paymentAsset: facts?.paymentAsset ?? unnamedAsset(paymentMint?.toBase58() ?? null, decoded.paymentDecimals),
    saleAsset: facts?.saleAsset ?? unnamedAsset(saleMint.toBase58(), decoded.saleDecimals),
    title: facts?.title ?? raise,
    ...{ projectId: facts?.projectId ?? null, sheet: facts?.sheet ?? null },
    publishedAt: facts?.publishedAt ?? null,
  }
}
