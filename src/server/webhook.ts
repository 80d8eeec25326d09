import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { Refusal } from '@/kit/refusal'
import { createContext } from './context'
import { createCaller } from './router'
import { readBody } from './upload'

/** Stripe's largest events have some 100 kB. */
const LIMIT = 500_000

export type Delivery = { body: string; signature: string }

/**
 * Takes an event of Stripe's: its raw body, up to a limit while it arrives, and the signature, which the procedure checks. Anything
 * but success makes the sender deliver again later.
 */
export async function receiveWebhook(
  request: Request,
  deliver: (api: ReturnType<typeof createCaller>, delivery: Delivery) => Promise<unknown>,
): Promise<Response> {
  try {
    const body = Buffer.from(await readBody(request, LIMIT)).toString('utf8')
    const signature = request.headers.get('stripe-signature') ?? ''
    await deliver(createCaller(await createContext(null)), { body, signature })
    return new Response(null, { status: 204 })
  } catch (error) {
    if (error instanceof Refusal) return new Response(error.message, { status: 413 })
    if (error instanceof TRPCError) return new Response(error.message, { status: getHTTPStatusCodeFromError(error) })
    throw error
  }
}
