import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NextRequest } from 'next/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { POST as signIn } from '@/app/api/auth/[...nextauth]/route'
import { mailGateway } from '@/gateways/mail/client'
import { handleStripeStandIn, STAND_IN_PATH } from '@/gateways/stripe/local'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { localPage } from './page'

// What exists for trying things out answers 404 elsewhere: pages, raw handlers, sign-in. Procedures: authorisation.test.ts. The
// same over HTTP, against a whole server that works on another network: e2e/other-network.spec.ts.

environmentWithKeys()
beforeEach(() => {
  localEnvironment()
  process.env.FLOTILLA_NETWORK = 'k2-testnet'
})
afterEach(() => {
  process.env.FLOTILLA_NETWORK = 'local'
})

describe('on another network', () => {
  test('pages for trying things out do not exist', async () => {
    await expect(localPage()).rejects.toMatchObject({ digest: 'NEXT_HTTP_ERROR_FALLBACK;404' })
  })

  test('the stand-in of Stripe answers 404 to everything', async () => {
    const server = createServer((request, response) => void handleStripeStandIn(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}${STAND_IN_PATH}`
    const asked = [fetch(`${base}/v1/checkout/sessions/cs_test_x`), fetch(`${base}/pay/cs_test_x`, { method: 'POST' })]
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404])
    await new Promise((resolve) => server.close(resolve))
  })

  test('nobody signs in with one click', async () => {
    const ask = (act: string) =>
      signIn(new NextRequest(`${process.env.SITE_URL}/api/auth/${act}/demo`, { method: 'POST' }), {
        params: Promise.resolve({ nextauth: [act, 'demo'] }),
      })
    expect((await ask('callback')).status).toBe(404)
    expect((await ask('signin')).status).toBe(404)
  })

  test('no mail is kept for a page instead of being sent', () => {
    expect(() => mailGateway()).toThrow(/SMTP_URL: Needed on every network but "local"/)
  })
})
