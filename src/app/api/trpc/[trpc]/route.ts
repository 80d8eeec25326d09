import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { CLIENT_HEADER } from '@/server/client-address'
import { createContext } from '@/server/context'
import { appRouter } from '@/server/router'
import { sessionToken } from '@/server/session-cookie'

/** Procedures while developing: Next reloads them when they change. In production src/server/site.ts answers before Next does. */
function answer(request: Request): Promise<Response> | Response {
  if (process.env.NODE_ENV === 'production') return new Response(null, { status: 404 })
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () =>
      createContext(sessionToken(request.headers.get('cookie') ?? undefined), {
        address: request.headers.get(CLIENT_HEADER),
      }),
  })
}

export { answer as GET, answer as POST }
