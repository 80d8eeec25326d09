import { pageStaff } from '@/domains/identity/actions/page-staff'
import { append } from '@/domains/log/actions'
import { isUniqueViolation, type Tx } from '@/server/db'
import { openOrderOn, roundJudging } from '../queries/tranche-round'
import { refuse } from '../rules/refusals'

type Payment = { raise: string; tranche: number; roundId: string; now: Date }

/**
 * Says that a round of the engine is to judge a payment. Refuses while another one does, and while an order about the payment waits
 * for a second person or for signatures.
 */
export async function announceRound(tx: Tx, { raise, tranche, roundId, opensAt, now }: Payment & { opensAt: Date }) {
  await tx.$executeRaw`select 1 from raise where address = ${raise} for update`
  const about = { raiseAddress: raise, tranche }
  if (await roundJudging(tx, { ...about, now })) throw refuse.investorsJudge()
  if (await openOrderOn(tx, about)) throw refuse.orderOpen()
  await tx.trancheRound.create({ data: { roundId, ...about, opensAt } })
}

/** From now on the investors alone judge the payment. */
export const openTrancheRound = (tx: Tx, { roundId, now }: { roundId: string; now: Date }) =>
  tx.trancheRound.update({ where: { roundId }, data: { openedAt: now } })

/** The investors have judged, or will not. */
export const endTrancheRound = (tx: Tx, { roundId, now }: { roundId: string; now: Date }) =>
  tx.trancheRound.updateMany({ where: { roundId, endedAt: null }, data: { endedAt: now } })

/**
 * Makes the verdict of a round an order to the approvers, in the transaction that decides it: a person of the staff looks and
 * confirms, then both approvers sign. Makes none where an order about the payment is open already. Returns whether it did.
 */
export async function orderByVerdict(
  tx: Tx,
  { raise, tranche, roundId, verdict, title, now }: Payment & { verdict: 'approve' | 'reject'; title: string },
): Promise<boolean> {
  if (await openOrderOn(tx, { raiseAddress: raise, tranche })) return false
  const reason =
    verdict === 'approve'
      ? 'The investors judged the evidence and accept it.'
      : 'The investors judged the evidence and do not accept it.'
  const data = { raiseAddress: raise, act: verdict, tranche, reason, roundId, proposedAt: now }
  const order = await tx.guardianOrder.create({ data }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? refuse.orderOpen() : error
  })
  await append(tx, {
    ...{ type: 'raises.order_proposed', at: now, actorId: null },
    subjects: [`raise:${raise}`, `order:${order.id}`, `round:${roundId}`],
    facts: { act: verdict, tranche },
  })
  await pageStaff(tx, {
    subject: `The investors have judged payment ${tranche + 1} of ${title}`,
    text: 'Look at their verdict on the staff page of the raises and confirm the order, or turn it down. Then both approvers sign.',
    now,
  })
  return true
}
