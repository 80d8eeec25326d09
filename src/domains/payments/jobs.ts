import { after, MINUTE } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { followSession, stripe } from './flows'
import { openSessions } from './queries'

/**
 * Asks Stripe about payment pages that have been open for a while: an event may be lost, and an unused page expires.
 * One that fails does not keep the others waiting.
 */
export async function followOpenCheckouts(db: Db, now: Date, gateway = stripe()): Promise<void> {
  for (const sessionId of await openSessions(db, after(now, -2 * MINUTE)))
    await followSession({ db, stripe: gateway, now }, sessionId).catch((error: unknown) =>
      log.warn({ err: error, sessionId }, 'a checkout could not be followed'),
    )
}
