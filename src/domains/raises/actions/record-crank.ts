import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { delayAfter } from '../rules/crank'

/** Puts off what could not be cranked: each failure in a row doubles the wait. */
export async function recordCrankFailure(
  tx: Tx,
  { item, error, now }: { item: string; error: string; now: Date },
): Promise<void> {
  const before = await tx.crankDelay.findUnique({ where: { item } })
  const failures = (before?.failures ?? 0) + 1
  const data = { failures, lastError: error, retryAt: after(now, delayAfter(failures)) }
  await tx.crankDelay.upsert({ where: { item }, create: { item, ...data }, update: data })
}

/** Forgets the failures of what worked. */
export async function recordCranked(tx: Tx, items: readonly string[]): Promise<void> {
  await tx.crankDelay.deleteMany({ where: { item: { in: [...items] } } })
}
