import { randomUUID } from 'node:crypto'
import bs58 from 'bs58'
import type { z } from 'zod'
import type { RaiseAccount } from '@/chain/raise/accounts'
import { isSignedBy } from '@/chain/signature'
import { signersOf } from '@/chain/transactions'
import { frozenRaises } from '@/domains/projects/queries/frozen'
import type { GuardianOrderModel, IntentModel } from '@/generated/prisma/models'
import { confirmOrder, linkIntent, proposeOrder, returnOrder } from '../actions/guardian'
import { keepOfflineSignature, markSent } from '../actions/intent'
import { type IntentView, intentById, intentView, isSignedWith } from '../queries/intent'
import { orderById, reportsOn, sideOfOrder } from '../queries/orders'
import { sideOfRaise } from '../queries/raise'
import { roundJudging } from '../queries/tranche-round'
import { outdatedRoles } from '../rules/keys'
import { assertForeignRaise } from '../rules/order'
import { refuse } from '../rules/refusals'
import { assertVerdict } from '../rules/tranche'
import type { creationOrderInput, handInInput, orderInput, rotationInput, verdictInput } from '../schema'
import { assertPublishedKeys } from './gate'
import { assertInTime, isInTime } from './guarded'
import { orderPlan } from './order-plan'
import { prepare } from './prepare'
import { type LiveRaise, readRaise } from './read'
import { sendNow } from './send-now'
import { countersign, submitSigned } from './submit'
import type { World } from './world'

/** Reads a raise of ours, about which somebody proposes something. */
async function readOwn(world: World, raise: string): Promise<LiveRaise> {
  const live = await readRaise(world, raise, [])
  assertPublishedKeys(world, live)
  return live
}

type Proposal = Pick<Parameters<typeof proposeOrder>[1], 'raise' | 'act' | 'reason' | 'tranche' | 'role' | 'newKey'>

async function record({ db, viewer, now }: World, proposal: Proposal): Promise<{ orderId: string }> {
  const side = await sideOfRaise(db, proposal.raise)
  return db.$transaction((tx) => proposeOrder(tx, { ...proposal, side, viewer, now }))
}

/** Proposes an act of the guardian, after looking whether the raise is there and still allows it. */
export async function propose(world: World, input: z.infer<typeof orderInput>): Promise<{ orderId: string }> {
  const { state } = (await readOwn(world, input.raise)).account
  if (input.act === 'cancel' && state !== 'Draft' && state !== 'Open') throw refuse.wrongState({ state })
  return record(world, input)
}

/** Proposes that the approvers approve or reject the next payment of a raise. */
export async function proposeVerdict(world: World, input: z.infer<typeof verdictInput>): Promise<{ orderId: string }> {
  const { raise, tranche, verdict, reason } = input
  await assertDecidable(world, await readOwn(world, raise), { raiseAddress: raise, tranche, act: verdict })
  return record(world, { raise, act: verdict, tranche, reason })
}

type Decided = { raiseAddress: string; tranche: number; act: 'approve' | 'reject'; isVerdict?: boolean }

/** `isVerdict`: of the round itself; nobody else decides while it judges. */
async function assertDecidable(
  { db, now }: World,
  { account, chainNow }: { account: RaiseAccount; chainNow: bigint },
  { raiseAddress, tranche, act, isVerdict = false }: Decided,
): Promise<void> {
  if (!isVerdict && (await roundJudging(db, { raiseAddress, tranche, now }))) throw refuse.investorsJudge()
  if (act === 'approve' && (await frozenRaises(db)).includes(raiseAddress)) throw refuse.payoutFrozen()
  const reports = await reportsOn(db, { raiseAddress, tranche })
  assertVerdict(account, { tranche, verdict: act, reports, now: chainNow })
}

/** Proposes that a role of a raise goes to the key that this site publishes for it now. */
export async function proposeRotation(
  world: World,
  { raise, role, reason }: z.infer<typeof rotationInput>,
): Promise<{ orderId: string }> {
  const { account } = await readOwn(world, raise)
  if (account.state === 'Closed') throw refuse.wrongState({ state: account.state })
  if (!outdatedRoles(account, world.keys).includes(role)) throw refuse.keyInPlace()
  return record(world, { raise, act: 'rotate', role, newKey: world.keys[role], reason })
}

/** Proposes that the offline guardian signs a creation, or a change of terms, that its issuer asked for. */
export async function proposeCreation(world: World, { intentId, reason }: z.infer<typeof creationOrderInput>) {
  const intent = await intentById(world.db, intentId)
  if (intent?.kind !== 'create' && intent?.kind !== 'change_terms') throw refuse.noIntent()
  if (!intent.nonceAccount || !intent.raiseAddress) throw refuse.noIntent()
  if (isSignedWith(intent, world.keys.guardian)) throw refuse.alreadySigned()
  await assertOpen(world, intent)
  const { viewer, now } = world
  const side = await sideOfRaise(world.db, intent.raiseAddress, intent.projectId)
  const creation = { raise: intent.raiseAddress, act: intent.kind, intentId, side }
  return world.db.$transaction((tx) => proposeOrder(tx, { ...creation, reason, viewer, now }))
}

/** Confirms an order as a second person, then lets the keys sign it. Where a key is offline, its message is shown instead. */
export async function confirm(world: World, { orderId }: { orderId: string }): Promise<IntentView> {
  const found = await orderById(world.db, orderId)
  if (!found) throw refuse.noOrder()
  const side = await sideOfOrder(world.db, found)
  await assertStillPossible(world, found)
  const { viewer, now } = world
  await world.db.$transaction((tx) => confirmOrder(tx, { orderId, side, viewer, now }))
  return carryOut(world, { orderId })
}

