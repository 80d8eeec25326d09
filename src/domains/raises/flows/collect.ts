import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import { associatedTokenAddress, paymentVaultAddress, payoutAddress, saleVaultAddress } from '@/chain/raise/addresses'
import { claimable, isFinished, isStale } from '@/chain/raise/formulas'
import { claim, refund, settleRaise } from '@/chain/raise/instructions'
import { computeLimit } from '@/chain/transactions'
import { formatMoney, money } from '@/kit/money'
import { Refusal } from '@/kit/refusal'
import { formatInstant, fromUnix } from '@/kit/time'
import type { IntentView } from '../queries/intent'
import { failsOnSettling } from '../rules/position'
import { refuse } from '../rules/refusals'
import type { collectInput } from '../schema'
import { type Announced, prepare, preparedBefore } from './prepare'
import { type LiveRaise, readRaise } from './read'
import { missingAccount, positionLamports } from './withdraw'
import { assertOwnWallet, type World } from './world'

type Input = z.infer<typeof collectInput>

/** Reads the raise with one position, once the wallet is known to be the person's own. */
export async function readPosition(world: World, { raise, wallet, investor = wallet }: Input) {
  assertOwnWallet(world.viewer, wallet)
  const live = await readRaise(world, raise, [investor])
  const position = live.positions.get(investor)
  if (!position) throw refuse.noPosition()
  return { live, position, investor: new PublicKey(investor) }
}

/**
 * Prepares paying a whole position back, and settling the raise where nobody has yet: a refund waits for no worker. Anyone may
 * send it; the money goes to the recorded investor only.
 */
export async function prepareRefund(world: World, input: Input): Promise<IntentView> {
  const known = await preparedBefore(world, input, { kind: 'refund', raise: input.raise })
  if (known) return known
  const { live, position, investor } = await readPosition(world, input)
  const { account, reference, paymentAsset: asset } = live
  const stale = isStale(account, position) && (account.state === 'Succeeded' || account.state === 'Unwinding')
  const settles = failsOnSettling(account, live.chainNow)
  if (account.state !== 'Failed' && !stale && !settles) throw refuse.wrongState({ state: account.state })
  const amount = position.committed
  return prepare(world, input, {
    kind: 'refund',
    instructions: [
      computeLimit(),
      ...(settles ? [settleRaise(reference)] : []),
      refund(reference, { payer: new PublicKey(input.wallet), investor }),
    ],
    title: `Refund ${formatMoney(money(asset, amount))} from ${live.title}`,
    lines: [
      ...(settles ? ['The minimum is not reached: the same transaction settles the raise as failed.'] : []),
      `${formatMoney(money(asset, amount))}, the whole position, goes back to the investor’s wallet.`,
      'The position closes; what was kept in its account goes back too.',
    ],
    announced: [
      ...payment(world, live, { investor, units: amount }),
      await closing(world, live, { investor, mints: [reference.paymentMint] }),
    ],
    ...{ rent: 0n, raise: input.raise, projectId: live.projectId, amount, asset },
  })
}

/** How often a claim is read anew before the difference counts as one. */
const READ_ANEW = 4

/**
 * Prepares paying the excess back and delivering the tokens that are due. Anyone may send it, to the recorded investor only.
 * While tokens vest they grow by the second: when the second turns between reading and simulating, the claim is read anew.
 */
export async function prepareClaim(world: World, input: Input): Promise<IntentView> {
  const known = await preparedBefore(world, input, { kind: 'claim', raise: input.raise })
  if (known) return known
  for (let left = READ_ANEW; ; left -= 1) {
    try {
      return await prepareClaimOfNow(world, input)
    } catch (error) {
      const differs = error instanceof Refusal && error.code === 'raises.simulationDiffers'
      if (!differs || left === 0) throw error
    }
  }
}

