import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import { paymentVaultAddress, payoutAddress, positionAddress } from '@/chain/raise/addresses'
import { commit } from '@/chain/raise/instructions'
import { POSITION_SIZE } from '@/chain/raise/layout'
import { TOKEN_ACCOUNT_SIZE } from '@/chain/tokens'
import { computeLimit, costOfMaking, rentMinimum } from '@/chain/transactions'
import { assertAllowed } from '@/domains/compliance/rules'
import { type Asset, formatMoney, money, parseMoney } from '@/kit/money'
import { fromUnix } from '@/kit/time'
import { concentrationWith } from '../queries/concentration'
import type { IntentView } from '../queries/intent'
import { refuse } from '../rules/refusals'
import { commitLines } from '../rules/summary'
import type { commitInput, previewInput } from '../schema'
import { askGate } from './gate'
import { type Plan, prepare, preparedBefore } from './prepare'
import { type LiveRaise, readRaise } from './read'
import { assertOwnWallet, onChain, type World } from './world'

/** The cosignature ends with the blockhash or after this time, whichever is sooner; the program allows 120 seconds. */
const COSIGNATURE_SECONDS = 110n

/** Reads an amount as typed; refuses what is not one. */
export function amountOf(text: string, asset: Asset): bigint {
  const parsed = parseMoney(text, asset)
  if (!parsed.ok) throw refuse.amountForm({ problem: parsed.problem })
  return parsed.money.units
}

/**
 * What the panel says before anything is prepared: whether and how much may be committed, every reason against it, what it
 * costs, and how concentrated the raise is now and would be.
 */
export async function previewCommit(world: World, { raise, wallet, amount }: z.infer<typeof previewInput>) {
  const { wallets } = world.viewer
  const live = await readRaise(world, raise, wallets)
  const units = amount === undefined ? null : amountOf(amount, live.paymentAsset)
  const signer = wallet ?? wallets[0] ?? ''
  const { allow, blocks, left } = await askGate(world, live, { wallet: signer, amount: units })
  const committed = live.positions.get(signer)?.committed ?? 0n
  return {
    ...{ allow, blocks, left, committed, wallets, asset: live.paymentAsset, feeBps: live.account.feeBps },
    deposit: committed > 0n ? 0n : await newPositionCost(world, live, signer),
    after: units ? await concentrationWith(world.db, { raise, wallet: signer, added: units }) : null,
  }
}

/** Prepares a commitment: the gate, the transaction, its simulation, the summary. The cosigner signs only when it is submitted. */
export async function prepareCommit(world: World, input: z.infer<typeof commitInput>): Promise<IntentView> {
  const { raise, wallet } = input
  assertOwnWallet(world.viewer, wallet)
  const live = await readRaise(world, raise, [...new Set([...world.viewer.wallets, wallet])])
  const amount = amountOf(input.amount, live.paymentAsset)
  const before = await preparedBefore(world, input, { kind: 'commit', raise, amount })
  if (before) return before
  assertAllowed(await askGate(world, live, { wallet, amount }))
  return prepare(world, input, await commitPlan(world, live, { wallet, amount }))
}

async function commitPlan(
  world: World,
  live: LiveRaise,
  { wallet, amount }: { wallet: string; amount: bigint },
): Promise<Plan> {
  const { reference, account, sheet, paymentAsset: asset } = live
  const investor = new PublicKey(wallet)
  const position = live.positions.get(wallet)
  const deposit = position ? 0n : await newPositionCost(world, live, wallet)
  const vault = paymentVaultAddress(world.programId, reference.address, reference.paymentMint)
  const token = reference.paymentMint ? asset : null
  return {
    kind: 'commit',
    instructions: [
      computeLimit(),
      commit(reference, {
        ...{ investor, cosigner: account.cosigner, amount, termsHash: account.termsHash },
        expiresAt: live.chainNow + COSIGNATURE_SECONDS,
      }),
    ],
    title: `Commit ${formatMoney(money(asset, amount))} to ${live.title}`,
    sheetHash: sheet?.hash,
    lines: commitLines(
      {
        ...{ title: live.title, minimum: account.minimum, cap: account.cap, vestingCliff: account.vestingCliff },
        ...{ oversubscription: account.oversubscription, reflectionSeconds: account.reflectionSeconds },
        ...{ closesAt: fromUnix(account.closesAt), withdrawUntil: fromUnix(account.withdrawUntil) },
        settleAfter: fromUnix(account.settleAfter),
      },
      { amount, asset, before: position?.committed ?? 0n, deposit, sheet },
    ),
    announced: [
      { label: 'Your wallet', address: payoutAddress(investor, reference.paymentMint), token, units: -amount },
      { label: 'Vault of the raise', address: vault, token, units: amount },
    ],
    ...{ rent: deposit, raise: reference.address.toBase58(), projectId: live.projectId, amount, asset },
  }
}

/**
 * What a first commitment pays into the position's account: its rent, and a deposit for two token accounts. All of it comes back.
 * Coins that somebody sent there before count towards it. Without a wallet: what it is for one that nobody sent anything.
 */
async function newPositionCost(
  { connection, programId }: World,
  { reference }: LiveRaise,
  wallet: string,
): Promise<bigint> {
  return onChain(async () => {
    const kept = 2n * (await rentMinimum(connection, TOKEN_ACCOUNT_SIZE))
    if (wallet === '') return (await rentMinimum(connection, POSITION_SIZE)) + kept
    const address = positionAddress(programId, reference.address, new PublicKey(wallet))
    return costOfMaking(connection, [{ address, bytes: POSITION_SIZE, kept }])
  })
}
