import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type StripeSettings, stripeGateway } from '@/gateways/stripe/client'
import { StripeStandIn } from '@/gateways/stripe/standin'
import type { Shelf } from '@/gateways/stripe/standin-objects'

export type Delivery = { body: string; signature: string }

/** A stand-in of Stripe on a port of its own, which keeps what it delivers for the test to hand over. */
export async function startStripe(now: () => Date, shelf?: Shelf) {
  const deliveries: Delivery[] = []
  const keys = { secretKey: 'sk_test_example', webhookSecret: 'whsec_example' }
  const settings = {
    secretKey: keys.secretKey,
    payUrl: 'http://pay.example',
    now,
    onUndelivered: console.error,
    ...(shelf && { shelf }),
  }
  let standIn: StripeStandIn
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path === '/webhook') {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        deliveries.push({ body, signature: String(request.headers['stripe-signature']) })
        response.end()
      })
    } else void standIn.handle(request, response, path.replace('/stripe-api', ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  standIn = new StripeStandIn({ ...settings, webhook: { url: `${url}/webhook`, secret: keys.webhookSecret } })
  const gateway = (change: Partial<StripeSettings> = {}) =>
    stripeGateway({ ...keys, apiUrl: `${url}/stripe-api`, ...change })
  /** What a payer does on the page (a test card), or what a bank does later (an act): see standin-payer. */
  const pay = async (sessionId: string, card = 'pm_card_visa', act = '') => {
    const body = new URLSearchParams(act ? { act } : { card })
    const answer = await fetch(`${url}/stripe-api/pay/${sessionId}`, { method: 'POST', body, redirect: 'manual' })
    return answer.headers.get('location')
  }
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  const bank = (sessionId: string, act: string) => pay(sessionId, '', act)
  return { gateway, pay, bank, deliveries, stop, keys, apiUrl: `${url}/stripe-api` }
}
