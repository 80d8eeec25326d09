import { lockAsAsked, type PayingIn, paidIn, payIn } from '@/chain/distributor/paying-in'
import { computeLimit, costOfMaking } from '@/chain/transactions'
import { prepare, preparedBefore } from '@/domains/raises/flows/prepare'
import { onChain, type World } from '@/domains/raises/flows/world'
import type { IntentView } from '@/domains/raises/queries/intent'
import { formatMoney, money } from '@/kit/money'
import { type EngineRoundRow, engineRound } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { bondTermsOf } from './rounds'

/** What somebody pays for a round: its pool, or the bond for their work or their audits. */
export type Payment = {
  roundId: string
  wallet: string
  what: 'pool' | 'submission' | 'auditor'
  idempotencyKey: string
}

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
  const kind = what === 'pool' ? 'pay_pool' : 'lock_bond'
  const known = await preparedBefore(world, payment, { kind, list: round.listAddress })
  if (known) return known
  const amount = await askedFor(world, round, what)
  const { instructions, from, to, made } = await onChain(() => payingIn(world, round, { wallet, what, amount }))
  const { title, asset } = round.read.sheet
  const sum = formatMoney(money(asset, amount))
  return prepare(world, payment, {
    kind,
    instructions: [computeLimit(), ...instructions],
    title: what === 'pool' ? `Pay ${sum} into ${title}` : `Lock ${sum} for ${title}`,
    lines: [WORDS[what](sum)],
    announced: [
      { label: 'Your tokens', address: from, token: asset, units: -amount },
      { label: what === 'pool' ? 'Vault of the list' : 'Vault of your bond', address: to, token: asset, units: amount },
    ],
    ...{ rent: await onChain(() => costOfMaking(world.connection, made)), list: round.listAddress, amount, asset },
  })
}

const WORDS: Record<Payment['what'], (sum: string) => string> = {
  pool: (sum) => `You pay ${sum} into the bounty. It pays the work that is accepted; what is left comes back to you.`,
  submission: (sum) => `You lock ${sum} as the bond for your work. You lose it only for fraud.`,
  auditor: (sum) =>
    `You lock ${sum} as your bond as an auditor. You lose it only if you fix a judgement and never show it.`,
}

async function payable({ db }: World, roundId: string): Promise<Payable> {
  const round = await engineRound(db, roundId)
  const { listAddress, mint } = round
  if (listAddress === null || mint === null) throw refuseRound.noRound()
  return { ...round, listAddress, mint }
}

/** How much is still to be paid, in base units; refuses where it is nothing. */
async function askedFor({ connection }: World, round: Payable, what: Payment['what']): Promise<bigint> {
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

type Sum = Pick<Payment, 'what' | 'wallet'> & { amount: bigint }

async function payingIn(
  { connection }: World,
  round: Payable,
  { what, wallet: owner, amount }: Sum,
): Promise<PayingIn> {
  const { listAddress: distribution, mint } = round
  if (what === 'pool') return payIn(connection, { distribution, mint, owner, amount })
  const terms = bondTermsOf(round)
  if (!terms) throw refuseRound.noRound()
  return lockAsAsked(connection, { ...terms, mint }, { owner, amount })
}
