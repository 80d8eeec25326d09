import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type IdentitySettings, stripeIdentity } from '@/gateways/identity/client'
import { IdentityStandIn } from '@/gateways/stripe/standin-identity'
import type { Delivery } from './stripe'

/** What somebody shows to the stand-in. */
export type Shown = Partial<Record<'firstName' | 'lastName' | 'dateOfBirth' | 'country' | 'number' | 'expires', string>>

/** A stand-in of the identity provider on a port of its own, which keeps what it delivers for the test to hand over. */
export async function startIdentity(now: () => Date) {
  const deliveries: Delivery[] = []
  const requests: string[] = []
  const keys = { secretKey: 'sk_test_example', identityKey: null, webhookSecret: 'whsec_example' }
  let standIn: IdentityStandIn
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    let body = ''
    if (path !== '/webhook') {
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => requests.push(`${request.method} ${path} ${body}`))
      return void standIn.handle(request, response, path.replace('/stripe-api', ''))
    }
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      deliveries.push({ body, signature: String(request.headers['stripe-signature']) })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { secretKey: keys.secretKey, pageUrl: 'http://check.example', now, onUndelivered: console.error }
  standIn = new IdentityStandIn({ ...settings, webhook: { url: `${url}/webhook`, secret: keys.webhookSecret } })
  const gateway = (change: Partial<IdentitySettings> = {}) =>
    stripeIdentity({ ...keys, apiUrl: `${url}/stripe-api`, ...change })
  /** Chooses an outcome on the page of a visit. */
  const choose = async (sessionId: string, outcome: string, shown: Shown = {}) => {
    const body = new URLSearchParams({ outcome, ...shown })
    await fetch(`${url}/stripe-api/identity/${sessionId}`, { method: 'POST', body, redirect: 'manual' })
  }
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { gateway, choose, deliveries, requests, stop, keys }
}
