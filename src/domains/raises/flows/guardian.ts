import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import type { z } from 'zod'
import { cancelRaise, pauseRaise, resumeRaise } from '@/chain/raise/instructions'
import { isSignedBy } from '@/chain/signature'
import type { GuardianAct } from '@/generated/prisma/enums'
import type { GuardianOrderModel, IntentModel } from '@/generated/prisma/models'
import { confirmOrder, linkIntent, proposeOrder, returnOrder } from '../actions/guardian'
import { keepGuardianSignature, markSent } from '../actions/intent'
import { type IntentView, intentById, intentView, isSignedWith } from '../queries/intent'
import { orderById, sideOfOrder } from '../queries/orders'
import { sideOfRaise } from '../queries/raise'
import { assertForeignRaise } from '../rules/order'
import { refuse } from '../rules/refusals'
import type { creationOrderInput, handInInput, orderInput } from '../schema'
import { assertPublishedKeys } from './gate'
import { assertInTime, guardedNonce, isInTime } from './guarded'
import { prepare } from './prepare'
import { readRaise } from './read'
import { sendNow } from './send-now'
import { countersign, submitSigned } from './submit'
import type { World } from './world'

const BUILD = { pause: pauseRaise, resume: resumeRaise, cancel: cancelRaise } as const

const WORDS: Record<Exclude<GuardianAct, 'create'>, { title: string; line: string }> = {
  pause: { title: 'Pause', line: 'No new commitments are taken. Withdrawals, refunds and claims go on.' },
  resume: { title: 'Resume', line: 'New commitments are taken again.' },
  cancel: {
    title: 'Cancel',
    line: 'The raise ends as failed, and everybody gets back what they committed. This cannot be undone.',
  },
}

/** Proposes an act of the guardian, after looking whether the raise is there and still allows it. */
export async function propose(world: World, { raise, act, reason }: z.infer<typeof orderInput>) {
  const live = await readRaise(world, raise, [])
  assertPublishedKeys(world, live)
  const { state } = live.account
  if (act === 'cancel' && state !== 'Draft' && state !== 'Open') throw refuse.wrongState({ state })
  const side = await sideOfRaise(world.db, raise)
  const { viewer, now } = world
  return world.db.$transaction((tx) => proposeOrder(tx, { raise, act, reason, side, viewer, now }))
}

/** Proposes that the offline guardian signs a creation that its issuer asked for. */
export async function proposeCreation(world: World, { intentId, reason }: z.infer<typeof creationOrderInput>) {
  const intent = await intentById(world.db, intentId)
  if (intent?.kind !== 'create' || !intent.nonceAccount || !intent.raiseAddress) throw refuse.noIntent()
  await assertSignable(world, intent)
  const { viewer, now } = world
  const side = await sideOfRaise(world.db, intent.raiseAddress, intent.projectId)
  const creation = { raise: intent.raiseAddress, act: 'create' as const, intentId, side }
  return world.db.$transaction((tx) => proposeOrder(tx, { ...creation, reason, viewer, now }))
}

/** Confirms an order as a second person, then lets the guardian sign it. Where its key is offline, its message is shown instead. */
export async function confirm(world: World, { orderId }: { orderId: string }): Promise<IntentView> {
  const found = await orderById(world.db, orderId)
  if (!found) throw refuse.noOrder()
  const side = await sideOfOrder(world.db, found)
  if (found.act === 'create') await assertSignable(world, await messageOf(world, found))
  const { viewer, now } = world
  await world.db.$transaction((tx) => confirmOrder(tx, { orderId, side, viewer, now }))
  return carryOut(world, { orderId })
}

/** The transaction that the guardian is to sign for an order. */
async function messageOf({ db }: World, { intentId }: GuardianOrderModel): Promise<IntentModel> {
  const intent = intentId && (await intentById(db, intentId))
  if (!intent) throw refuse.noIntent()
  return intent
}

async function assertSignable(world: World, intent: IntentModel): Promise<void> {
  if (intent.state !== 'prepared') throw refuse.intentOver({ state: intent.state })
  if (isSignedWith(intent, world.keys.guardian)) throw refuse.alreadySigned()
  await assertInTime(world, intent)
}

/** Prepares (again) the transaction of a confirmed order, and sends it where this process holds the guardian's key. */
export async function carryOut(world: World, { orderId }: { orderId: string }): Promise<IntentView> {
  const order = await orderById(world.db, orderId)
  if (order?.state !== 'confirmed') throw refuse.noOrder()
  assertForeignRaise(world.viewer, await sideOfOrder(world.db, order))
  const shown = order.intentId && (await intentById(world.db, order.intentId))
  if (shown && (order.act === 'create' || (await isInTime(world, shown)))) return intentView(shown)
  const intent = await prepareAct(world, order)
  await world.db.$transaction((tx) => linkIntent(tx, { orderId, intentId: intent.id }))
  const signer = world.guardian()
  if (!signer || !intent.transaction) return intent
  const message = Buffer.from(intent.transaction, 'base64').subarray(1 + 64)
  return submitSigned(world, { intentId: intent.id, signature: bs58.encode(await signer.sign(message)) })
}

async function prepareAct(world: World, { act, raiseAddress }: GuardianOrderModel): Promise<IntentView> {
  if (act === 'create') throw refuse.noIntent()
  const live = await readRaise(world, raiseAddress, [])
  const guardian = new PublicKey(world.keys.guardian)
  return prepare(
    world,
    { wallet: world.keys.guardian, idempotencyKey: randomUUID() },
    {
      kind: act,
      instructions: [BUILD[act](live.reference, guardian)],
      title: `${WORDS[act].title} the raise of ${live.title}`,
      lines: [WORDS[act].line],
      ...{ announced: [], rent: 0n, raise: raiseAddress, projectId: live.projectId },
      nonce: await guardedNonce(world, live.reference.address),
    },
  )
}

/**
 * Takes the signature that the guardian made offline, over exactly the stored message of an order that two people agreed on. Of
 * a creation it is kept for the issuer, who signs next; any other act is sent at once.
 */
export async function handIn(world: World, { orderId, signature }: z.infer<typeof handInInput>): Promise<IntentView> {
  const order = await orderById(world.db, orderId)
  if (!order) throw refuse.noOrder()
  assertForeignRaise(world.viewer, await sideOfOrder(world.db, order))
  if (order.state !== 'confirmed') throw refuse.notConfirmed()
  const intent = await messageOf(world, order)
  await assertSignable(world, intent)
  const { guardian } = world.keys
  if (!isSignedBy(new Uint8Array(intent.message), guardian, bs58.decode(signature))) throw refuse.notTheGuardian()
  const given = { intentId: intent.id, signature, actorId: world.viewer.personId, now: world.now }
  if (order.act === 'create')
    return intentView(await world.db.$transaction((tx) => keepGuardianSignature(tx, { ...given, guardian })))
  const signatures = { ...(await countersign(world, intent)), [guardian]: signature }
  const sent = await world.db.$transaction((tx) => markSent(tx, { ...given, personId: intent.personId, signatures }))
  await sendNow(world, sent)
  return intentView(sent)
}

/** Turns an order down. */
export const turnDown = ({ db, viewer, now }: World, { orderId }: { orderId: string }) =>
  db.$transaction(async (tx) => {
    const found = await orderById(tx, orderId)
    if (!found) throw refuse.noOrder()
    await returnOrder(tx, { orderId, side: await sideOfOrder(tx, found), viewer, now })
  })
