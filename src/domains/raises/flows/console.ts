import { PublicKey } from '@solana/web3.js'
import { decodeRaise, isTombstone, type RaiseAccount } from '@/chain/raise/accounts'
import { saleVaultAddress } from '@/chain/raise/addresses'
import { tokensIn } from '@/chain/tokens'
import { type ApprovedTerms, approvedTermsOf } from '@/domains/projects/queries/public'
import { termsSince } from '@/domains/projects/queries/terms'
import { fromUnix } from '@/kit/time'
import { type IntentView, intentById, intentsOf, isSignedWith } from '../queries/intent'
import { roundJudging } from '../queries/tranche-round'
import { type TrancheView, tranchesOf } from '../queries/tranches'
import { type LaunchStep, launchStep } from '../rules/launch'
import { refuse } from '../rules/refusals'
import { askedBefore } from './guarded'
import { raiseOf } from './launch'
import { onChain, type World } from './world'

/** What an issuer sees of the way from an approved project to an open raise, and what comes next. */
export type IssuerConsole = {
  project: Pick<ApprovedTerms, 'projectId' | 'slug' | 'title' | 'issuerWallet' | 'saleMint' | 'termsHash'>
  terms: ApprovedTerms['terms']
  payment: ApprovedTerms['paymentAsset']
  sale: ApprovedTerms['saleAsset']
  supply: string
  /** Where the raise is or will be; null while the token does not exist. */
  raise: string | null
  state: RaiseAccount['state'] | null
  paused: boolean
  deposited: bigint
  needed: bigint
  opensAt: Date | null
  closesAt: Date | null
  step: LaunchStep
  /** Whether this installation holds the guardian's key, so that its signature comes by itself. */
  guardianOnline: boolean
  /** Where the guardian's key is offline: the creation that it was asked for, and whether it has signed. */
  asked: { intent: IntentView; signed: boolean } | null
  /** Whether other terms can still be put in force; whether two people approved some; and what the guardian was asked for. */
  change: { possible: boolean; approved: boolean; asked: IssuerConsole['asked']; inForce: ChangeInForce | null }
  /** Once the raise is on chain: what is paid when, and what was shown for it. */
  tranches: TrancheView[]
  /** Whether the investors judge the payment that is next, or soon will: then the team reports in their round alone. */
  isJudged: boolean
  intents: IntentView[]
}

/**
 * Other terms than those of the opening, by the program's count: since when (null until this site has taken them over), how much of
 * what is committed agreed to them and how much did not yet, in base units, and until when somebody may.
 */
type ChangeInForce = { number: number; since: Date | null; agreed: bigint; silent: bigint; until: Date }

/** Reads the caller's own project and, from the chain itself, how far its raise is. */
export async function issuerConsole(world: World, { projectId }: { projectId: string }): Promise<IssuerConsole> {
  const approved = await approvedTermsOf(world.db, projectId)
  if (!approved) throw refuse.notApproved()
  if (approved.issuerPersonId !== world.viewer.personId) throw refuse.notIssuer()
  const raise = raiseOf(world.programId, approved)
  const live = raise && approved.saleMint ? await readAccounts(world, raise, approved.saleMint) : NOTHING
  const needed = BigInt(approved.terms?.tokensAtCap ?? '0')
  const { account, deposited, gone } = live
  return {
    project: approved,
    ...{ terms: approved.terms, payment: approved.paymentAsset, sale: approved.saleAsset },
    supply: approved.token.supply,
    raise: raise?.toBase58() ?? null,
    ...{ state: account?.state ?? (gone ? 'Closed' : null), paused: account?.paused ?? false, deposited, needed },
    opensAt: account && fromUnix(account.opensAt),
    closesAt: account && fromUnix(account.closesAt),
    step: launchStep({ hasToken: approved.saleMint !== null, state: account?.state ?? null, gone, deposited, needed }),
    guardianOnline: world.guardian() !== null,
    asked: raise && !account && !gone ? await askedOf(world, projectId, raise, 'create') : null,
    change: {
      possible: account?.state === 'Open' && world.now < fromUnix(account.closesAt),
      approved: approved.pendingTermsHash !== null,
      asked: raise && approved.pendingTermsHash ? await askedOf(world, projectId, raise, 'change_terms') : null,
      inForce: account?.state === 'Open' ? await inForce(world, projectId, account) : null,
    },
    ...(raise && account ? await paymentsIn(world, { approved, address: raise, account }) : NO_PAYMENTS),
    intents: await intentsOf(world.db, { personId: world.viewer.personId, projectId }),
  }
}

async function askedOf(
  world: World,
  projectId: string,
  raise: PublicKey,
  kind: 'create' | 'change_terms',
): Promise<IssuerConsole['asked']> {
  const intent = await askedBefore(world, projectId, raise, kind)
  const row = intent && (await intentById(world.db, intent.id))
  return row && { intent, signed: isSignedWith(row, world.keys.guardian) }
}

async function inForce({ db }: World, projectId: string, account: RaiseAccount): Promise<ChangeInForce | null> {
  const { termsVersion: number, committed, confirmed, settleAfter } = account
  if (number === 1) return null
  const since = await termsSince(db, projectId, number)
  return { number, since, agreed: confirmed, silent: committed - confirmed, until: fromUnix(settleAfter) }
}

const NO_PAYMENTS = { tranches: [], isJudged: false }

async function paymentsIn(
  { db, now }: World,
  { approved, account, ...raise }: { approved: ApprovedTerms; address: PublicKey; account: RaiseAccount },
): Promise<Pick<IssuerConsole, 'tranches' | 'isJudged'>> {
  const address = raise.address.toBase58()
  const tranches = await tranchesOf(db, { address, account, promised: approved.payments, now })
  const next = tranches.find(({ open }) => open)
  const about = next && { raiseAddress: address, tranche: next.index, now }
  return { tranches, isJudged: about ? await roundJudging(db, about) : false }
}

const NOTHING = { account: null, deposited: 0n, gone: false }

async function readAccounts(world: World, raise: PublicKey, saleMint: string) {
  const vault = saleVaultAddress(raise, new PublicKey(saleMint))
  const [account, held] = await onChain(() => world.connection.getMultipleAccountsInfo([raise, vault], 'confirmed'))
  // Anybody can send coins to an address before there is anything.
  const made = account?.owner.equals(world.programId) ? account : null
  const gone = made ? isTombstone(made.data) : false
  return {
    account: made && !gone ? decodeRaise(made.data) : null,
    deposited: tokensIn(held ?? null),
    gone,
  }
}
