import Stripe from 'stripe'
import { receiveDelivery } from '@/domains/payments/flows'
import { feeStateOf } from '@/domains/payments/queries'
import { Refusal } from '@/kit/refusal'
import { Dice } from './dice'
import { oweOne, workPayments } from './payments'
import type { Plant } from './plants'
import { type Delivery, startStripe } from './stripe'
import { Turns } from './turns'

/** `hash`: of all turns; two stories are the same when it is. */
export type StripeStormReport = { seed: number; deliveries: number; refused: number; hash: string; findings: string[] }

const now = new Date('2027-01-04T09:00:00Z')
const THREE_DAYS_S = 3 * 86_400
const sign = (payload: string, secret: string, timestamp = Math.floor(Date.now() / 1_000)) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })

/** How an event arrives: as Stripe repeats it for three days, or as somebody else would send it. */
const WAYS = {
  first: ({ body, signature }: Delivery, _: string) => ({ body, signature, counts: true }),
  // Stripe signs each repetition anew; the event in it keeps its age.
  late: ({ body }: Delivery, secret: string) => ({ body, signature: sign(body, secret), counts: true }),
  replayed: ({ body }: Delivery, secret: string) => ({
    ...{ body, signature: sign(body, secret, Math.floor(Date.now() / 1_000) - THREE_DAYS_S), counts: false },
  }),
  forged: ({ body }: Delivery, _: string) => ({
    ...{ body, signature: sign(body, 'whsec_of_somebody_else'), counts: false },
  }),
  changed: ({ body, signature }: Delivery, _: string) => ({
    ...{ body: body.replace('"paid"', '"due "'), signature, counts: body === body.replace('"paid"', '"due "') },
  }),
} as const

type Options = { seed: number; fees: number; plant?: Plant }

/**
 * F5: every event of some payments several times, in any order, many at once, three days late, forged, replayed or changed. Whose
 * statement comes next is thrown by dice, so that a seed lives the same storm again.
 */
export async function stripeStorm(url: string, options: Options): Promise<StripeStormReport> {
  const turns = await Turns.open(url, options.seed, options.plant)
  return storm(turns, options).finally(() => turns.close())
}

async function storm(turns: Turns, { seed, fees }: Options): Promise<StripeStormReport> {
  const [dice, { db }] = [new Dice(seed), turns]
  const report: StripeStormReport = { seed, deliveries: 0, refused: 0, hash: '', findings: [] }
  const standIn = await startStripe(() => now)
  const world = { db, stripe: standIn.gateway(), now }
  const subjects: string[] = []
  for (let index = 0; index < fees; index += 1) {
    const { subject, open } = await oweOne(world)
    await standIn.pay(await open())
    subjects.push(subject)
  }
  const arrivals = standIn.deliveries.flatMap((delivery) =>
    Object.values(WAYS).flatMap((way) =>
      Array.from({ length: dice.between(1, 3) }, () => way(delivery, standIn.keys.webhookSecret)),
    ),
  )
  for (let index = arrivals.length - 1; index > 0; index -= 1) {
    const other = dice.between(0, index)
    ;[arrivals[index], arrivals[other]] = [arrivals[other]!, arrivals[index]!]
  }
  const later = { ...world, now: new Date(now.getTime() + THREE_DAYS_S * 1_000) }
  while (arrivals.length > 0) {
    const wave = arrivals.splice(0, dice.between(1, 20))
    await turns.live(() => Promise.all(wave.map((arrival) => receive(later, arrival, report))))
    await workPayments(later)
  }
  await standIn.stop()
  report.hash = turns.hash
  for (const [index, subject] of subjects.entries()) {
    const name = `payment ${index}`
    if ((await feeStateOf(db, subject)) !== 'paid') report.findings.push(`${name} was made, and the fee is not paid`)
    const paid = await db.logEntry.count({ where: { type: 'payments.fee_paid', subjects: { has: subject } } })
    if (paid !== 1) report.findings.push(`${name} was entered ${paid} times`)
    const back = await db.refund.count({ where: { checkout: { fee: { subject } } } })
    if (back !== 0) report.findings.push(`${name} was made once, and goes back ${back} times`)
  }
  return report
}

async function receive(
  world: Parameters<typeof receiveDelivery>[0],
  { body, signature, counts }: { body: string; signature: string; counts: boolean },
  report: StripeStormReport,
): Promise<void> {
  report.deliveries += 1
  try {
    await receiveDelivery(world, body, signature)
    if (!counts) report.findings.push('a delivery that is not Stripe’s was taken')
  } catch (error) {
    if (!(error instanceof Refusal) || counts) report.findings.push(String(error))
    report.refused += 1
  }
}
