import { stakedTask } from '@/chain/k2-tasks/tasks'
import { after } from '@/kit/time'
import type { Db } from '@/server/db'
import { recordOperatorStatus } from './actions/operators'
import { expireCases } from './actions/review'
import { rewrapProfiles } from './actions/rotation'
import { readListedTasks } from './flows'
import { operatorChecksDue } from './queries'
import { RECHECK_AFTER } from './rules/operator'

/** Ends verifications whose 12 months are over. */
export async function expireVerifications(db: Db, at: Date): Promise<number> {
  return db.$transaction((tx) => expireCases(tx, at))
}

/** Wraps keys of profiles with the current key, a batch at a time; returns how many. Zero means that retired keys can go. */
export async function rewrapKeys(db: Db): Promise<number> {
  return db.$transaction((tx) => rewrapProfiles(tx))
}

/**
 * Reads the stake lists again for every key whose last check is a day old; returns how many were checked. When the chain is
 * away the error reaches the worker, which tries again; a check counts for two days, so nobody loses a status by that.
 */
export async function checkOperators(db: Db, at: Date): Promise<number> {
  const due = await operatorChecksDue(db, after(at, -RECHECK_AFTER))
  if (due.length === 0) return 0
  const { tasks, slot, unreadable } = await readListedTasks()
  for (const { id, stakingKey, task } of due) {
    const staked = stakedTask(tasks, stakingKey)
    // A task that cannot be read proves nothing against its stakers: they keep their status until the check counts no more.
    if (!staked && unreadable.some((unread) => unread.id === task)) continue
    const finding = { task: staked?.task ?? null, stake: staked?.stake ?? 0n, slot: BigInt(slot) }
    await db.$transaction((tx) => recordOperatorStatus(tx, { proofId: id, finding, now: at }))
  }
  return due.length
}
