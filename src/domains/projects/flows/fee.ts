import { owe } from '@/domains/payments/actions/fees'
import { followFee, startCheckout } from '@/domains/payments/flows'
import type { StripeGateway } from '@/gateways/stripe/client'
import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { lockOwnApplication } from '../actions/application'
import { refuse } from '../rules/refusals'

type World = { db: Db; stripe: StripeGateway; viewer: Viewer; now: Date }

/** Opens the payment page for an application's fee and gives its address. */
export async function payFee(
  { db, stripe, viewer, now }: World,
  {
    applicationId,
    cents,
    refundDays,
    siteUrl,
  }: { applicationId: string; cents: number; refundDays: number; siteUrl: string },
): Promise<{ url: string }> {
  if (cents === 0) throw refuse.noFee()
  const payerId = viewer.personId
  const fee = await db.$transaction(async (tx) => {
    await lockOwnApplication(tx, applicationId, viewer)
    return owe(tx, { subject: `application:${applicationId}`, payerId, cents, currency: 'usd', refundDays, now })
  })
  const returnUrl = `${siteUrl}/apply/${applicationId}?step=submit`
  return startCheckout({ db, stripe, now }, { feeId: fee.id, payerId, description: 'Application fee', returnUrl })
}

/** Asks Stripe whether an application's fee was paid: for the page to which the payer comes back. */
export async function followApplicationFee({ db, stripe, viewer, now }: World, applicationId: string) {
  const mine = await db.application.count({ where: { id: applicationId, ownerId: viewer.personId } })
  if (mine === 0) throw refuse.missing()
  return { fee: await followFee({ db, stripe, now }, `application:${applicationId}`) }
}
