import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'

const LIMIT = 500_000

/** Where the identity provider delivers its events. Anything but success makes it deliver again later. */
export async function POST(request: Request): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? 0) > LIMIT) return new Response(null, { status: 413 })
  const delivery = { body: await request.text(), signature: request.headers.get('stripe-signature') ?? '' }
  try {
    await createCaller(await createContext(null)).compliance.deliverCheck(delivery)
    return new Response(null, { status: 204 })
  } catch (error) {
    if (error instanceof TRPCError) return new Response(error.message, { status: getHTTPStatusCodeFromError(error) })
    throw error
  }
}
