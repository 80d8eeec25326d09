import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { Refusal } from '@/kit/refusal'
import { authOptions } from '@/server/auth'
import { CLIENT_HEADER } from '@/server/client-address'
import { database } from '@/server/db'
import { countAddress } from '@/server/limits'
import { isLocal } from '@/server/local'
import { presentedIn } from '@/server/session-cookie'

type RouteContext = { params: Promise<{ nextauth: string[] }> }

/** Signing in: next-auth behind a count of attempts by address. One-click sign-in is an address of the local network only. */
async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const [act, provider] = (await context.params).nextauth
  if (provider === 'demo' && !isLocal()) return new Response(null, { status: 404 })
  if (act === 'callback') {
    const refused = await refusedAddress(request)
    if (refused) return refused
  }
  // Built per request: the environment is not there while the site is being built.
  return NextAuth(request, context, authOptions(presentedIn(request).client))
}

/** The answer to an address that tries too often, in the form in which next-auth itself says no; null when it may go on. */
async function refusedAddress(request: Request): Promise<Response | null> {
  try {
    await countAddress({ db: database().db, address: request.headers.get(CLIENT_HEADER) }, 'signIn')
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const page = `${process.env.SITE_URL}/sign-in`
    // Of an error in its address the page shows no text but its own, or any link could put words into this site's mouth.
    if (request.method === 'GET') return Response.redirect(`${page}?error=TooMany`, 303)
    return Response.json({ url: `${page}?${new URLSearchParams({ error: error.message })}` }, { status: 503 })
  }
}

export { handler as GET, handler as POST }
