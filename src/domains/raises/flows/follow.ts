import type { Connection } from '@solana/web3.js'
import { coversHistory } from '@/chain/outcome'
import { type Delivery, deliveriesOf, findByMessage, nonceMoved } from '@/chain/send'
import type { IntentModel } from '@/generated/prisma/models'
import { toSafeInteger } from '@/kit/integer'
import type { Db } from '@/server/db'
import { nameSignature, recordOutcome } from '../actions/intent'
import { nonceOf } from '../queries/intent'
import { type IntentEvent, isTooOld, mayShowUp } from '../rules/intent'
import { sendNow } from './send-now'

export type Ground = { db: Db; connection: Connection; now: Date }

/** Finds out from the chain what became of intents, and sends again what it has not seen. Doing it twice changes nothing. */
export async function followIntents({ db, connection, now }: Ground, open: readonly IntentModel[]): Promise<void> {
  if (open.length === 0) return
  const named = await Promise.all(open.map((intent) => withSignature({ db, connection, now }, intent)))
  const sent = named.filter((intent) => intent.signature !== null)
  const deliveries = await deliveriesOf(
    connection,
    sent.map((intent) => ({
      signature: intent.signature!,
      lastValidBlockHeight: toSafeInteger(intent.lastValidBlockHeight),
      nonce: nonceOf(intent),
    })),
  )
  for (const [index, delivery] of deliveries.entries()) await follow({ db, connection, now }, sent[index]!, delivery)
  await expireUnsigned(
    { db, connection, now },
    named.filter((intent) => intent.signature === null),
  )
}

/** A wallet that sends by itself may never have reported its signature: then the chain is searched for the message. */
async function withSignature({ db, connection, now }: Ground, intent: IntentModel): Promise<IntentModel> {
  if (!intent.handedOver || intent.signature) return intent
  const message = new Uint8Array(intent.message)
  const signature = await findByMessage(connection, { address: intent.wallet, message })
  if (!signature) return intent
  const named = await db.$transaction((tx) => nameSignature(tx, { intentId: intent.id, signature, now }))
  return named ? { ...intent, signature } : intent
}

const EVENTS = {
  seen: 'see',
  confirmed: 'confirm',
  finalized: 'finalize',
  failed: 'fail',
} as const satisfies Partial<Record<Delivery['kind'], IntentEvent>>

async function follow(ground: Ground, intent: IntentModel, delivery: Delivery): Promise<void> {
  if (delivery.kind === 'unseen') {
    if (!intent.handedOver) await sendNow(ground, intent)
    return
  }
  if (delivery.kind === 'expired') {
    if (intent.nonceAccount && mayShowUp(intent.sentAt, ground.now)) return
    return expire(ground, intent)
  }
  const { slot } = delivery
  const failure = delivery.kind === 'failed' ? { failure: delivery.failure } : {}
  await record(ground, { intentId: intent.id, event: EVENTS[delivery.kind], slot, ...failure })
}

const record = ({ db, now }: Ground, outcome: Omit<Parameters<typeof recordOutcome>[1], 'now'>) =>
  db.$transaction((tx) => recordOutcome(tx, { ...outcome, now }))

/** "Expired" is said only when the chain's history reaches back to the preparation; else nobody can know. */
async function expire(ground: Ground, { id, genesis, preparedSlot: slot }: IntentModel): Promise<void> {
  const event = (await coversHistory(ground.connection, { genesis, slot })) ? 'expire' : 'lose'
  await record(ground, { intentId: id, event })
}

/** What was never signed, or was handed over and is nowhere to be found, ends with its last height or when its nonce moves. */
async function expireUnsigned(ground: Ground, intents: readonly IntentModel[]): Promise<void> {
  if (intents.length === 0) return
  const height = BigInt(await ground.connection.getBlockHeight('finalized'))
  for (const intent of intents) {
    const nonce = nonceOf(intent)
    const over = nonce
      ? (await nonceMoved(ground.connection, [nonce]))[0] ||
        (!intent.handedOver && isTooOld(intent.preparedAt, ground.now))
      : height > intent.lastValidBlockHeight
    if (!over) continue
    if (intent.handedOver) await expire(ground, intent)
    else await record(ground, { intentId: intent.id, event: 'expire' })
  }
}
