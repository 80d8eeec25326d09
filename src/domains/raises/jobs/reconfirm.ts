import type { Db } from '@/server/db'
import { recordReconfirmations } from '../actions/reconfirm'
import { watchedReconfirmations } from '../queries/reconfirm'
import { reconfirmAfter, reconfirmEvent } from '../rules/reconfirmation'

/** Follows what people make of changed terms, from the mirror and the clock. Returns how many moved on. */
export async function followReconfirmations(db: Db, now: Date): Promise<number> {
  const steps = (await watchedReconfirmations(db)).flatMap(({ address, raiseAddress, watched }) => {
    const event = reconfirmEvent(watched, now)
    const to = event && reconfirmAfter(watched.state, event)
    return to ? [{ address, raiseAddress, terms: watched.terms, from: watched.state, to }] : []
  })
  await db.$transaction((tx) => recordReconfirmations(tx, steps, now))
  return steps.length
}
