import { randomUUID } from 'node:crypto'
import { viewerOf } from '@/domains/identity/queries'
import { awayError, isDatabaseAway, refuseAway } from './away'
import { now } from './clock'
import { type Db, database } from './db'
import type { Viewer } from './viewer'
import { databaseAnswers } from './watch'

/** What every procedure gets. `now` is the business clock (src/server/clock.ts), fixed for the request. */
export type Context = {
  db: Db
  now: Date
  viewer: Viewer | null
  requestId: string
  /** The client's address as attempts are counted (src/server/client-address.ts); absent for pages and our own calls. */
  address?: string | null
}

/** Builds the context of a request from its session token; null for an anonymous one. Refuses while the database is away. */
export async function createContext(
  sessionToken: string | null,
  { requestId = randomUUID(), address = null }: { requestId?: string; address?: string | null } = {},
): Promise<Context> {
  if (!(await databaseAnswers())) throw awayError(refuseAway.databaseAway())
  const { db } = database()
  try {
    return { db, now: now(), viewer: sessionToken ? await viewerOf(db, sessionToken) : null, requestId, address }
  } catch (error) {
    if (isDatabaseAway(error)) throw awayError(refuseAway.databaseAway())
    throw error
  }
}
