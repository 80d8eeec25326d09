import type { Db } from '@/server/db'
import { beginRefund, refundNotMade, settleRefund } from '../actions/refunds'
import { asking, stripe, type World } from '../flows'

type Asked = NonNullable<Awaited<ReturnType<typeof beginRefund>>>

/**
 * Asks Stripe to send a payment back. The key stands in the row before the call, so a repeat after a crash is the same call; once
 * the key is too old for that, the payment's refunds are listed instead, and only when ours is not among them is a new one asked for.
 */
export async function sendRefund(db: Db, { refundId }: { refundId: string }, now: Date, gateway = stripe()) {
  const world = { db, stripe: gateway, now }
  const begin = (afresh: boolean) => db.$transaction((tx) => beginRefund(tx, { refundId, afresh, now }))
  const begun = await begin(false)
  if (!begun) return
  if (!begun.stale) return call(world, begun)
  if (await adoptListed(world, begun)) return
  const anew = await begin(true)
  if (anew) await call(world, anew)
}

async function call(world: World, asked: Asked): Promise<void> {
  const { db, stripe: gateway, now } = world
  const { refundId } = asked
  const answer = await asking(gateway.refund(asked))
  if (answer === 'already_refunded') {
    if (!(await adoptListed(world, asked))) await notMade(world, refundId, 'failed')
  } else if (answer === 'disputed') await notMade(world, refundId, 'disputed')
  else await db.$transaction((tx) => settleRefund(tx, { fetched: { ...answer, refundId }, now }))
}

const notMade = ({ db, now }: World, refundId: string, because: 'disputed' | 'failed') =>
  db.$transaction((tx) => refundNotMade(tx, { refundId, because, now }))

/** Takes the refund that Stripe lists for this payment: by our reference, or one of the whole amount that somebody made by hand. */
async function adoptListed({ db, stripe: gateway, now }: World, asked: Asked): Promise<boolean> {
  const { refundId, intentId, cents } = asked
  const listed = (await asking(gateway.refundsOf(intentId))).filter(({ state }) => state !== 'failed')
  const found =
    listed.find((refund) => refund.refundId === refundId) ??
    listed.find((refund) => refund.refundId === null && refund.cents === cents)
  if (!found) return false
  await db.$transaction((tx) => settleRefund(tx, { fetched: { ...found, refundId }, now }))
  return true
}
