import { expect, test } from 'vitest'
import { POST as identity } from '@/app/api/webhooks/identity/route'
import { POST as stripe } from '@/app/api/webhooks/stripe/route'

const PART = 64 * 1024

/** A delivery that never ends, and how much of it was taken. */
function endless() {
  let taken = 0
  const body = new ReadableStream({
    pull(controller) {
      taken += PART
      controller.enqueue(new Uint8Array(PART))
    },
  })
  const init = { method: 'POST', body, duplex: 'half', headers: { 'stripe-signature': 't=1,v1=00' } }
  return { request: new Request('http://site.example/hook', init as RequestInit), taken: () => taken }
}

test.for([
  ['stripe', stripe],
  ['identity', identity],
] as const)('E1: a delivery to %s that does not end is cut off while it arrives', async ([, post]) => {
  const { request, taken } = endless()
  expect((await post(request)).status).toBe(413)
  expect(taken()).toBeLessThan(1_000_000)
})
