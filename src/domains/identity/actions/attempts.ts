import { sha256 } from '@/kit/digest'
import { after, MINUTE } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { refuse } from '../rules/refusals'

/** How many attempts a window holds. */
export type Allowance = { most: number; windowMs: number }

const keyOf = (what: string): string => sha256(what).toString('hex')

/**
 * Counts an attempt and refuses one too many. It must run outside the transaction that it guards: a refusal rolls that
 * back, and the count must stay. One statement, so that attempts at the same moment are all counted.
 */
export async function countAttempt(db: Db | Tx, what: string, { most, windowMs }: Allowance, now: Date): Promise<void> {
  const resetAt = after(now, windowMs)
  const [row] = await db.$queryRaw<{ count: number; reset_at: Date }[]>`
    insert into attempt_count as a (key, count, reset_at) values (${keyOf(what)}, 1, ${resetAt})
    on conflict (key) do update set
      count = case when a.reset_at <= ${now} then 1 else a.count + 1 end,
      reset_at = case when a.reset_at <= ${now} then excluded.reset_at else a.reset_at end
    returning count, reset_at`
  if (row && row.count > most) {
    throw refuse.tooMany({ minutes: Math.max(1, Math.ceil((row.reset_at.getTime() - now.getTime()) / MINUTE)) })
  }
}

/** Forgets the attempts at something, after one succeeded. */
export async function forgetAttempts(tx: Tx, what: string): Promise<void> {
  await tx.attemptCount.deleteMany({ where: { key: keyOf(what) } })
}
