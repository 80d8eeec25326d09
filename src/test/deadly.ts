import type { Connection } from '@solana/web3.js'
import type { Db } from '@/server/db'

/** Ends the work at the nth call of a name, before it happens, right after it, or inside a transaction. */
export type Death = { call: string; nth: number; when: 'before' | 'after' | 'inside' }

/** The end before and after the nth call of each of these names. */
export const deathsAt = (calls: readonly string[], ...nths: readonly number[]): Death[] =>
  calls.flatMap((call) =>
    nths.flatMap((nth) => (['before', 'after'] as const).map((when): Death => ({ call, nth, when }))),
  )

/** The end before, inside and after each of the first two transactions of the database. */
export const DEATHS_IN_WRITING: readonly Death[] = [1, 2].flatMap((nth) =>
  (['before', 'inside', 'after'] as const).map((when): Death => ({ call: '$transaction', nth, when })),
)

/** The work ended where a test said. */
export class Killed extends Error {}

/** The same ground, on which the work ends at one crossing to the world outside, once. */
export function deadly<Ground extends { db: Db; connection: Connection }>(ground: Ground, { call, nth, when }: Death) {
  let seen = 0
  let died = false
  const dieAt = async (moment: Death['when']) => {
    if (moment !== when || seen !== nth || died) return
    died = true
    throw new Killed(`${when} ${call} ${nth}`)
  }
  const watched = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get: (inner, name) => {
        const found: unknown = Reflect.get(inner, name)
        if (name !== call || typeof found !== 'function') return typeof found === 'function' ? found.bind(inner) : found
        return async (...given: unknown[]) => {
          seen += 1
          await dieAt('before')
          const [work, ...rest] = given
          const until = async (tx: unknown) => {
            const answer: unknown = await (work as (tx: unknown) => unknown)(tx)
            await dieAt('inside')
            return answer
          }
          const answer: unknown = await found.apply(inner, typeof work === 'function' ? [until, ...rest] : given)
          await dieAt('after')
          return answer
        }
      },
    })
  const connection: Connection = watched(ground.connection)
  return { ground: { ...ground, connection, db: watched(ground.db) }, isDead: () => died }
}
