import type { StripeGateway } from '@/gateways/stripe/client'
import { Refusal } from '@/kit/refusal'
import { after, MINUTE } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { settleCheckout } from '../actions/checkouts'
import { recordComparison } from '../actions/compare'
import { bookDispute } from '../actions/disputes'
import { receiveEvent } from '../actions/events'
import { settleRefund } from '../actions/refunds'
import { asking, stripe } from '../flows'
import { comparedFrom, isComparisonDue, ownRows } from '../queries/compare'
import { differencesOf } from '../rules/compare'
import { HEARD_EVENTS } from '../rules/events'

/**
 * Every ten minutes reads Stripe's lists since the last comparison: events that were never delivered are taken up as if they had been, our rows
 * take up what the lists say, and what then still differs is shown to staff. Nothing is charged or returned by it.
 */
export async function compareWithStripe(db: Db, now: Date, gateway = stripe()): Promise<void> {
  if (!(await isComparisonDue(db, now))) return
  await compare(db, now, gateway).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.kind !== 'unavailable') throw error
    log.info({ reason: error.message }, 'Stripe did not answer; the next turn compares')
  })
}

async function compare(db: Db, now: Date, gateway: StripeGateway): Promise<void> {
  const from = await comparedFrom(db, now)
  // Stripe counts whole seconds, and the newest things may still be on their way into our rows.
  const span = { from, until: after(now, MINUTE) }
  const [events, sessions, refunds, disputes] = await Promise.all([
    asking(gateway.eventsIn(span, HEARD_EVENTS)),
    asking(gateway.checkoutsOf(span)),
    asking(gateway.refundsIn(span)),
    asking(gateway.disputesIn(span)),
  ])
  let recovered = 0
  for (const { live, ...event } of events)
    if (live === gateway.live && (await db.$transaction((tx) => receiveEvent(tx, { ...event, now })))) recovered += 1
  const { live } = gateway
  for (const fetched of sessions)
    await db.$transaction((tx) => settleCheckout(tx, { sessionId: fetched.sessionId, fetched, live, now }))
  for (const fetched of refunds) await db.$transaction((tx) => settleRefund(tx, { fetched, now }))
  for (const fetched of disputes) await db.$transaction((tx) => bookDispute(tx, { fetched, now }))
  const intents = [...refunds, ...disputes].flatMap(({ intentId }) => intentId ?? [])
  const own = await ownRows(db, {
    ...{ from, intents, sessions: sessions.map(({ sessionId }) => sessionId), disputes: disputes.map(({ id }) => id) },
  })
  const differences = differencesOf({ sessions, refunds, disputes }, own)
  const counts = { sessions: sessions.length, refunds: refunds.length, disputes: disputes.length, recovered }
  await db.$transaction((tx) => recordComparison(tx, differences, { from, ...counts, now }))
}
