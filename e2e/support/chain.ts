import { expect } from '@playwright/test'
import { Connection, PublicKey } from '@solana/web3.js'
import { kplTaskAccount, LOCAL_TASKS, putTask } from '@/chain/k2-tasks/local-tasks'
import { decodePosition, decodeRaise, type PositionAccount, type RaiseAccount } from '@/chain/raise/accounts'
import { associatedTokenAddress, nativeVaultAddress, positionAddress } from '@/chain/raise/addresses'

/** One KOII in base units. */
export const KOII = 10n ** 9n

const rpc = process.env.RPC_URL ?? ''
/** The chain itself: journeys assert what lies there, not what a page says. */
export const chain = new Connection(rpc, 'confirmed')

/** Gives a wallet coins of the local chain. */
export async function fund(address: string, koii: bigint): Promise<void> {
  const params = [{ address, lamports: (koii * KOII).toString() }]
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'flotilla_fund', params })
  const answer = await fetch(rpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect((await answer.json()).error).toBeUndefined()
  await expect.poll(() => balanceOf(address)).toBe(koii * KOII)
}

/** The coins of an account, in base units. */
export const balanceOf = async (address: string | PublicKey): Promise<bigint> =>
  BigInt(await chain.getBalance(new PublicKey(address), 'confirmed'))

/** The tokens of a wallet, in base units; none while it has no account for them. */
export async function tokensOf(owner: string, mint: PublicKey): Promise<bigint> {
  const account = await chain.getAccountInfo(associatedTokenAddress(new PublicKey(owner), mint), 'confirmed')
  return account ? account.data.readBigUInt64LE(64) : 0n
}

/** The raise as its account has it. */
export async function raiseAt(address: string): Promise<RaiseAccount & { programId: PublicKey }> {
  const account = await chain.getAccountInfo(new PublicKey(address), 'confirmed')
  if (!account) throw new Error(`there is no raise at ${address}`)
  return { ...decodeRaise(account.data), programId: account.owner }
}

/** The position of a wallet in a raise; null when it has none, or none any more. */
export async function positionOf(raise: string, wallet: string): Promise<PositionAccount | null> {
  const { programId } = await raiseAt(raise)
  const address = positionAddress(programId, new PublicKey(raise), new PublicKey(wallet))
  const account = await chain.getAccountInfo(address, 'confirmed')
  return account && account.data.length > 0 ? decodePosition(account.data) : null
}

/** What lies in the vault of a raise that is paid in KOII, over the rent that keeps the vault alive. */
export async function vaultOf(raise: string): Promise<bigint> {
  const { programId } = await raiseAt(raise)
  const held = await balanceOf(nativeVaultAddress(programId, new PublicKey(raise)))
  return held - BigInt(await chain.getMinimumBalanceForRentExemption(0))
}

/** All network fees that a wallet has paid, as the chain's own records have them. */
export async function feesPaidBy(wallet: string): Promise<bigint> {
  const signatures = await chain.getSignaturesForAddress(new PublicKey(wallet), {}, 'confirmed')
  const fees = await Promise.all(
    signatures.map(async ({ signature }) => {
      const found = await chain.getTransaction(signature, {
        commitment: 'confirmed',
        maxSupportedTransactionVersion: 0,
      })
      if (!found?.meta) throw new Error(`the chain does not know ${signature}`)
      const payer = found.transaction.message.getAccountKeys().get(0)
      return payer?.toBase58() === wallet ? BigInt(found.meta.fee) : 0n
    }),
  )
  return fees.reduce((sum, fee) => sum + fee, 0n)
}

/** Puts a K2 task onto the chain in which these keys have staked; the demo world leaves this one of its two tasks empty. */
export async function stakeIn(...stakingKeys: readonly string[]): Promise<void> {
  const stakes = new Map(stakingKeys.map((key) => [key, 500n]))
  const mint = PublicKey.unique().toBase58()
  await putTask(rpc, LOCAL_TASKS.kpl, kplTaskAccount({ name: 'Relay prover', minimumStake: 100n, stakes, mint }))
}
