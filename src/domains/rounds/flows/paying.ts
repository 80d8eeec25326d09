import { Message, PublicKey, Transaction, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { wouldFail } from '@/chain/batch'
import { connection } from '@/chain/connection'
import { takeBack } from '@/chain/distributor/bonds'
import { lockAsAsked, paidIn, payIn } from '@/chain/distributor/paying-in'
import { send } from '@/chain/send'
import { isSignedBy } from '@/chain/signature'
import { compileTransaction, SIGNATURE_BYTES, signatureIn, withSignatures } from '@/chain/transactions'
import { isActiveOwner } from '@/domains/identity/queries/wallets'
import { formatMoney, money } from '@/kit/money'
import type { Db } from '@/server/db'
import { type EngineRoundRow, engineRound } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { freeBondOf } from './bonds'
import { bondTermsOf } from './rounds'

/** What somebody pays for a round: its pool, or the bond for their work or their audits; or a bond that they take back. */
export const PAYMENTS = ['pool', 'submission', 'auditor', 'takeBack'] as const
export type Payment = { roundId: string; wallet: string; what: (typeof PAYMENTS)[number]; personId: string }

/** A transaction that nobody has signed (wire form, base64), and what it does, in words. */
export type PreparedPayment = { transaction: string; lines: string[] }

/** Prepares a payment into a round. Refuses what is not asked for, and what the chain would refuse, in its words. */
export async function preparePayment(db: Db, payment: Payment): Promise<PreparedPayment> {
  const { round, amount } = await askedFor(db, payment)
  const instructions = await instructionsFor(round, payment, amount)
  const compiled = await compileTransaction(connection(), { feePayer: new PublicKey(payment.wallet), instructions })
  const trouble = await wouldFail(connection(), compiled.message)
  if (trouble) throw refuseRound.cannotPay({ problem: trouble.failure.sentence })
  const { symbol, decimals, mint } = round.read.sheet.asset
  const sum = formatMoney(money({ symbol, decimals, mint }, amount))
  const wire = withSignatures(compiled.message, {})
  return { transaction: Buffer.from(wire).toString('base64'), lines: [WORDS[payment.what](sum)] }
}

const WORDS: Record<Payment['what'], (sum: string) => string> = {
  pool: (sum) => `You pay ${sum} into the bounty. It pays the work that is accepted; what is left comes back to you.`,
  submission: (sum) => `You lock ${sum} as the bond for your work. You lose it only for fraud.`,
  auditor: (sum) =>
    `You lock ${sum} as your bond as an auditor. You lose it only if you fix a judgement and never show it.`,
  takeBack: (sum) => `You take ${sum} back: what is left of your bond goes into this wallet.`,
}

/** Sends a payment that its wallet has signed: exactly the transaction that was prepared, and nothing else. Returns its signature. */
export async function sendPayment(db: Db, payment: Payment & { transaction: string }): Promise<string> {
  const { round, amount } = await askedFor(db, payment)
  const wire = Buffer.from(payment.transaction, 'base64')
  const instructions = await instructionsFor(round, payment, amount)
  const message = sameMessage(wire, payment.wallet, instructions)
  const signature = message && signatureIn(wire, message, payment.wallet)
  if (!message || !signature || !isSignedBy(message, payment.wallet, signature)) throw refuseRound.otherPayment()
  await send(connection(), wire)
  return bs58.encode(signature)
}

/** The round, and how much is still to be paid, or comes back. */
async function askedFor(db: Db, { roundId, wallet, what, personId }: Payment) {
  const round = await engineRound(db, roundId)
  if (!(await isActiveOwner(db, { address: wallet, personId }))) throw refuseRound.notYourRoundWallet()
  const { bonds, pool } = round.read.sheet
  if (round.listAddress === null || round.mint === null) throw refuseRound.noRound()
  if (what === 'takeBack') return { round, amount: (await freeBondOf(round, wallet)).amount }
  if (what !== 'pool') {
    if (round.state !== 'submission' || bonds[what] === 0n) throw refuseRound.nothingToPay()
    return { round, amount: bonds[what] }
  }
  if (round.state !== 'planned') throw refuseRound.nothingToPay()
  const held = await paidIn(connection(), { distribution: round.listAddress, mint: round.mint })
  if (held >= pool) throw refuseRound.nothingToPay()
  return { round, amount: pool - held }
}

async function instructionsFor(
  round: EngineRoundRow,
  { what, wallet: owner }: Payment,
  amount: bigint,
): Promise<TransactionInstruction[]> {
  if (what === 'pool')
    return payIn(connection(), { distribution: round.listAddress!, mint: round.mint!, owner, amount })
  if (what === 'takeBack') return takeBack(connection(), await freeBondOf(round, owner))
  return lockAsAsked(connection(), bondTermsOf(round)!, { owner, amount })
}

/** The message of a wire transaction when it holds exactly these instructions, paid for by this wallet; null otherwise. */
function sameMessage(
  wire: Uint8Array,
  wallet: string,
  instructions: readonly TransactionInstruction[],
): Uint8Array | null {
  const signatures = wire[0] ?? 0
  const given = wire.subarray(1 + SIGNATURE_BYTES * signatures)
  try {
    const { recentBlockhash: blockhash } = Message.from(given)
    const anew = new Transaction({ feePayer: new PublicKey(wallet), blockhash, lastValidBlockHeight: 0 })
    const message = anew
      .add(...instructions)
      .compileMessage()
      .serialize()
    return Buffer.from(given).equals(message) ? new Uint8Array(message) : null
  } catch {
    return null
  }
}
