import { PublicKey } from '@solana/web3.js'
import { lockAsAsked, type PayingIn, paidIn, payIn, takeBackInTokens } from '@/chain/distributor/paying-in'
import { computeLimit, costOfMaking } from '@/chain/transactions'
import { prepare, preparedBefore } from '@/domains/raises/flows/prepare'
import { onChain, type World } from '@/domains/raises/flows/world'
import type { IntentView } from '@/domains/raises/queries/intent'
import { formatMoney, money } from '@/kit/money'
import { type EngineRoundRow, engineRound } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { freeBondOf } from './bonds'
import { bondTermsOf } from './rounds'

/** What somebody pays for a round: its pool, or the bond for their work or their audits; or a bond that they take back. */
export const PAYMENTS = ['pool', 'submission', 'auditor', 'takeBack'] as const
type What = (typeof PAYMENTS)[number]
export type Payment = { roundId: string; wallet: string; what: What; idempotencyKey: string }

/** A round in a token that has its list's address: what can be paid into. */
type Payable = EngineRoundRow & { listAddress: string; mint: string }

/**
 * Prepares a payment into a round as an intent, which is signed, sent and followed as every other. Refuses what is not asked for, and
 * a pool while another payment of it is on its way: what is asked for is counted by what is final.
 */
export async function preparePayment(world: World, payment: Payment): Promise<IntentView> {
  const { wallet, what } = payment
  if (!world.viewer.wallets.includes(wallet)) throw refuseRound.notYourRoundWallet()
  const round = await payable(world, payment.roundId)
  const name = { kind: KINDS[what], list: round.listAddress }
  const known = await preparedBefore(world, payment, name)
  if (known) return known
  const { instructions, from, to, made, amount, back } =
    what === 'takeBack' ? await takingBack(world, round, wallet) : await payingIn(world, round, { wallet, what })
  const { title, asset } = round.read.sheet
  const sum = formatMoney(money(asset, amount))
  const closed = { label: 'Your wallet', address: new PublicKey(wallet), token: null, units: back }
  const [source, target] = PLACES[what]
  return prepare(world, payment, {
    ...{ ...name, amount, asset, title: TITLES[what](sum, title), lines: [WORDS[what](sum)] },
    instructions: [computeLimit(), ...instructions],
    announced: [
      { label: source, address: from, token: asset, units: -amount },
      { label: target, address: to, token: asset, units: amount },
      ...(back > 0n ? [closed] : []),
    ],
    rent: await onChain(() => costOfMaking(world.connection, made)),
  })
}

const KINDS = { pool: 'pay_pool', submission: 'lock_bond', auditor: 'lock_bond', takeBack: 'take_bond' } as const
const OWN = 'Your tokens'
const BOND = 'Vault of your bond'
/** From where to where, as the summary names it. */
const PLACES: Record<What, readonly [string, string]> = {
  ...{ pool: [OWN, 'Vault of the list'], submission: [OWN, BOND], auditor: [OWN, BOND], takeBack: [BOND, OWN] },
}
const locking = (sum: string, title: string) => `Lock ${sum} for ${title}`
const TITLES: Record<What, (sum: string, title: string) => string> = {
  pool: (sum, title) => `Pay ${sum} into ${title}`,
  ...{ submission: locking, auditor: locking },
  takeBack: (sum, title) => `Take ${sum} back from ${title}`,
}
const WORDS: Record<What, (sum: string) => string> = {
  pool: (sum) => `You pay ${sum} into the bounty. It pays the work that is accepted; what is left comes back to you.`,
  submission: (sum) => `You lock ${sum} as the bond for your work. You lose it only for fraud.`,
  auditor: (sum) =>
    `You lock ${sum} as your bond as an auditor. You lose it only if you fix a judgement and never show it.`,
  takeBack: (sum) =>
    `You take ${sum} back: what is left of your bond, and what its accounts cost, goes into this wallet.`,
}

async function payable({ db }: World, roundId: string): Promise<Payable> {
  const round = await engineRound(db, roundId)
  const { listAddress, mint } = round
  if (listAddress === null || mint === null) throw refuseRound.noRound()
  return { ...round, listAddress, mint }
}

/** How much is still to be paid, in base units; refuses where it is nothing. */
async function askedFor({ connection }: World, round: Payable, what: Paid): Promise<bigint> {
  const { bonds, pool } = round.read.sheet
  if (what !== 'pool') {
    if (round.state !== 'submission' || bonds[what] === 0n) throw refuseRound.nothingToPay()
    return bonds[what]
  }
  if (round.state !== 'planned') throw refuseRound.nothingToPay()
  const held = await onChain(() => paidIn(connection, { distribution: round.listAddress, mint: round.mint }))
  if (held >= pool) throw refuseRound.nothingToPay()
  return pool - held
}

type Paid = Exclude<What, 'takeBack'>
/** A movement of tokens; `amount` in base units, `back` in lamports that closing accounts gives to the wallet. */
type Movement = PayingIn & { amount: bigint; back: bigint }

async function payingIn(
  world: World,
  round: Payable,
  { what, wallet: owner }: { what: Paid; wallet: string },
): Promise<Movement> {
  const { connection } = world
  const { listAddress: distribution, mint } = round
  const amount = await askedFor(world, round, what)
  if (what === 'pool')
    return { ...(await onChain(() => payIn(connection, { distribution, mint, owner, amount }))), amount, back: 0n }
  const terms = bondTermsOf(round)
  if (!terms) throw refuseRound.noRound()
  return { ...(await onChain(() => lockAsAsked(connection, { ...terms, mint }, { owner, amount }))), amount, back: 0n }
}

/** The bond of this wallet with whatever lies in it. */
async function takingBack({ connection }: World, round: Payable, wallet: string): Promise<Movement> {
  return onChain(async () => {
    const { mint, ...bond } = await freeBondOf(round, wallet)
    if (!mint) throw refuseRound.noRound()
    return takeBackInTokens(connection, { ...bond, mint })
  })
}
