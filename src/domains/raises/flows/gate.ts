import { isStale } from '@/chain/raise/formulas'
import type { RaiseState } from '@/chain/raise/layout'
import { issuerOf, offerStanding } from '@/domains/companies/queries/standing'
import { protectionQuestion } from '@/domains/compliance/queries/protection'
import { standingsOf } from '@/domains/compliance/queries/standings'
import { walletHeldUntil } from '@/domains/compliance/queries/wallet-hold'
import { evaluateInvestment, type InvestmentContext, type InvestmentDecision } from '@/domains/compliance/rules'
import { protectionOf } from '@/domains/compliance/rules/protection'
import { accountsOfPeople } from '@/domains/identity/queries/marks'
import { walletsOfPeople } from '@/domains/identity/queries/wallets'
import { fromUnix } from '@/kit/time'
import type { Db } from '@/server/db'
import { beforeGate, heldBy } from '../queries/committed'
import { usesPublishedKeys } from '../rules/keys'
import { offerTermsOf } from '../rules/offer-terms'
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
  const accounts = (await accountsOfPeople(db, [viewer.personId])).get(viewer.personId) ?? [viewer.personId]
  // One after the other: asked at once by a crowd, they would queue up at the connections in front of everybody else.
  const { halted, inYear } = await beforeGate(db, { personIds: accounts, asset: paymentAsset, now })
  const others = await heldByOthers(
    { db, reference: live.reference },
    accounts.filter((account) => account !== viewer.personId),
  )
  const wallets = [...viewer.wallets, ...others.wallets]
  const standing = (await standingsOf(db, [{ personId: viewer.personId, wallets }], now)).get(viewer.personId)!
  let elsewhere = others.held
  for (const [other, position] of positions) if (other !== wallet) elsewhere += position.committed
  const held = elsewhere + (own?.committed ?? 0n)
  const offer = live.projectId ? await offerStanding(db, live.projectId) : null
  const about = {
    ...{ personId: viewer.personId, accounts },
    ...{ projectId: live.projectId, sheet: live.sheet?.complete ?? false },
    projectsOfIssuer: async () => (live.projectId ? (await issuerOf(db, live.projectId)).projects : []),
    asset: paymentAsset,
    cap: account.cap,
    terms: offerTermsOf(account, { publishedAt: live.publishedAt, ownersAt: offer?.ownersAt ?? null }),
    held,
    now,
  }
  return {
    protection: protectionOf(await protectionQuestion(db, about)),
    ...{ now: fromUnix(live.chainNow), amount, asset: paymentAsset, wallet, chainHealthy: !halted },
    person: {
      ...standing,
      ...{ wallets, committedInYear: inYear, committedElsewhere: elsewhere },
      walletHeldUntil: await walletHeldUntil(db, { wallet, personIds: accounts, now }),
    },
    raise: {
      ...{ audience: account.audience, state: STATE_NAMES[account.state], paused: account.paused },
      ...{ opensAt: fromUnix(account.opensAt), closesAt: fromUnix(account.closesAt) },
      ...{ issuerWallet: account.issuer.toBase58(), cap: account.cap, oversubscription: account.oversubscription },
      ...{ positionMinimum: account.positionMinimum, positionMaximum: account.positionMaximum },
      ...{
        confirmedTotal: account.confirmed,
        held: offer?.held ?? false,
      },
    },
    position: { committed: own?.committed ?? 0n, stale: own ? isStale(account, own) : false },
  }
}

/** The wallets of a person's other accounts, and what they hold in this raise as it was last read: limits count people. */
async function heldByOthers(
  { db, reference }: { db: Db; reference: LiveRaise['reference'] },
  accounts: readonly string[],
) {
  const wallets = [...(await walletsOfPeople(db, accounts)).values()].flat()
  const held = await heldBy(db, reference.address.toBase58(), wallets)
  return { wallets, held: [...held.values()].reduce((sum, committed) => sum + committed, 0n) }
}

const STATE_NAMES = {
  Draft: 'draft',
  Open: 'open',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Unwinding: 'unwinding',
  Closed: 'closed',
} as const satisfies Record<RaiseState, InvestmentContext['raise']['state']>
