import { type Db, type Tx, units } from '@/server/db'
import { engineData, engineFacts, isNamedInRounds } from './engine-person'

/** What somebody decided about a round, in the order in which a round goes. */
const ACTS = ['proposedBy', 'publishedBy', 'allocatedBy', 'confirmedBy', 'voidedBy'] as const

const actedIn = (personId: string) => ({ OR: ACTS.map((act) => ({ [act]: personId })) })

type Somebody = { personId: string; wallets: readonly string[]; now: Date }

/** Whether a person decided about a round or was to be paid by one, and whether such a payment is still under way at `now`. */
export async function roundFacts(db: Db | Tx, { personId, wallets, now }: Somebody) {
  const theirs = { recipient: { in: [...wallets] } }
  const acts = await db.round.count({ where: actedIn(personId) })
  const objections = await db.roundObjection.count({ where: { personId } })
  const payouts = await db.payout.count({ where: theirs })
  const mayCome = { OR: [{ engineRoundId: null }, { engineRound: { claimsEnd: { gt: now } } }] }
  const waiting = await db.payout.count({ where: { ...theirs, state: 'waiting', ...mayCome } })
  const engine = await engineFacts(db, personId, now)
  return {
    hasRecords: acts + payouts + objections > 0 || engine.hasRecords,
    hasOpenBusiness: waiting > 0 || engine.hasOpenBusiness,
  }
}

/** What this room knows of a person, for themselves: what rounds pay to their wallets, and what they decided about rounds. */
export async function roundData(db: Db | Tx, personId: string, wallets: readonly string[]) {
  const [payouts, rounds, objections] = await Promise.all([
    db.payout.findMany({
      where: { recipient: { in: [...wallets] } },
      select: {
        roundId: true,
        engineRoundId: true,
        projectId: true,
        recipient: true,
        units: true,
        state: true,
        paidAt: true,
      },
    }),
    db.round.findMany({ where: actedIn(personId) }),
    db.roundObjection.findMany({
      where: { personId },
      select: { roundId: true, recipient: true, words: true, at: true },
    }),
  ])
  return {
    objections,
    engine: await engineData(db, personId),
    payouts: payouts.map(({ units: amount, ...payout }) => ({ ...payout, units: units(amount) })),
    acts: rounds.map((round) => ({
      ...{ roundId: round.id, title: round.title, acts: ACTS.filter((act) => round[act] === personId) },
      wrote: round.voidedBy === personId ? round.voidReason : null,
    })),
  }
}

/** Whether words of a person still stand in a round. */
export const hasWordsInRounds = async (db: Db | Tx, personId: string): Promise<boolean> =>
  (await db.round.count({ where: { voidedBy: personId, NOT: { voidReason: '' } } })) > 0 ||
  (await db.roundObjection.count({ where: { personId, NOT: { words: '' } } })) > 0 ||
  isNamedInRounds(db, personId)
