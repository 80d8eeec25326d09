import type { RaiseAccount } from '@/chain/raise/accounts'
import { clearanceOf, operatorStatusOf } from '@/domains/compliance/queries'
import { evaluateInvestment } from '@/domains/compliance/rules'
import { peopleByWallets, walletsOf } from '@/domains/identity/queries'
import { append } from '@/domains/log/actions'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { committedInYear } from '../queries/committed'
import type { BookedRaise, Booking } from '../rules/booking'
import { addedCommitments, type Commitment, gateQuestion, type Investor, NOBODY } from '../rules/judgement'

type Judgement = { people: ReadonlyMap<string, string>; flags: ReadonlyMap<string, readonly string[]> }

/**
 * Asks the gate once more about every commitment that a reading brought, whoever sent it. The money is on chain already, so an
 * answer of no can only flag the position for staff.
 */
export async function judgeCommitments(
  tx: Tx,
  { raise, books, booking, now }: { raise: RaiseAccount; books: BookedRaise; booking: Booking; now: Date },
): Promise<Judgement> {
  const added = addedCommitments(books, booking)
  const people = await peopleByWallets(
    tx,
    booking.positions.map(({ wallet }) => wallet),
  )
  const flags = new Map<string, readonly string[]>()
  for (const commitment of added) {
    const personId = people.get(commitment.wallet)
    const investor = personId ? await investorOf(tx, { personId, raise, books, commitment, now }) : NOBODY
    const { blocks } = evaluateInvestment(gateQuestion(raise, investor, commitment, now))
    if (blocks.length === 0) continue
    const codes = blocks.map(({ code }) => code)
    flags.set(commitment.address, codes)
    const facts = { raise: books.address, position: commitment.address, codes }
    await append(tx, { type: 'raises.flagged', at: now, actorId: null, subjects: [`raise:${books.address}`], facts })
  }
  return { people, flags }
}

type Question = { personId: string; raise: RaiseAccount; books: BookedRaise; commitment: Commitment; now: Date }

/** The person as they were when they committed, a moment before the reading. */
async function investorOf(tx: Tx, { personId, raise, books, commitment, now }: Question): Promise<Investor> {
  const momentBefore = after(now, -1)
  const mint = raise.paymentMint?.toBase58() ?? null
  const asset = { symbol: 'KOII', decimals: raise.paymentDecimals, mint }
  const wallets = await walletsOf(tx, personId)
  const inYear = await committedInYear(tx, { personId, asset, now })
  const others = books.positions.filter(({ wallet, state, address }) => {
    return state === 'open' && wallets.includes(wallet) && address !== commitment.address
  })
  return {
    clearance: await clearanceOf(tx, personId, momentBefore),
    operator: await operatorStatusOf(tx, personId, momentBefore),
    wallets,
    // The intents count this commitment already.
    committedInYear: inYear > commitment.added ? inYear - commitment.added : 0n,
    committedElsewhere: others.reduce((sum, { committed }) => sum + committed, 0n),
  }
}
