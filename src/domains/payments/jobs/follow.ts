import { after, MINUTE } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { bookDispute } from '../actions/disputes'
import { closeEvent } from '../actions/events'
import { settleRefund } from '../actions/refunds'
import { asking, followSession, stripe, type World } from '../flows'
import { openSessions, pendingRefunds, waitingEvent } from '../queries'

/**
 * Asks Stripe about payment pages that have been open for a while, and about refunds on their way: an event may be lost, and an
 * unused page expires. One that fails does not keep the others waiting.
 */
export async function followOpen(db: Db, now: Date, gateway = stripe()): Promise<void> {
  const world = { db, stripe: gateway, now }
  const failed = (what: string) => (error: unknown) => log.warn({ err: error, what }, 'a payment could not be followed')
  for (const sessionId of await openSessions(db, after(now, -2 * MINUTE)))
    await followSession(world, sessionId).catch(failed(sessionId))
  for (const id of await pendingRefunds(db)) await followRefund(world, id).catch(failed(id))
}

/** Looks at what an event speaks of, as it is now. An error leaves the event waiting, and the queue tries again. */
export async function handleEvent(db: Db, { eventId }: { eventId: string }, now: Date, gateway = stripe()) {
  const event = await waitingEvent(db, eventId)
  if (!event) return
  const world = { db, stripe: gateway, now }
  const { objectType, objectId } = event
  if (objectType === 'checkout.session') await followSession(world, objectId)
  if (objectType === 'refund') await followRefund(world, objectId)
  if (objectType === 'dispute') await followDispute(world, objectId)
  await db.$transaction((tx) => closeEvent(tx, { eventId, now }))
}

async function followRefund({ db, stripe: gateway, now }: World, id: string): Promise<void> {
  const fetched = await asking(gateway.readRefund(id))
  if (fetched) await db.$transaction((tx) => settleRefund(tx, { fetched, now }))
}

/** A dispute may be heard of before the payment that it is about: then that is looked at first. */
async function followDispute(world: World, id: string): Promise<void> {
  const { db, stripe: gateway, now } = world
  const fetched = await asking(gateway.readDispute(id))
  if (!fetched || fetched.live !== gateway.live) return
  const book = () => db.$transaction((tx) => bookDispute(tx, { fetched, now }))
  if ((await book()) || !fetched.intentId) return
  const page = await asking(gateway.checkoutOf(fetched.intentId))
  if (!page) return
  await followSession(world, page.sessionId)
  await book()
}
