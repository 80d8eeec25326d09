import { issuerWallets, positionsBehind } from '@/domains/raises/queries/pledges'
import { canonicalJson } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import type { EngineRoundRow } from '../queries/engine-rows'
import { refuseBonus } from '../rules/bonus-refusals'
import { bonusProblem, projectsOf } from '../rules/bonus-sheet'
import { isProject } from '../schema/bonus'
import type { KindOfRound } from './kind-of-round'
import { namesIn } from './round-people'

/**
 * KOII for selected projects, matched to what verified people committed to them, or shared out among operators. Nothing is handed in
 * and nobody is drawn: who is paid how much follows from the positions that the chain showed when the round closed. The treasury pays
 * when the list is posted.
 */
export const bonus: KindOfRound = {
  kind: 'bonus',
  endsWith: 'list',
  isPaidIn: false,
  problem: bonusProblem,
  concerned: async (_, { sheet }) => projectsOf(sheet),
  recipientOf: async () => {
    throw refuseBonus.nothingHandedIn()
  },
  assertMayAudit: async () => {
    throw refuseBonus.nothingHandedIn()
  },
  candidates: async (tx, { round, now }) => {
    await keepSnapshot(tx, round, now)
    return { auditors: [], voters: [], conflicts: [] }
  },
  positions: async (db, { id: roundId }) => {
    const { slot, positions } = await db.roundSnapshot.findUniqueOrThrow({ where: { roundId } })
    return { slot: slot.toString(), positions }
  },
  walletsOf: async (tx, _, recipients) => {
    const issuers = await issuerWallets(tx, recipients.filter(isProject))
    const operators = recipients.filter((recipient) => !isProject(recipient))
    return new Map([...issuers, ...operators.map((wallet) => [wallet, wallet] as const)])
  },
}

/**
 * Keeps what stood behind the projects when the round closed, with people under the names that they have in this round alone. Everything
 * later, objections included, is about these numbers.
 */
async function keepSnapshot(tx: Tx, { id: roundId, read }: EngineRoundRow, at: Date): Promise<void> {
  const { slot, positions } = await positionsBehind(tx, projectsOf(read.sheet))
  const people = positions.flatMap(({ personId }) => (personId === null ? [] : [personId]))
  const names = await namesIn(tx, roundId, people)
  const named = positions.map(({ projectId: project, personId, accepted, ...position }) => ({
    ...{ ...position, project, accepted: accepted.toString() },
    person: personId === null ? null : names.get(personId)!,
  }))
  await tx.roundSnapshot.create({ data: { roundId, slot, positions: canonicalJson(named), at } })
}
