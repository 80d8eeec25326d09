import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { CLIENT_HEADER } from '@/server/client-address'
import { createContext } from '@/server/context'
import { appRouter } from '@/server/router'
import { presentedIn } from '@/server/session-cookie'

/** Procedures while developing: Next reloads them when they change. In production src/server/site.ts answers before Next does. */
async function answer(request: Request): Promise<Response> {
  if (process.env.NODE_ENV === 'production') return new Response(null, { status: 404 })
  const cookies = new Headers()
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () =>
      createContext(presentedIn(request), {
        address: request.headers.get(CLIENT_HEADER),
        setCookie: (header) => cookies.append('set-cookie', header),
      }),
  })
  for (const [name, value] of cookies) response.headers.append(name, value)
  return response
}

export { answer as GET, answer as POST }
