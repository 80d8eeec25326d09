import { isStale } from '@/chain/raise/formulas'
import type { RaiseState } from '@/chain/raise/layout'
import { clearanceOf, operatorStatusOf } from '@/domains/compliance/queries'
import { protectionQuestion } from '@/domains/compliance/queries/protection'
import { underReview } from '@/domains/compliance/queries/under-review'
import { evaluateInvestment, type InvestmentContext, type InvestmentDecision } from '@/domains/compliance/rules'
import { protectionOf } from '@/domains/compliance/rules/protection'
import { fromUnix } from '@/kit/time'
import { committedInYear } from '../queries/committed'
import { isHalted } from '../queries/followed'
import { usesPublishedKeys } from '../rules/keys'
import { refuse } from '../rules/refusals'
import type { LiveRaise } from './read'
import type { World } from './world'

/** Asks the gate about one amount (null: about any amount), on what the chain says at this moment. */
export async function askGate(
  world: World,
  live: LiveRaise,
  { wallet, amount }: { wallet: string; amount: bigint | null },
): Promise<InvestmentDecision> {
  assertPublishedKeys(world, live)
  if (live.account.cosigner.toBase58() !== world.keys.cosigner) throw refuse.cosignerReplaced()
  return evaluateInvestment(await investmentContext(world, live, { wallet, amount }))
}

/** Refuses a raise that another site's keys control. */
export function assertPublishedKeys({ keys }: World, { account }: LiveRaise): void {
  if (!usesPublishedKeys(account, keys)) throw refuse.foreignKeys()
}

async function investmentContext(
  { db, now, viewer }: World,
  live: LiveRaise,
  { wallet, amount }: { wallet: string; amount: bigint | null },
): Promise<InvestmentContext> {
  const { account, positions, paymentAsset } = live
  const own = positions.get(wallet)
  const [halted, clearance, operator, inYear, reviewed] = await Promise.all([
    isHalted(db),
    clearanceOf(db, viewer.personId, now),
    operatorStatusOf(db, viewer.personId, now),
    committedInYear(db, { personId: viewer.personId, asset: paymentAsset, now }),
    underReview(db, [{ personId: viewer.personId, wallets: viewer.wallets }], now),
  ])
  let elsewhere = 0n
  for (const [other, position] of positions) if (other !== wallet) elsewhere += position.committed
  const held = elsewhere + (own?.committed ?? 0n)
  const about = {
    personId: viewer.personId,
    projectId: live.projectId,
    asset: paymentAsset,
    cap: account.cap,
    held,
    now,
  }
  return {
    protection: protectionOf(await protectionQuestion(db, about)),
    ...{ now: fromUnix(live.chainNow), amount, asset: paymentAsset, wallet, chainHealthy: !halted },
    person: {
      ...{ clearance, operator, underReview: reviewed.has(viewer.personId), wallets: viewer.wallets },
      ...{ committedInYear: inYear, committedElsewhere: elsewhere },
    },
    raise: {
      ...{ audience: account.audience, state: STATE_NAMES[account.state], paused: account.paused },
      ...{ opensAt: fromUnix(account.opensAt), closesAt: fromUnix(account.closesAt) },
      ...{ issuerWallet: account.issuer.toBase58(), cap: account.cap, oversubscription: account.oversubscription },
      ...{ positionMinimum: account.positionMinimum, positionMaximum: account.positionMaximum },
      confirmedTotal: account.confirmed,
    },
    position: { committed: own?.committed ?? 0n, stale: own ? isStale(account, own) : false },
  }
}

const STATE_NAMES = {
  Draft: 'draft',
  Open: 'open',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Unwinding: 'unwinding',
  Closed: 'closed',
} as const satisfies Record<RaiseState, InvestmentContext['raise']['state']>
