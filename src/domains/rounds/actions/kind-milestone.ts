import { standingsOf } from '@/domains/compliance/queries/standings'
import { walletsOf } from '@/domains/identity/queries'
import { walletsOfPeople } from '@/domains/identity/queries/wallets'
import { approvedTermsOf, sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import { endTrancheRound, openTrancheRound, orderByVerdict } from '@/domains/raises/actions/tranche-round'
import { investorsIn, isReportedFor } from '@/domains/raises/queries/tranche-round'
import { scoresOf } from '@/domains/reputation/queries'
import { toSafeInteger } from '@/kit/integer'
import type { Tx } from '@/server/db'
import type { EngineRoundRow } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { milestoneProblem, orderFor } from '../rules/milestone'
import { refuseMilestone } from '../rules/milestone-refusals'
import { byKey } from '../schema/units'
import type { Enrolled, KindOfRound } from './kind-of-round'
import { namesIn } from './round-people'

/**
 * A payment of a raise: the team shows what it delivered and spent, verified people who invested judge it, and their verdict is an
 * order to the approvers. The raise program pays or gives back; no list is posted. Nobody of the team judges.
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
    if (!(await judgesOf(tx, round, now)).has(personId)) throw refuseMilestone.notAnInvestor()
  },
  candidates: async (tx, { round, enrolled, now }) => {
    const judges = await judgesOf(tx, round, now)
    const isVote = round.read.audit?.judges === 'voters'
    return {
      auditors: await weighed(
        tx,
        enrolled.filter(({ personId }) => judges.has(personId)),
        now,
      ),
      voters: isVote ? await votersOf(tx, round.id, judges) : [],
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

/** Verified people with an accepted position who do not belong to the team, with what they hold in base units. */
async function judgesOf(tx: Tx, round: EngineRoundRow, now: Date): Promise<Map<string, bigint>> {
  const { projectId, raiseAddress } = await projectOf(tx, round)
  const held = await investorsIn(tx, raiseAddress)
  const wallets = await walletsOfPeople(tx, [...held.keys()])
  const people = [...held.keys()].map((personId) => ({ personId, wallets: wallets.get(personId) ?? [] }))
  const standings = await standingsOf(tx, people, now)
  const sides = await sidesOf(tx, [projectId])
  const mayJudge = people.filter(
    (actor) => standings.get(actor.personId)?.clearance && !sides.some((side) => isOnSide(actor, side)),
  )
  return new Map(mayJudge.map(({ personId }) => [personId, held.get(personId)!]))
}

async function weighed(tx: Tx, enrolled: readonly Enrolled[], now: Date) {
  const scores = await scoresOf(
    tx,
    enrolled.map(({ wallet }) => wallet),
    now,
  )
  return enrolled.map(({ person, wallet, bond }) => {
    return { person, reputation: toSafeInteger(scores.get(wallet)!.rounds), bond }
  })
}

async function votersOf(tx: Tx, roundId: string, judges: ReadonlyMap<string, bigint>) {
  const names = await namesIn(tx, roundId, [...judges.keys()])
  return [...judges]
    .map(([personId, held]) => ({ person: names.get(personId)!, stake: held.toString() }))
    .sort((one, other) => byKey(one.person, other.person))
}
