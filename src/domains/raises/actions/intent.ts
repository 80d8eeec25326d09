import type { UnsignedTransaction } from '@/chain/transactions'
import { uncountCommitment } from '@/domains/compliance/actions/limit'
import { append } from '@/domains/log/actions'
import type { IntentKind } from '@/generated/prisma/enums'
import type { IntentModel } from '@/generated/prisma/models'
import { decimal, type Tx, units } from '@/server/db'
import { beforeSending } from '../queries/committed'
import { type IntentEvent, intentAfter } from '../rules/intent'
import { refuse } from '../rules/refusals'
import type { Summary } from '../rules/summary'
import { finishOrders } from './guardian'

type Preparation = {
  idempotencyKey: string
  personId: string
  wallet: string
  kind: IntentKind
  raiseAddress: string | null
  projectId: string | null
  mint: string | null
  listAddress: string | null
  amount: bigint | null
  assetKey: string | null
  sheetHash?: string | null
  summary: Summary
  unsigned: UnsignedTransaction
  signatures: Record<string, string>
  genesis: string
  nonceAccount: string | null
  now: Date
}

/** Stores what a person is shown and asked to sign. Two calls with one key at once store one intent: both get it. */
export async function recordPreparation(tx: Tx, { unsigned, now, amount, ...rest }: Preparation): Promise<IntentModel> {
  const { personId, idempotencyKey, listAddress } = rest
  await lockPerson(tx, personId)
  await lockList(tx, listAddress)
  const existing = await tx.intent.findUnique({ where: { personId_idempotencyKey: { personId, idempotencyKey } } })
  if (existing) return existing
  // A second transaction of a kind could move the money twice while nobody knows what became of the first.
  if ((await beforeSending(tx, rest)).inFlight) throw refuse.onItsWay()
  return tx.intent.create({
    data: {
      ...rest,
      amount: amount === null ? null : decimal(amount),
      message: Buffer.from(unsigned.message),
      lastValidBlockHeight: BigInt(unsigned.lastValidBlockHeight),
      preparedSlot: BigInt(unsigned.slot),
      preparedAt: now,
      changedAt: now,
    },
  })
}

/** One person's intents change one after another: the limit that is checked is the limit that holds. */
const lockPerson = (tx: Tx, personId: string) =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`raises.intent:${personId}`}, 0))`

/** A pool is everybody's who may pay it in: what two of them send must not be twice the pool. */
async function lockList(tx: Tx, listAddress: string | null): Promise<void> {
  if (listAddress === null) return
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`raises.list:${listAddress}`}, 0))`
}

type Sending = {
  intentId: string
  personId: string
  /** Who acts, when it is not the person whose intent it is. */
  actorId?: string
  /** All signatures by key, base58, the wallet's among them unless the wallet sends by itself. */
  signatures: Record<string, string>
  signature: string | null
  /** How many commitments the person had sent when the gate was asked about this one. */
  sentBefore?: number
  now: Date
}

/**
 * Marks an intent as sent BEFORE it is sent, with everything that is needed to find it again. Of two preparations of one
 * kind only one gets through at a time, and a commitment only if no other was sent since the gate was asked about its limits.
 * The same signature once more is the same sending.
 */
export async function markSent(
  tx: Tx,
  { intentId, personId, actorId = personId, signatures, signature, sentBefore, now }: Sending,
): Promise<IntentModel> {
  await lockPerson(tx, personId)
  const intent = await tx.intent.findFirst({ where: { id: intentId, personId } })
  if (!intent) throw refuse.noIntent()
  await lockList(tx, intent.listAddress)
  if (signature && intent.signature === signature) return intent
  const state = intentAfter(intent.state, 'submit')
  if (!state) throw refuse.intentOver({ state: intent.state })
  const before = await beforeSending(tx, { ...intent, signature })
  if (before.inFlight) throw refuse.onItsWay()
  if (before.paid) throw refuse.paidMeanwhile()
  if (sentBefore !== undefined && before.commitments !== sentBefore) throw refuse.overtaken()
  if (before.known) throw refuse.sentBefore()
  const handedOver = signature === null
  const data = { state, signatures, signature, handedOver, sentAt: now, changedAt: now }
  const sent = await tx.intent.update({ where: { id: intentId }, data })
  await append(tx, {
    type: 'raises.sent',
    at: now,
    actorId,
    subjects: subjectsOf(intent),
    facts: {
      ...{ kind: intent.kind, signature, handedOver, amount: intent.amount && units(intent.amount).toString() },
      ...(intent.sheetHash && { sheet: intent.sheetHash }),
    },
  })
  return sent
}

