import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { now } from '@/server/clock'
import { env } from '@/server/env'
import { isLocal } from '@/server/local'
import { log } from '@/server/log'
import { StripeStandIn } from './standin'
import { IdentityStandIn } from './standin-identity'
import type { Shelf } from './standin-objects'

/** Where the stand-in answers on the site's own server: STRIPE_API_URL is the site's address and this path. */
export const STAND_IN_PATH = '/local/stripe-api'

let standIn: StripeStandIn | undefined

/** Keeps the stand-in's payments in a file of the data folder, so that a refund finds its payment after a restart. */
function shelfIn(folder: string | undefined): { shelf?: Shelf } {
  if (!folder) return {}
  const file = path.join(folder, 'stripe-standin.json')
  const save = (text: string) => {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  return { shelf: { load: () => (existsSync(file) ? readFileSync(file, 'utf8') : null), save } }
}

function running(): StripeStandIn {
  const { SITE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = env()
  standIn ??= new StripeStandIn({
    now,
    secretKey: STRIPE_SECRET_KEY,
    webhook: { url: `${SITE_URL}/api/webhooks/stripe`, secret: STRIPE_WEBHOOK_SECRET },
    payUrl: `${SITE_URL}/local/stripe`,
    onUndelivered: (error) => log.warn({ err: error }, 'the stand-in of Stripe could not deliver an event'),
    ...shelfIn(process.env.DATA_DIR),
  })
  return standIn
}

let identity: IdentityStandIn | undefined

function identityRunning(): IdentityStandIn {
  const { SITE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = env()
  identity ??= new IdentityStandIn({
    now,
    secretKey: STRIPE_SECRET_KEY,
    webhook: { url: `${SITE_URL}/api/webhooks/identity`, secret: STRIPE_WEBHOOK_SECRET },
    pageUrl: `${SITE_URL}/local/identity`,
    onUndelivered: (error) => log.warn({ err: error }, 'the stand-in of the identity check could not deliver an event'),
  })
  return identity
}

/** Serves the stand-in of Stripe below STAND_IN_PATH; 404 on every network but the local one. */
export async function handleStripeStandIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocal()) return void response.writeHead(404).end()
  const asked = (request.url ?? '').slice(STAND_IN_PATH.length)
  const serving = /^\/(v1\/)?identity\//.test(asked) ? identityRunning() : running()
  await serving.handle(request, response, asked)
}
