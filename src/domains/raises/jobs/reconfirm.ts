import type { Db } from '@/server/db'
import { recordReconfirmations, tellUncounted } from '../actions/reconfirm'
import { watchedReconfirmations } from '../queries/reconfirm'
import { reconfirmAfter, reconfirmEvent, tellsOwner } from '../rules/reconfirmation'

/**
 * Follows what people make of changed terms, from the mirror and the clock, and tells whoever did not agree in time. Returns how many
 * moved on.
 */
export async function followReconfirmations(db: Db, { site, now }: { site: string; now: Date }): Promise<number> {
  const steps = (await watchedReconfirmations(db)).flatMap(({ watched, ...row }) => {
    const event = reconfirmEvent(watched, now)
    const to = event && reconfirmAfter(watched.state, event)
    return to ? [{ ...row, terms: watched.terms, from: watched.state, to }] : []
  })
  await db.$transaction(async (tx) => {
    await recordReconfirmations(tx, steps, now)
    for (const step of steps) if (tellsOwner(step)) await tellUncounted(tx, { ...step, site, now })
  })
  return steps.length
}