/** Two preparations on one blockhash are the same transaction: the chain takes it once, and it belongs to one intent. */
async function isKnown(tx: Tx, { intentId, signature }: { intentId: string; signature: string }): Promise<boolean> {
  const other = await tx.intent.findUnique({ where: { signature }, select: { id: true } })
  return other !== null && other.id !== intentId
}

const subjectsOf = ({
  id,
  raiseAddress,
  projectId,
  listAddress,
}: Pick<IntentModel, 'id' | 'raiseAddress' | 'projectId' | 'listAddress'>): string[] => [
  `intent:${id}`,
  ...(raiseAddress ? [`raise:${raiseAddress}`] : []),
  ...(projectId ? [`project:${projectId}`] : []),
  ...(listAddress ? [`list:${listAddress}`] : []),
]

/** Keeps a signature that was made offline, until everybody else has signed too. */
export async function keepOfflineSignature(
  tx: Tx,
  {
    intentId,
    key,
    signature,
    actorId,
    now,
  }: Pick<Sending, 'intentId' | 'now'> & Record<'key' | 'signature' | 'actorId', string>,
): Promise<IntentModel> {
  await tx.$executeRaw`select 1 from intent where id = ${intentId}::uuid for update`
  const intent = await tx.intent.findUniqueOrThrow({ where: { id: intentId } })
  if (intent.state !== 'prepared') throw refuse.intentOver({ state: intent.state })
  const signatures = { ...(intent.signatures as Record<string, string>), [key]: signature }
  const kept = await tx.intent.update({ where: { id: intentId }, data: { signatures, changedAt: now } })
  await append(tx, {
    ...{ type: 'raises.signed_offline', at: now, actorId, subjects: subjectsOf(intent) },
    facts: { kind: intent.kind, key, signature },
  })
  return kept
}

/** Keeps the signature that a wallet which sends by itself reported, or that was found on chain; false when it is another intent's. */
export async function nameSignature(
  tx: Tx,
  { intentId, signature, now }: { intentId: string; signature: string; now: Date },
): Promise<boolean> {
  if (await isKnown(tx, { intentId, signature })) return false
  await tx.intent.updateMany({ where: { id: intentId, signature: null }, data: { signature, changedAt: now } })
  return true
}

type Outcome = {
  intentId: string
  event: IntentEvent
  slot?: number
  failure?: { code: string; sentence: string }
  now: Date
}

type Followed = Pick<IntentModel, 'id' | 'kind' | 'state' | 'signature' | 'raiseAddress' | 'projectId' | 'listAddress'>

/** What the end of an intent is judged by; nobody else changes it meanwhile. */
async function lockIntent(tx: Tx, intentId: string): Promise<Followed> {
  const [intent] = await tx.$queryRaw<Followed[]>`
    select id::text, kind::text, state::text, signature, raise_address as "raiseAddress", project_id::text as "projectId",
      list_address as "listAddress"
    from intent where id = ${intentId}::uuid for update`
  if (!intent) throw refuse.noIntent()
  return intent
}

/** Writes down what the chain made of an intent; an event that changes nothing is no error. Ends are entered into the log. */
export async function recordOutcome(tx: Tx, { intentId, event, slot, failure, now }: Outcome): Promise<void> {
  const intent = await lockIntent(tx, intentId)
  const state = intentAfter(intent.state, event)
  if (!state || state === intent.state) return
  await tx.intent.updateMany({
    where: { id: intentId },
    data: {
      state,
      changedAt: now,
      ...(slot !== undefined && { slot: BigInt(slot) }),
      ...(failure && { failureCode: failure.code, failure: failure.sentence }),
    },
  })
  if (state === 'failed' || state === 'expired') await uncountCommitment(tx, { intentId, now })
  if (state === 'finalized') await finishOrders(tx, { intentId, now })
  if (!['finalized', 'failed', 'expired', 'lost'].includes(state) || intent.state === 'prepared') return
  await append(tx, {
    type: `raises.transaction_${state}`,
    at: now,
    actorId: null,
    subjects: subjectsOf(intent),
    facts: { kind: intent.kind, signature: intent.signature, slot: slot ?? null, failure: failure?.code ?? null },
  })
}
