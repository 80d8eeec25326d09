import { randomUUID } from 'node:crypto'
import { noteStaffAct } from '@/domains/identity/actions/staff-session'
import { viewerOf } from '@/domains/identity/queries'
import { awayError, isDatabaseAway, refuseAway } from './away'
import { now } from './clock'
import { type Db, database } from './db'
import type { Client, Presented } from './session-cookie'
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
  /** Where the request comes from, which a session of staff is bound to; absent for our own calls. */
  client?: Client
  /** Puts a cookie on the answer, by its Set-Cookie header; absent where nothing is answered. */
  setCookie?: (header: string) => void
  /** Notes that something was done as staff; absent outside a session of theirs. */
  noteStaffAct?: () => Promise<void>
}

type Around = { requestId?: string; address?: string | null; setCookie?: (header: string) => void }

/** Builds the context of a request from what it shows; null for an anonymous one. Refuses while the database is away. */
export async function createContext(
  presented: Presented | null,
  { requestId = randomUUID(), address = null, setCookie }: Around = {},
): Promise<Context> {
  if (!(await databaseAnswers())) throw awayError(refuseAway.databaseAway())
  const { db } = database()
  try {
    const viewer = presented && (await viewerOf(db, presented))
    const base = { db, now: now(), viewer, requestId, address, ...(setCookie && { setCookie }) }
    return {
      ...base,
      ...(presented && { client: presented.client }),
      ...(viewer?.secondFactorAt && staffAct(db, viewer)),
    }
  } catch (error) {
    if (isDatabaseAway(error)) throw awayError(refuseAway.databaseAway())
    throw error
  }
}

/** A page or a batch of calls is one act, however many procedures it asks. */
function staffAct(db: Db, { sessionId }: Viewer): Pick<Context, 'noteStaffAct'> {
  let noted: Promise<void> | null = null
  return {
    noteStaffAct: () => {
      noted ??= noteStaffAct(db, { sessionId, at: new Date() })
      return noted
    },
  }
}
