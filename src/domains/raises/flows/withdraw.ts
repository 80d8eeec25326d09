import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import type { PositionAccount } from '@/chain/raise/accounts'
import { paymentVaultAddress, payoutAddress, positionAddress } from '@/chain/raise/addresses'
import { withdrawable } from '@/chain/raise/formulas'
import { createTokenAccount, withdraw } from '@/chain/raise/instructions'
import { isTokenAccount, TOKEN_ACCOUNT_SIZE } from '@/chain/tokens'
import { computeLimit, costOfMaking } from '@/chain/transactions'
import { formatMoney, money } from '@/kit/money'
import type { IntentView } from '../queries/intent'
import { refuse } from '../rules/refusals'
import type { withdrawInput } from '../schema'
import { amountOf } from './commit'
import { type Announced, type Plan, prepare, preparedBefore } from './prepare'
import { type LiveRaise, readRaise } from './read'
import { assertOwnWallet, onChain, type World } from './world'

/** Prepares taking money out again. No gate is asked: nothing and nobody may stand in the way of a withdrawal. */
export async function prepareWithdraw(world: World, input: z.infer<typeof withdrawInput>): Promise<IntentView> {
  const { raise, wallet } = input
  assertOwnWallet(world.viewer, wallet)
  const live = await readRaise(world, raise, [wallet])
  const amount = amountOf(input.amount, live.paymentAsset)
  const before = await preparedBefore(world, input, { kind: 'withdraw', raise, amount })
  if (before) return before
  const position = live.positions.get(wallet)
  if (!position) throw refuse.noPosition()
  assertWithdrawable(live, position, amount)
  return prepare(world, input, await withdrawPlan(world, live, { wallet, amount, position }))
}

/** The program's own rule, asked first so that the answer names the field. */
function assertWithdrawable({ account, paymentAsset, chainNow }: LiveRaise, position: PositionAccount, amount: bigint) {
  const most = withdrawable(account, position, chainNow)
  if (most === 0n) throw refuse.nothingToWithdraw()
  if (amount === 0n || amount > most) throw refuse.aboveWithdrawable({ most: formatMoney(money(paymentAsset, most)) })
  const rest = position.committed - amount
  if (rest > 0n && rest < account.positionMinimum)
    throw refuse.leavesTooLittle({ minimum: formatMoney(money(paymentAsset, account.positionMinimum)) })
}

async function withdrawPlan(
  world: World,
  live: LiveRaise,
  { wallet, amount, position }: { wallet: string; amount: bigint; position: PositionAccount },
): Promise<Plan> {
  const { reference, paymentAsset: asset } = live
  const investor = new PublicKey(wallet)
  const token = reference.paymentMint ? asset : null
  const vault = paymentVaultAddress(world.programId, reference.address, reference.paymentMint)
  const closes = amount === position.committed
  const back = closes ? await positionLamports(world, live, wallet) : 0n
  const account = await missingAccount(world, investor, reference.paymentMint)
  const returned: Announced[] = closes ? [{ label: 'Your wallet', address: investor, token: null, units: back }] : []
  return {
    kind: 'withdraw',
    instructions: [computeLimit(), ...account.instructions, withdraw(reference, { investor, amount })],
    title: `Withdraw ${formatMoney(money(asset, amount))} from ${live.title}`,
    lines: [
      `You take ${formatMoney(money(asset, amount))} back from the raise of ${live.title}.`,
      closes
        ? 'Your position closes, and what was kept in its account comes back too.'
        : `${formatMoney(money(asset, position.committed - amount))} stays in your position.`,
    ],
    announced: [
      { label: 'Your wallet', address: payoutAddress(investor, reference.paymentMint), token, units: amount },
      { label: 'Vault of the raise', address: vault, token, units: -amount },
      ...returned,
    ],
    ...{ rent: account.rent, raise: reference.address.toBase58(), projectId: live.projectId, amount, asset },
  }
}

/** All lamports of a position's account: what closing it gives back. */
export async function positionLamports(world: World, { reference }: LiveRaise, wallet: string): Promise<bigint> {
  const address = positionAddress(world.programId, reference.address, new PublicKey(wallet))
  return BigInt(await onChain(() => world.connection.getBalance(address, 'confirmed')))
}

/** The instruction that makes a wallet's token account where it is missing, and what that costs. Nothing for native money. */
export async function missingAccount(world: World, owner: PublicKey, mint: PublicKey | null) {
  if (!mint) return { instructions: [], rent: 0n }
  const { connection } = world
  const address = payoutAddress(owner, mint)
  if (isTokenAccount(await onChain(() => connection.getAccountInfo(address, 'confirmed'))))
    return { instructions: [], rent: 0n }
  const rent = await onChain(() => costOfMaking(connection, [{ address, bytes: TOKEN_ACCOUNT_SIZE }]))
  return { instructions: [createTokenAccount(owner, owner, mint)], rent }
}
