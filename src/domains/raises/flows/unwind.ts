import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import { isFinished, unwound } from '@/chain/raise/formulas'
import { unwind } from '@/chain/raise/instructions'
import { computeLimit } from '@/chain/transactions'
import { formatMoney, money } from '@/kit/money'
import type { IntentView } from '../queries/intent'
import { refuse } from '../rules/refusals'
import type { collectInput } from '../schema'
import { closing, payment, readPosition } from './collect'
import { prepare, preparedBefore } from './prepare'
import type { World } from './world'

/** Prepares paying back a position's share of the payments that were not approved. Anyone may send it, to the investor only. */
export async function prepareUnwind(world: World, input: z.infer<typeof collectInput>): Promise<IntentView> {
  const known = await preparedBefore(world, input, { kind: 'unwind', raise: input.raise })
  if (known) return known
  const { live, position, investor } = await readPosition(world, input)
  const { account, reference, paymentAsset: asset } = live
  if (account.state !== 'Unwinding') throw refuse.wrongState({ state: account.state })
  const amount = unwound(account, position)
  if (position.unwound || amount === 0n) throw refuse.nothingToCollect()
  const closes = isFinished(account, { ...position, unwound: true }, position.delivered)
  return prepare(world, input, {
    kind: 'unwind',
    instructions: [computeLimit(), unwind(reference, { payer: new PublicKey(input.wallet), investor })],
    title: `Take ${formatMoney(money(asset, amount))} back from ${live.title}`,
    lines: [
      `${formatMoney(money(asset, amount))}, the share of what the team does not receive, goes back to the investor’s wallet.`,
      ...(closes ? ['The position is complete and closes; what was kept in its account comes back.'] : []),
    ],
    announced: [
      ...payment(world, live, { investor, units: amount }),
      ...(closes ? [await closing(world, live, { investor, mints: [reference.paymentMint] })] : []),
    ],
    ...{ rent: 0n, raise: input.raise, projectId: live.projectId, amount, asset },
  })
}
