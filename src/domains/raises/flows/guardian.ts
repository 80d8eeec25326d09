import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import type { z } from 'zod'
import { cancelRaise, pauseRaise, resumeRaise } from '@/chain/raise/instructions'
import type { GuardianAct } from '@/generated/prisma/enums'
import { confirmOrder, proposeOrder, returnOrder } from '../actions/guardian'
import type { IntentView } from '../queries/intent'
import { orderById } from '../queries/orders'
import { sideOfRaise } from '../queries/raise'
import { assertForeignRaise } from '../rules/order'
import { refuse } from '../rules/refusals'
import type { orderInput } from '../schema'
import { assertPublishedKeys } from './gate'
import { prepare } from './prepare'
import { readRaise } from './read'
import { submitSigned } from './submit'
import type { World } from './world'

const BUILD = { pause: pauseRaise, resume: resumeRaise, cancel: cancelRaise } as const

const WORDS: Record<GuardianAct, { title: string; line: string }> = {
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

/** Confirms an order as a second person, then lets the guardian sign it. Where its key is offline, the transaction is shown instead. */
export async function confirm(world: World, { orderId }: { orderId: string }): Promise<IntentView> {
  const found = await orderById(world.db, orderId)
  if (!found) throw refuse.noOrder()
  const side = await sideOfRaise(world.db, found.raiseAddress)
  const { viewer, now } = world
  await world.db.$transaction((tx) => confirmOrder(tx, { orderId, side, viewer, now }))
  return carryOut(world, { orderId })
}

/** Prepares (again) the transaction of a confirmed order, and sends it where this process holds the guardian's key. */
export async function carryOut(world: World, { orderId }: { orderId: string }): Promise<IntentView> {
  const order = await orderById(world.db, orderId)
  if (order?.state !== 'confirmed') throw refuse.noOrder()
  assertForeignRaise(world.viewer, await sideOfRaise(world.db, order.raiseAddress))
  const live = await readRaise(world, order.raiseAddress, [])
  const guardian = new PublicKey(world.keys.guardian)
  const intent = await prepare(
    world,
    { wallet: world.keys.guardian, idempotencyKey: randomUUID() },
    {
      kind: order.act,
      instructions: [BUILD[order.act](live.reference, guardian)],
      title: `${WORDS[order.act].title} the raise of ${live.title}`,
      lines: [WORDS[order.act].line],
      ...{ announced: [], rent: 0n, raise: order.raiseAddress, projectId: live.projectId },
    },
  )
  const signer = world.guardian()
  if (!signer || !intent.transaction) return intent
  const message = Buffer.from(intent.transaction, 'base64').subarray(1 + 64)
  return submitSigned(world, { intentId: intent.id, signature: bs58.encode(await signer.sign(message)) })
}

/** Turns an order down. */
export const turnDown = ({ db, viewer, now }: World, { orderId }: { orderId: string }) =>
  db.$transaction(async (tx) => {
    const found = await orderById(tx, orderId)
    if (!found) throw refuse.noOrder()
    await returnOrder(tx, { orderId, side: await sideOfRaise(tx, found.raiseAddress), viewer, now })
  })
