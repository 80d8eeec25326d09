import { type Db, type Tx, units } from '@/server/db'

/**
 * Rounds of the engine that somebody decided about or took part in, and whether one of these is still under way at `now`. Once claims
 * have ended there is nothing left to do in it, though its list were never posted because a key is lost: nobody is kept for ever.
 */
export async function engineFacts(db: Db | Tx, personId: string, now: Date) {
  const acts = await db.engineRound.count({ where: { OR: [{ proposedBy: personId }, { voidedBy: personId }] } })
  const yes = await db.roundApproval.count({ where: { personId } })
  const excluded = await db.roundExclusion.count({
    where: { OR: [{ proposedBy: personId }, { confirmedBy: personId }] },
  })
  const select = { round: { select: { state: true, claimsEnd: true } } } as const
  const parts = await db.roundPerson.findMany({ where: { personId }, select })
  return {
    hasRecords: acts + yes + excluded + parts.length > 0,
    hasOpenBusiness: parts.some(({ round: { state, claimsEnd } }) => {
      return state !== 'paid' && state !== 'void' && now < claimsEnd
    }),
  }
}

/** What rounds of the engine know of a person, for themselves: what they are called there, and everything that they signed. */
export async function engineData(db: Db | Tx, personId: string) {
  const parts = await db.roundPerson.findMany({
    where: { personId },
    select: { roundId: true, key: true, round: { select: { title: true } } },
    orderBy: { roundId: 'asc' },
  })
  const taken = await Promise.all(
    parts.map(async ({ roundId, key: person, round }) => {
      const where = { roundId, person }
      const [works, enrolments, commits, reveals] = await Promise.all([
        db.roundSubmission.findMany({ where }),
        db.roundAuditor.findMany({ where }),
        db.roundCommit.findMany({ where }),
        db.roundReveal.findMany({ where }),
      ])
      return {
        ...{ roundId, title: round.title, calledAs: person, commits, reveals },
        works: works.map((work) => ({ ...work, claimed: units(work.claimed), bond: units(work.bond) })),
        enrolments: enrolments.map((one) => ({ ...one, bond: units(one.bond) })),
      }
    }),
  )
  const yes = await db.roundApproval.findMany({ where: { personId } })
  const proposed = await db.engineRound.findMany({ where: { proposedBy: personId }, select: { id: true, title: true } })
  return { parts: taken, approvals: yes, proposed }
}

/** Whether rounds of the engine still say who somebody is, or hold words of theirs about ending one. */
export const isNamedInRounds = async (db: Db | Tx, personId: string): Promise<boolean> =>
  (await db.roundPerson.count({ where: { personId } })) > 0 ||
  (await db.engineRound.count({ where: { voidedBy: personId, NOT: { voidReason: '' } } })) > 0
