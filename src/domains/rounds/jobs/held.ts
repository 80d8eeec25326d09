import { setImmediate as breathe } from 'node:timers/promises'
import { ownersOf, walletsOfPeople } from '@/domains/identity/queries/wallets'
import { rescreenMany } from '@/domains/screening/actions/rescreen'
import { comparisonFor } from '@/domains/screening/queries/comparison'
import { listedWallets, listsAreUsable, payoutStanding } from '@/domains/screening/queries/holds'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'

/** Whoever was last compared with the lists longer ago is compared once more before they are paid. */
const COMPARED_WITHIN = DAY
/** So many people a transaction: it keeps nobody waiting for longer than a moment. */
const BATCH = 500

/**
 * Recipients whom our worker leaves alone for now: their wallet is on a list, somebody on one may be them or is, or they cannot be
 * compared because a list is missing. Nothing says so anywhere: what waits is paid as soon as nothing is in the way, and the programs
 * let anybody claim meanwhile.
 */
export async function heldRecipients(db: Db, wallets: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  const owners = await ownersOf(db, wallets)
  const people = [...new Set(owners.values())]
  const before = after(now, -COMPARED_WITHIN)
  const { due } = await payoutStanding(db, people, before)
  if (due.size > 0 && (await listsAreUsable(db, now))) await compareAgain(db, [...due], now)
  const standing = await payoutStanding(db, people, before)
  const listed = await listedWallets(db, wallets)
  const isHeld = (wallet: string) => {
    const owner = owners.get(wallet)
    return listed.has(wallet) || (owner !== undefined && (standing.due.has(owner) || standing.unclear.has(owner)))
  }
  return new Set(wallets.filter(isHeld))
}

/** Broken off anywhere, whoever was compared is not due any more. */
async function compareAgain(db: Db, due: readonly string[], now: Date): Promise<void> {
  const owned = await walletsOfPeople(db, due)
  const comparison = await comparisonFor(db, due.length, now)
  for (let from = 0; from < due.length; from += BATCH) {
    const people = due.slice(from, from + BATCH).map((personId) => {
      return { personId, wallets: owned.get(personId) ?? [] }
    })
    await db.$transaction((tx) => rescreenMany(tx, people, { cause: 'payout', now, comparison }), { timeout: 60_000 })
    await breathe()
  }
}
