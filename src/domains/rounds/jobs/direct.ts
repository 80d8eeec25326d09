import { type Connection, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { wouldFail } from '@/chain/batch'
import { outcomeOf } from '@/chain/outcome'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { packedTransfers, plainWallets, transferInstructions } from '@/chain/transfers'
import { toSafeInteger } from '@/kit/integer'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import type { Signer } from '@/server/signers'
import { keepBatch, noteDirect, recordBatchLost, recordBatchPaid } from '../actions/direct'
import { type OpenBatch, type OpenDirect, openDirect } from '../queries'
import { heldRecipients } from './held'

export type DirectGround = {
  db: Db
  connection: Connection
  /** Another node, where one is named: nothing is certain that it does not say too. */
  second: Connection | null
  /** The treasury; null where its key is not held. */
  operator: Signer | null
}

type Line = OpenDirect['lines'][number]

const WITHOUT_TREASURY = 'The payment waits for the treasury’s signature.'

/** One turn over all direct payments. Trouble with one is logged and leaves the others alone. */
export async function payAllDirect(ground: DirectGround, now: Date): Promise<void> {
  for (const payment of await openDirect(ground.db)) {
    try {
      await payDirect(ground, payment, now)
    } catch (error) {
      log.error({ err: error, round: payment.roundId }, 'a direct payment made no progress; it is tried again')
    }
  }
}

/**
 * One step of one direct payment: finds out what became of the transactions under way, then signs and sends new ones for the lines
 * that are in none. What was signed is kept before it is sent, so it may be killed anywhere: the next life sends the same bytes.
 */
export async function payDirect(ground: DirectGround, payment: OpenDirect, now: Date): Promise<void> {
  const notices: (string | null)[] = []
  for (const batch of payment.batches) notices.push(await follow(ground, batch, now))
  if (payment.lines.length > 0) notices.push(await payLines(ground, payment, now))
  const notice = notices.filter((one) => one !== null).join(' ') || null
  if (notice === payment.notice) return
  if (notice) log.warn({ round: payment.roundId, notice }, 'a direct payment waits')
  const { roundId } = payment
  await ground.db.$transaction((tx) => noteDirect(tx, { roundId, notice }))
}

/** What is certain is written down; what nobody has seen is sent again, the same bytes. Returns what is in the way. */
async function follow({ db, connection, second }: DirectGround, batch: OpenBatch, now: Date): Promise<string | null> {
  const { signature, wire } = batch
  const nodes = second ? [connection, second] : [connection]
  const kept = { ...batch, lastValidBlockHeight: toSafeInteger(batch.lastValidBlockHeight) }
  const outcome = await outcomeOf(nodes, kept)
  if (outcome.kind === 'succeeded') {
    await db.$transaction((tx) => recordBatchPaid(tx, { signature, now }))
    return null
  }
  if (outcome.kind === 'open') {
    if (outcome.unseen) await send(connection, wire)
    return outcome.reason && `Nobody knows what became of transaction ${signature}. ${outcome.reason}`
  }
  const { kind: state } = outcome
  log.warn({ signature, outcome }, 'a transaction paid nobody; its lines are paid by another one')
  await db.$transaction((tx) => recordBatchLost(tx, { signature, state, now }))
  return null
}

async function payLines(ground: DirectGround, payment: OpenDirect, now: Date): Promise<string | null> {
  const { connection, db, operator } = ground
  if (operator?.publicKey !== payment.payer) return WITHOUT_TREASURY
  const wallets = payment.lines.map(({ recipient }) => recipient)
  const existing = await plainWallets(connection, wallets, 'confirmed')
  const ready = payment.lines.filter(({ recipient }) => existing.has(recipient))
  const notices = payment.lines.filter((line) => !ready.includes(line)).map(vanished)
  const held = await heldRecipients(db, wallets, now)
  const free = ready.filter(({ recipient }) => !held.has(recipient))
  for (const batch of packedTransfers(new PublicKey(payment.payer), free))
    notices.push(...(await sendBatch({ ...ground, operator }, payment, batch, now)))
  return notices.join(' ') || null
}

const vanished = ({ index, recipient }: Line): string =>
  `Line ${index} waits: ${recipient} is no plain wallet with the chain’s minimum balance any more; it is paid as soon as it is one again.`

/** A batch with a line that would fail is sent one by one: one recipient's trouble is nobody else's. Returns what is in the way. */
async function sendBatch(
  ground: DirectGround & { operator: Signer },
  payment: OpenDirect,
  lines: readonly Line[],
  now: Date,
): Promise<string[]> {
  const { connection, db, operator } = ground
  const feePayer = new PublicKey(payment.payer)
  const genesis = await connection.getGenesisHash()
  const instructions = transferInstructions(feePayer, lines)
  const { message, lastValidBlockHeight, slot } = await compileTransaction(connection, { feePayer, instructions })
  const trouble = await wouldFail(connection, message)
  if (trouble && lines.length === 1) return [`Line ${lines[0]!.index} cannot be paid yet. ${trouble.failure.sentence}`]
  if (trouble) {
    const each: string[] = []
    for (const line of lines) each.push(...(await sendBatch(ground, payment, [line], now)))
    return each
  }
  const signed = await operator.sign(message)
  const wire = withSignatures(message, { [operator.publicKey]: signed })
  const batch = { signature: bs58.encode(signed), roundId: payment.roundId, wire, lastValidBlockHeight, genesis, slot }
  const payoutIds = lines.map(({ id }) => id)
  // Somebody else may have signed for a line meanwhile: then these bytes are forgotten, and nobody has seen them.
  if (await db.$transaction((tx) => keepBatch(tx, { ...batch, payoutIds, now }))) await send(connection, wire)
  return []
}
