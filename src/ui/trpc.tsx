'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '@/server/router'
import { stepUpLink } from './step-up'

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

export { useTRPC, useTRPCClient }

/** What a refusal looks like to a form: the sentence, the field at fault where there is one, a code to switch on. */
export type ClientError = { message: string; field: string | undefined; code: string }

/** Reads any error of a call; a lost connection gets a sentence of its own. */
export function clientError(error: unknown): ClientError {
  if (error instanceof TRPCClientError && error.data?.refusal) {
    return { message: error.message, field: error.data.refusal.field, code: error.data.refusal.code }
  }
  return {
    message: 'The site did not answer. Nothing was sent; try again in a moment.',
    field: undefined,
    code: 'server.unreachable',
  }
}

/** Whether an error says that the site, its database or the chain is away: it passes without anybody's doing. */
const isAway = (error: unknown): boolean =>
  error instanceof TRPCClientError && (!error.data || error.data.httpStatus === 503)

const ASK_AGAIN_MS = 5_000

/** A question that met an outage is asked again until it is over, so that nobody has to reload. */
const queries = {
  retry: false,
  staleTime: 2_000,
  refetchInterval: ({ state }: { state: { error: unknown } }) =>
    isAway(state.error) ? ASK_AGAIN_MS : (false as const),
}

/** Gives client islands the API. Wrap each island in it, not the page: static pages load none of this. */
export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries, mutations: { retry: false } } }))
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [stepUpLink, httpBatchLink({ url: '/api/trpc', transformer: superjson, maxItems: 10 })],
    }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
