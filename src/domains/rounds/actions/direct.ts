import { post } from '@/domains/ledger/actions'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { append, appendAll } from '@/domains/log/actions'
import { type Tx, units } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { finishRound, recordPayments } from './payment'

type Noted = { roundId: string; notice: string | null }

/** Says for everybody to read why a direct payment waits, or that nothing is in the way any more (null). */
export async function noteDirect(tx: Tx, { roundId, notice }: Noted): Promise<void> {
  const count = await tx.$executeRaw`
    update direct_payment set notice = ${notice} where round_id = ${roundId}::uuid and notice is distinct from ${notice}`
  if (count > 0) await announcePublicChange(tx, '/rounds')
}

/** A signed transaction with the lines that it pays. */
export type SignedBatch = {
  signature: string
  roundId: string
  wire: Uint8Array
  lastValidBlockHeight: number
  genesis: string
  slot: number
  payoutIds: readonly string[]
  now: Date
}

/**
 * Keeps a transaction before it is sent. False when one of its lines is paid, or in another transaction that may still succeed:
 * then it must never be sent.
 */
export async function keepBatch(tx: Tx, { payoutIds, wire, now, ...batch }: SignedBatch): Promise<boolean> {
  await lockedPayment(tx, batch.roundId)
  const free = await tx.payout.count({
    where: {
      ...{ id: { in: [...payoutIds] }, roundId: batch.roundId, state: 'waiting' },
      OR: [{ batchSignature: null }, { batch: { state: { in: ['failed', 'expired'] } } }],
    },
  })
  if (free !== payoutIds.length) return false
  const [lastValidBlockHeight, slot] = [BigInt(batch.lastValidBlockHeight), BigInt(batch.slot)]
  await tx.payoutBatch.create({
    data: { ...batch, lastValidBlockHeight, slot, wire: Buffer.from(wire), signedAt: now },
  })
  await tx.payout.updateMany({ where: { id: { in: [...payoutIds] } }, data: { batchSignature: batch.signature } })
  await announcePublicChange(tx, '/rounds')
  return true
}

type Ended = { signature: string; now: Date }

/** Books that a transaction succeeded, at `finalized`: each of its lines went from the treasury to its recipient. Once. */
export async function recordBatchPaid(tx: Tx, { signature, now }: Ended): Promise<void> {
  const batch = await endBatch(tx, signature, 'paid')
  if (!batch) return
  const { roundId } = batch
  const paid = await tx.payout.findMany({ where: { batchSignature: signature }, orderBy: { index: 'asc' } })
  await tx.payout.updateMany({ where: { batchSignature: signature }, data: { state: 'paid', paidAt: now } })
  const transfers = paid.map(({ index, recipient, units: amount }) => ({
    from: accounts.treasury(batch.direct.payer),
    to: accounts.wallet(recipient),
    asset: NATIVE_ASSET,
    units: units(amount),
    // Never the signature: a line is booked once, whichever of its transactions arrived.
    cause: `payout:${roundId}:${index}`,
    at: now,
  }))
  await post(tx, transfers)
  const acts = paid.map(({ projectId, recipient, index, units: amount }) => {
    const facts = { project: projectId, recipient, units: units(amount).toString(), signature, index }
    const subjects = [`round:${roundId}`, `project:${projectId}`]
    return { type: 'rounds.paidOut', at: now, actorId: null, subjects, facts }
  })
  await appendAll(tx, acts)
  await recordPayments(tx, { roundId: roundId, paid, now })
  await announcePublicChange(tx, '/rounds')
  await finishRound(tx, { roundId, now })
}

/** Writes down that a transaction paid nobody and never will; its lines are free for another one. */
export async function recordBatchLost(
  tx: Tx,
  { signature, state, now }: Ended & { state: 'failed' | 'expired' },
): Promise<void> {
  const batch = await endBatch(tx, signature, state)
  if (!batch) return
  const subjects = [`round:${batch.roundId}`]
  await append(tx, { type: 'rounds.batchLost', at: now, actorId: null, subjects, facts: { signature, state } })
  await announcePublicChange(tx, '/rounds')
}

/** Null when it was ended before. */
async function endBatch(tx: Tx, signature: string, state: 'paid' | 'failed' | 'expired') {
  const found = await tx.payoutBatch.findUniqueOrThrow({ where: { signature } })
  await lockedPayment(tx, found.roundId)
  const { count } = await tx.payoutBatch.updateMany({ where: { signature, state: 'signed' }, data: { state } })
  return count === 0 ? null : tx.payoutBatch.findUniqueOrThrow({ where: { signature }, include: { direct: true } })
}

const lockedPayment = (tx: Tx, roundId: string) =>
  tx.$queryRaw`select 1 from direct_payment where round_id = ${roundId}::uuid for update`
