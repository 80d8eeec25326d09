import { activeAmong } from '@/domains/identity/queries/wallets'
import { canonicalJson } from '@/kit/canonical-json'
import type { Db, Tx } from '@/server/db'
import { fileOf, scoresAt } from './rules/file'
import { refuse } from './rules/refusals'
import { DIMENSIONS, type Dimension, type EventKind, type OutcomeName, type ReputationEvent } from './schema'

/** Whether a wallet's profile is shown: its owner chose so, and still uses the wallet here. */
export async function isShown(db: Db | Tx, wallet: string): Promise<boolean> {
  const profile = await db.operatorProfile.findUnique({ where: { wallet } })
  return profile !== null && (await activeAmong(db, [wallet])).has(wallet)
}

/** How many events a page shows; the file has all. */
const SHOWN_EVENTS = 50

/** The public profile of a wallet. Refuses one that is not shown like one that does not exist. */
export async function profileOf(db: Db | Tx, wallet: string, now: Date) {
  if (!(await isShown(db, wallet))) throw refuse.noProfile()
  const events = await eventsOf(db, [wallet], now)
  const counts = (dimension: Dimension, outcome: OutcomeName) =>
    events.filter((event) => event.dimension === dimension && event.outcome === outcome).length
  const scores = Object.entries(scoresAt(events, now)).map(([name, score]) => {
    const dimension = name as Dimension
    return { dimension, score, kept: counts(dimension, 'kept'), broken: counts(dimension, 'broken') }
  })
  return { wallet, at: now, scores, events: events.toReversed().slice(0, SHOWN_EVENTS), total: events.length }
}

/** A wallet's reputation as a file that anybody can recompute. */
export async function exportOf(db: Db | Tx, wallet: string, now: Date): Promise<{ fileName: string; text: string }> {
  if (!(await isShown(db, wallet))) throw refuse.noProfile()
  const file = fileOf(wallet, await eventsOf(db, [wallet], now), now)
  return { fileName: `reputation-${wallet}.json`, text: canonicalJson(file) }
}

const PAGE = 20

/**
 * The wallets whose profile is shown, in the order of their addresses, with their scores (null where nothing
 * happened yet); `next` is where the following page starts.
 */
export async function shownProfiles(db: Db | Tx, after: string | undefined, now: Date) {
  const rows = await db.operatorProfile.findMany({
    ...(after && { where: { wallet: { gt: after } } }),
    orderBy: { wallet: 'asc' },
    take: PAGE + 1,
  })
  const some = rows.slice(0, PAGE)
  const active = await activeAmong(
    db,
    some.map(({ wallet }) => wallet),
  )
  const shown = some.filter(({ wallet }) => active.has(wallet))
  const events = await eventsOf(
    db,
    shown.map(({ wallet }) => wallet),
    now,
  )
  const profiles = shown.map(({ wallet, shownAt }) => {
    const own = events.filter(({ subject }) => subject === wallet)
    const scores = scoresAt(own, now)
    const known = (dimension: Dimension) => own.some((event) => event.dimension === dimension)
    return {
      wallet,
      shownAt,
      scores: DIMENSIONS.map((one) => ({ dimension: one, score: known(one) ? scores[one] : null })),
    }
  })
  return { profiles, next: rows.length > PAGE ? some.at(-1)!.wallet : null }
}

/** The profiles that a person shows. */
export async function profilesOf(db: Db | Tx, personId: string) {
  return db.operatorProfile.findMany({
    where: { personId },
    select: { wallet: true, shownAt: true },
    orderBy: { wallet: 'asc' },
  })
}

/** Everything that happened to these wallets by `now`, the oldest first: another machine's clock may be ahead of it. */
async function eventsOf(db: Db | Tx, wallets: readonly string[], now: Date): Promise<ReputationEvent[]> {
  if (wallets.length === 0) return []
  const rows = await db.reputationEvent.findMany({
    where: { subject: { in: [...wallets] }, at: { lte: now } },
    orderBy: [{ at: 'asc' }, { ref: 'asc' }],
  })
  return rows.map(({ subject, dimension, kind, ref, outcome, weight, at }) => ({
    ...{ subject, ref, weight, at },
    dimension: dimension as Dimension,
    kind: kind as EventKind,
    outcome: outcome as OutcomeName,
  }))
}

/** The scores of wallets at an instant, shown or not: who draws people by them asks. Every wallet has an entry. */
export async function scoresOf(
  db: Db | Tx,
  wallets: readonly string[],
  now: Date,
): Promise<Map<string, Record<Dimension, bigint>>> {
  const bySubject = Map.groupBy(await eventsOf(db, wallets, now), ({ subject }) => subject)
  return new Map(wallets.map((wallet) => [wallet, scoresAt(bySubject.get(wallet) ?? [], now)]))
}
