import { walletsOf } from '@/domains/identity/queries'
import { approvedTermsOf, sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import { endTrancheRound, openTrancheRound, orderByVerdict } from '@/domains/raises/actions/tranche-round'
import { isReportedFor } from '@/domains/raises/queries/tranche-round'
import { scoresOf } from '@/domains/reputation/queries'
import { toSafeInteger } from '@/kit/integer'
import type { Tx } from '@/server/db'
import type { Candidates } from '../queries/engine-inputs'
import type { EngineRoundRow } from '../queries/engine-rows'
import { type Judge, judgesOf } from '../queries/milestone-judges'
import { refuseRound } from '../rules/engine-refusals'
import { milestoneProblem, orderFor } from '../rules/milestone'
import { refuseMilestone } from '../rules/milestone-refusals'
import { byKey } from '../schema/units'
import type { Enrolled, KindOfRound } from './kind-of-round'
import { namesIn } from './round-people'

/**
 * A payment of a raise: the team shows what it delivered and spent, operators who invested judge it, or all verified people who did
 * where these are too few, and their verdict is an order to the approvers. The raise program pays or gives back; no list is posted.
 * Nobody of the team judges.
 */
export const milestone: KindOfRound = {
  kind: 'milestone',
  endsWith: 'verdict',
  isPaidIn: false,
  problem: milestoneProblem,
  concerned: async (_, { projectId }) => (projectId ? [projectId] : []),
  recipientOf: async (tx, { round, personId }) => {
    const project = await projectOf(tx, round)
    if (project.issuerPersonId !== personId) throw refuseMilestone.notTheTeam()
    if (!(await isReportedFor(tx, round.id))) throw refuseMilestone.spendingMissing()
    return project.projectId
  },
  assertMayAudit: async (tx, { round, personId, now }) => {
    const [side] = await sidesOf(tx, [round.projectId!])
    const actor = { personId, wallets: await walletsOf(tx, personId) }
    if (side && isOnSide(actor, side)) throw refuseRound.ownTask()
    if (!(await judgesOf(tx, await projectOf(tx, round), now)).has(personId)) throw refuseMilestone.notAnInvestor()
  },
  candidates: async (tx, { round, enrolled, now }) => {
    const judges = await judgesOf(tx, await projectOf(tx, round), now)
    const isVote = round.read.audit?.judges === 'voters'
    const asked = round.read.sheet.panel.leastOperators !== undefined
    return {
      auditors: await weighed(tx, { enrolled, judges, asked, now }),
      voters: isVote ? await votersOf(tx, { roundId: round.id, judges, asked }) : [],
      conflicts: [],
    }
  },
  positions: async () => ({ slot: null, positions: '[]' }),
  walletsOf: async (tx, round) => {
    const { projectId, issuerWallet } = await projectOf(tx, round)
    return new Map([[projectId, issuerWallet]])
  },
  entered: async (tx, { round: { id: roundId }, state, now }) => {
    if (state === 'submission') await openTrancheRound(tx, { roundId, now })
    if (state === 'distribution' || state === 'void') await endTrancheRound(tx, { roundId, now })
  },
  decided: async (tx, { round, now, verdicts }) => {
    const verdict = orderFor(verdicts[0]?.outcome)
    if (!verdict) return
    const { raiseAddress, title } = await projectOf(tx, round)
    await orderByVerdict(tx, { raise: raiseAddress, tranche: round.tranche!, roundId: round.id, verdict, title, now })
  },
}

/** The project whose payment it is, with its raise. */
async function projectOf(tx: Tx, { projectId }: Pick<EngineRoundRow, 'projectId'>) {
  const project = projectId ? await approvedTermsOf(tx, projectId) : null
  if (!project?.raiseAddress) throw refuseRound.noRound()
  return { ...project, raiseAddress: project.raiseAddress }
}

/** `asked`: whether the sheet asks who is an operator; what nobody asks is written down nowhere. */
type Asked = { judges: ReadonlyMap<string, Judge>; asked: boolean }

async function weighed(
  tx: Tx,
  { enrolled, judges, asked, now }: Asked & { enrolled: readonly Enrolled[]; now: Date },
): Promise<Candidates['auditors']> {
  const able = enrolled.filter(({ personId }) => judges.has(personId))
  const wallets = able.map(({ wallet }) => wallet)
  const scores = await scoresOf(tx, wallets, now)
  return able.map(({ person, personId, wallet, bond }) => {
    const reputation = toSafeInteger(scores.get(wallet)!.rounds)
    return { person, reputation, bond, ...(asked && { operator: judges.get(personId)!.isOperator }) }
  })
}

async function votersOf(
  tx: Tx,
  { roundId, judges, asked }: Asked & { roundId: string },
): Promise<Candidates['voters']> {
  const names = await namesIn(tx, roundId, [...judges.keys()])
  return [...judges]
    .map(([personId, { held, isOperator }]) => {
      return { person: names.get(personId)!, stake: held.toString(), ...(asked && { operator: isOperator }) }
    })
    .sort((one, other) => byKey(one.person, other.person))
}