async function prepareClaimOfNow(world: World, input: Input): Promise<IntentView> {
  const { live, position, investor } = await readPosition(world, input)
  const { account, reference, saleAsset, paymentAsset, chainNow } = live
  const due = claimable(account, position, chainNow)
  const closes = isFinished(account, position, position.delivered + due.tokens)
  if (due.payment === 0n && due.tokens === 0n && !closes) throw refuse.nothingToCollect()
  const mints = [due.payment > 0n ? reference.paymentMint : null, due.tokens > 0n ? reference.saleMint : null]
  const tokens = associatedTokenAddress(investor, reference.saleMint)
  const vault = saleVaultAddress(reference.address, reference.saleMint)
  return prepare(world, input, {
    kind: 'claim',
    instructions: [computeLimit(), claim(reference, { payer: new PublicKey(input.wallet), investor })],
    title: `Claim from ${live.title}`,
    lines: [
      ...(due.tokens > 0n ? [`You receive ${formatMoney(money(saleAsset, due.tokens))}.`] : []),
      ...(due.payment > 0n
        ? [`${formatMoney(money(paymentAsset, due.payment))} was more than the raise accepted and comes back.`]
        : []),
      ...(closes ? ['The position is complete and closes; what was kept in its account comes back.'] : []),
    ],
    announced: [
      ...payment(world, live, { investor, units: due.payment }),
      { label: 'Your tokens', address: tokens, token: saleAsset, units: due.tokens },
      { label: 'Token vault of the raise', address: vault, token: saleAsset, units: -due.tokens },
      ...(closes ? [await closing(world, live, { investor, mints })] : []),
    ],
    ...{ rent: 0n, raise: input.raise, projectId: live.projectId, amount: due.tokens, asset: saleAsset },
  })
}

/** Prepares the decision between success and failure, once its time has come. Anyone may send it. */
export async function prepareSettle(world: World, input: Input): Promise<IntentView> {
  const known = await preparedBefore(world, input, { kind: 'settle', raise: input.raise })
  if (known) return known
  assertOwnWallet(world.viewer, input.wallet)
  const live = await readRaise(world, input.raise, [])
  const { account, chainNow } = live
  if (account.state !== 'Open') throw refuse.wrongState({ state: account.state })
  if (chainNow < account.settleAfter) throw refuse.tooEarly({ from: formatInstant(fromUnix(account.settleAfter)) })
  const succeeds = account.confirmed >= account.minimum
  return prepare(world, input, {
    kind: 'settle',
    instructions: [settleRaise(live.reference)],
    title: `Settle the raise of ${live.title}`,
    lines: [
      succeeds
        ? 'The minimum is reached: the raise succeeds, and tokens can be claimed.'
        : 'The minimum is not reached: the raise fails, and everybody gets their money back.',
    ],
    ...{ announced: [], rent: 0n, raise: input.raise, projectId: live.projectId },
  })
}

/** Money that goes from the vault to the investor, as it is announced; nothing for nothing. */
export function payment(
  { programId }: World,
  { reference, paymentAsset }: LiveRaise,
  { investor, units }: { investor: PublicKey; units: bigint },
): Announced[] {
  if (units === 0n) return []
  const token = reference.paymentMint ? paymentAsset : null
  const vault = paymentVaultAddress(programId, reference.address, reference.paymentMint)
  const to = payoutAddress(investor, reference.paymentMint)
  return [
    { label: 'The investor’s wallet', address: to, token, units },
    { label: 'Vault of the raise', address: vault, token, units: -units },
  ]
}

/** What closing a position gives back: its lamports, less what it pays for token accounts that have to be made on the way. */
export async function closing(
  world: World,
  live: LiveRaise,
  { investor, mints }: { investor: PublicKey; mints: readonly (PublicKey | null)[] },
): Promise<Announced> {
  const kept = await positionLamports(world, live, investor.toBase58())
  const made = await Promise.all(mints.map((mint) => missingAccount(world, investor, mint)))
  const spent = made.reduce((sum, { rent }) => sum + rent, 0n)
  return { label: 'The investor’s wallet', address: investor, token: null, units: kept - spent }
}