/** What was proposed days ago may have become impossible: then nobody confirms it. */
async function assertStillPossible(world: World, order: GuardianOrderModel): Promise<void> {
  const { act, raiseAddress, tranche } = order
  if (order.state !== 'proposed') throw refuse.orderDecided()
  if (isIssuers(order)) await assertOpen(world, await messageOf(world, order))
  if ((act === 'approve' || act === 'reject') && tranche !== null)
    await assertDecidable(world, await readOwn(world, raiseAddress), {
      raiseAddress,
      tranche,
      act,
      isVerdict: order.roundId !== null,
    })
}

/** The transaction that the keys are to sign for an order. */
async function messageOf({ db }: World, { intentId }: GuardianOrderModel): Promise<IntentModel> {
  const intent = intentId && (await intentById(db, intentId))
  if (!intent) throw refuse.noIntent()
  return intent
}

async function assertOpen(world: World, intent: IntentModel): Promise<void> {
  if (intent.state !== 'prepared') throw refuse.intentOver({ state: intent.state })
  await assertInTime(world, intent)
}

/** Prepares (again) the transaction of a confirmed order, and sends it where this process holds every key that it needs. */
export async function carryOut(world: World, { orderId }: { orderId: string }): Promise<IntentView> {
  const order = await orderById(world.db, orderId)
  if (order?.state === 'done') throw refuse.orderDone()
  if (order?.state !== 'confirmed') throw refuse.noOrder()
  assertForeignRaise(world.viewer, await sideOfOrder(world.db, order))
  const shown = order.intentId && (await intentById(world.db, order.intentId))
  if (shown && shown.state === 'finalized') throw refuse.orderDone()
  if (shown && (isIssuers(order) || (await isInTime(world, shown)))) return sendIfSigned(world, order, shown)
  const { wallet, ...plan } = await orderPlan(world, order)
  const intent = await prepare(world, { wallet, idempotencyKey: randomUUID() }, plan)
  await world.db.$transaction((tx) => linkIntent(tx, { orderId, intentId: intent.id }))
  return signOnline(world, order, intent)
}

/** The guardian signs by itself where this process holds its key; other keys of an order are always offline. */
async function signOnline(world: World, order: GuardianOrderModel, intent: IntentView): Promise<IntentView> {
  const signer = world.guardian()
  const row = await intentById(world.db, intent.id)
  if (!signer || !row || !signersOf(new Uint8Array(row.message)).includes(signer.publicKey)) return intent
  const signature = bs58.encode(await signer.sign(new Uint8Array(row.message)))
  if (row.wallet === signer.publicKey) return submitSigned(world, { intentId: intent.id, signature })
  return keep(world, order, { intent: row, key: signer.publicKey, signature })
}

/** Acts that an issuer prepared and signs in the browser, after the guardian. */
const isIssuers = ({ act }: GuardianOrderModel): boolean => act === 'create' || act === 'change_terms'

/** Whose signatures an order's message needs from offline keys: all but the clerk's and the issuer's, who sign on the site. */
function offlineKeys(world: World, order: GuardianOrderModel, { message, wallet }: IntentModel): string[] {
  const onSite = [world.clerk().publicKey, ...(isIssuers(order) ? [wallet] : [])]
  return signersOf(new Uint8Array(message)).filter((key) => !onSite.includes(key))
}

/**
 * Takes a signature that was made offline, over exactly the stored message of an order that two people agreed on. With the last
 * one the order is sent; that of an issuer waits for the issuer, who signs next.
 */
export async function handIn(world: World, { orderId, signature }: z.infer<typeof handInInput>): Promise<IntentView> {
  const order = await orderById(world.db, orderId)
  if (!order) throw refuse.noOrder()
  assertForeignRaise(world.viewer, await sideOfOrder(world.db, order))
  if (order.state === 'done') throw refuse.orderDone()
  if (order.state !== 'confirmed') throw refuse.notConfirmed()
  const intent = await messageOf(world, order)
  await assertOpen(world, intent)
  const keys = offlineKeys(world, order, intent)
  const key = keys.find((one) => isSignedBy(new Uint8Array(intent.message), one, bs58.decode(signature)))
  if (!key) throw refuse.notTheKey({ who: keys.length === 1 ? 'the key that must sign' : 'the keys that must sign' })
  if (isSignedWith(intent, key)) throw refuse.alreadySigned()
  return keep(world, order, { intent, key, signature })
}

async function keep(
  world: World,
  order: GuardianOrderModel,
  { intent, key, signature }: { intent: IntentModel; key: string; signature: string },
): Promise<IntentView> {
  const given = { intentId: intent.id, key, signature, actorId: world.viewer.personId, now: world.now }
  return sendIfSigned(world, order, await world.db.$transaction((tx) => keepOfflineSignature(tx, given)))
}

/** Sends an order that is the site's own once every offline key has signed; the clerk signs last. */
async function sendIfSigned(world: World, order: GuardianOrderModel, intent: IntentModel): Promise<IntentView> {
  const signed = offlineKeys(world, order, intent).every((key) => isSignedWith(intent, key))
  if (isIssuers(order) || !signed) return intentView(intent)
  const signatures = await countersign(world, intent)
  const signature = signatures[intent.wallet]
  if (!signature) throw new Error('who pays the fee of an order signs it')
  const { viewer, now } = world
  const sending = { intentId: intent.id, personId: intent.personId, actorId: viewer.personId, signatures, signature }
  const sent = await world.db.$transaction((tx) => markSent(tx, { ...sending, now }))
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
