import { randomUUID } from 'node:crypto'
import { TRPCError } from '@trpc/server'
import { viewerOf } from '@/domains/identity/queries'
import { now } from './clock'
import { type Db, database } from './db'
import type { Viewer } from './viewer'
import { isDatabaseUp } from './watch'

/** What every procedure gets. `now` is the business clock (src/server/clock.ts), fixed for the request. */
export type Context = {
  db: Db
  now: Date
  viewer: Viewer | null
  requestId: string
  /** The client's address as attempts are counted (src/server/client-address.ts); absent for pages and our own calls. */
  address?: string | null
}

/** Builds the context of a request from its session token; null for an anonymous one. */
export async function createContext(
  sessionToken: string | null,
  { requestId = randomUUID(), address = null }: { requestId?: string; address?: string | null } = {},
): Promise<Context> {
  if (!isDatabaseUp()) {
    throw new TRPCError({
      code: 'SERVICE_UNAVAILABLE',
      message: 'The database does not answer. Nothing was changed; try again in a minute.',
    })
  }
  const { db } = database()
  return { db, now: now(), viewer: sessionToken ? await viewerOf(db, sessionToken) : null, requestId, address }
}
