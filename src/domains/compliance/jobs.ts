import { stakedTask } from '@/chain/k2-tasks/tasks'
import { activeAmong } from '@/domains/identity/queries/wallets'
import { after } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { lapseOpenings } from './actions/access'
import { recordRedacted } from './actions/check'
import { rewrapMarkKey } from './actions/identity-mark'
import { recordOperatorStatus } from './actions/operators'
import { rewrapProfiles } from './actions/rotation'
import { screenUnscreened } from './actions/screen-person'
import { followLists } from './actions/screening'
import { abandonSilent, expireCases, lapseProposals, remindOfReviews } from './actions/standing'
import { readListedTasks } from './flows'
import { followCheck, identityProvider } from './flows/identity'
import { operatorChecksDue } from './queries'
import { casesBehindLists } from './queries/behind-lists'
import { visitsToFollow, visitsToRedact } from './queries/checks'
import { VISIT_LIFE } from './rules/check'
import { RECHECK_AFTER } from './rules/operator'

/** Everything that time does to verifications: reviews fall due, graces end, silence and proposals run out. */
export async function moveVerifications(db: Db, at: Date): Promise<void> {
  for (const turn of [lapseProposals, lapseOpenings, remindOfReviews, expireCases, abandonSilent])
    await db.$transaction((tx) => turn(tx, at))
}

/** Asks the provider about visits that stay open: an event may be lost. One that nobody finished in 48 hours is ended. */
export async function followChecks(db: Db, now: Date, identity = identityProvider()): Promise<void> {
  if (!identity) return
  for (const { sessionId, openedAt } of await visitsToFollow(db, now)) {
    if (!sessionId) continue
    try {
      if (openedAt <= after(now, -VISIT_LIFE)) await identity.redact(sessionId)
      await followCheck({ db, identity, now }, sessionId)
    } catch (error) {
      log.warn({ err: error, sessionId }, 'an identity check could not be followed')
    }
  }
}

/**
 * Makes the provider erase what it holds of visits that are over. It needs up to four days, and is asked until it says so; what it
 * cannot erase in its present state is tried again. Returns how many are erased now.
 */
export async function redactChecks(db: Db, now: Date, identity = identityProvider()): Promise<number> {
  if (!identity) return 0
  let erased = 0
  for (const { id, sessionId } of await visitsToRedact(db, now)) {
    if (!sessionId) continue
    try {
      if (!(await identity.isRedacted(sessionId))) await identity.redact(sessionId)
      if (!(await identity.isRedacted(sessionId))) continue
      await db.$transaction((tx) => recordRedacted(tx, { checkId: id, now }))
      erased += 1
    } catch (error) {
      log.warn({ err: error, sessionId }, 'an identity check could not be erased at the provider')
    }
  }
  return erased
}

/**
 * Brings cases in line with what the lists say by now: whoever was never compared is, holds come and go, and an approved person who
 * is confirmed to be on a list is suspended. Returns how many cases moved.
 */
export async function followScreening(db: Db, at: Date): Promise<number> {
  await db.$transaction((tx) => screenUnscreened(tx, at))
  let moved = 0
  for (const caseId of await casesBehindLists(db))
    if (await db.$transaction((tx) => followLists(tx, { caseId, now: at }))) moved += 1
  return moved
}

/** Wraps keys of profiles with the current key, a batch at a time; returns how many. Zero means that retired keys can go. */
export async function rewrapKeys(db: Db): Promise<number> {
  return db.$transaction(async (tx) => (await rewrapProfiles(tx)) + (await rewrapMarkKey(tx)))
}

/**
 * Reads the stake lists again for every key whose last check is a day old; returns how many were checked. When the chain is
 * away the error reaches the worker, which tries again; a check counts for two days, so nobody loses a status by that.
 */
export async function checkOperators(db: Db, at: Date): Promise<number> {
  const due = await operatorChecksDue(db, after(at, -RECHECK_AFTER))
  if (due.length === 0) return 0
  const { tasks, slot, unreadable } = await readListedTasks()
  const inUse = await activeAmong(
    db,
    due.flatMap(({ wallet }) => wallet ?? []),
  )
  for (const { id, stakingKey, task, wallet, stakedIn } of due) {
    // Where a wallet's payment is the proof, it proves nothing about somebody who uses the wallet here no more.
    const holds = stakedIn === null || (wallet !== null && inUse.has(wallet))
    const staked = holds ? stakedTask(tasks, stakingKey) : null
    // A task that cannot be read proves nothing against its stakers: they keep their status until the check counts no more.
    if (holds && !staked && unreadable.some((unread) => unread.id === task)) continue
    const finding = { task: staked?.task ?? null, stake: staked?.stake ?? 0n, slot: BigInt(slot) }
    await db.$transaction((tx) => recordOperatorStatus(tx, { proofId: id, finding, now: at }))
  }
  return due.length
}
