import { type Db, type Tx, units } from '@/server/db'
import { type ReconfirmState, UNDECIDED, type Watched } from '../rules/reconfirmation'

const LOT = 1_000

/** Reconfirmations that are not decided, beside their positions. */
export async function watchedReconfirmations(db: Db | Tx) {
  const rows = await db.reconfirmation.findMany({
    where: { state: { in: [...UNDECIDED] } },
    orderBy: [{ dueAt: 'asc' }, { address: 'asc' }],
    take: LOT,
    include: {
      position: {
        select: {
          ...{ state: true, termsVersion: true, committed: true },
          raise: { select: { termsVersion: true, settledAt: true } },
        },
      },
    },
  })
  return rows.map(({ address, raiseAddress, personId, terms, state, dueAt, position }) => {
    const shown = { state: position.state, terms: position.termsVersion }
    const { termsVersion: current, settledAt } = position.raise
    const watched: Watched = { state: state as ReconfirmState, terms, dueAt, position: shown, current }
    return {
      address,
      raiseAddress,
      personId,
      committed: units(position.committed),
      isSettled: settledAt !== null,
      watched,
    }
  })
}

/** What a position's owner was last asked about changed terms; null when never. */
export async function lastAsked(db: Db | Tx, address: string) {
  const row = await db.reconfirmation.findFirst({
    where: { address },
    orderBy: { terms: 'desc' },
    select: { terms: true, state: true, dueAt: true, noticedAt: true, rule: true },
  })
  return row && { ...row, state: row.state as ReconfirmState }
}
