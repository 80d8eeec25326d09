import { walletsOf } from '@/domains/identity/queries'
import { sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import { scoresOf } from '@/domains/reputation/queries'
import { toSafeInteger } from '@/kit/integer'
import type { Tx } from '@/server/db'
import { refuseRound } from '../rules/engine-refusals'
import type { Sheet } from '../schema/rule-sheet'
import type { KindOfRound } from './kind-of-round'

const AUDITS = ['automated-checks', 'peer-ranking']

/**
 * A project's own task, paid in its own token. The pool lies in the list's vault before the round opens; nobody of the project takes
 * part. Bonds that are lost are paid to the auditors who were right and to the treasury, never to the project, so that it gains nothing
 * by crying fraud.
 */
export const bounty: KindOfRound = {
  kind: 'bounty',
  endsWith: 'list',
  isPaidIn: true,
  problem: ({ asset, audit, eligible, panel, pool, caps }) => {
    const faults: readonly (readonly [boolean, string, string])[] = [
      [asset.mint === null, 'asset.mint', 'A bounty is paid in the project’s own token.'],
      [eligible !== 'open', 'eligible', 'A bounty is open to every verified member: write "open".'],
      [!audit || !AUDITS.includes(audit.id), 'audit', `Choose ${AUDITS.join(' or ')}.`],
      [pool === 0n, 'pool', 'Write more than 0.'],
      [panel.leastOperators !== undefined, 'panel.leastOperators', 'Nobody asks who is an operator: leave it out.'],
      [
        caps.paidInAll === null || caps.paidInAll > pool,
        'caps.paidInAll',
        'A bounty pays at most its pool: write that.',
      ],
    ]
    const [, field, problem] = faults.find(([is]) => is) ?? []
    return field === undefined || problem === undefined ? null : { field, problem }
  },
  concerned: async (_, { projectId }) => (projectId ? [projectId] : []),
  recipientOf: async (tx, { round, personId, name }) => {
    await refuseInsiders(tx, round.projectId, personId)
    return name
  },
  assertMayAudit: (tx, { round, personId }) => refuseInsiders(tx, round.projectId, personId),
  candidates: async (tx, { round, enrolled, now }) => {
    const { panel } = round.read.sheet
    const recorded = await recordsOf(tx, enrolled, now)
    const auditors = enrolled.map(({ person, bond }, place) => ({ person, reputation: recorded[place]!, bond }))
    return {
      ...{ auditors: drawn(round.read.sheet) ? auditors : [], voters: [], conflicts: [] },
      ...(panel.leastChance !== undefined && { submitters: await submittersOf(tx, round.id, now) }),
    }
  },
  positions: async () => ({ slot: null, positions: '[]' }),
  walletsOf: async (tx, { id: roundId }, recipients) => {
    const rows = await tx.roundSubmission.findMany({
      where: { roundId, recipient: { in: [...recipients] } },
      select: { recipient: true, wallet: true },
    })
    return new Map(rows.map(({ recipient, wallet }) => [recipient, wallet]))
  },
}

/** What these wallets earned in rounds, of 10^9, in their order. */
async function recordsOf(tx: Tx, owners: readonly { wallet: string }[], now: Date): Promise<number[]> {
  const wallets = owners.map(({ wallet }) => wallet)
  const scores = await scoresOf(tx, wallets, now)
  return wallets.map((wallet) => toSafeInteger(scores.get(wallet)!.rounds))
}

/** Everybody who handed in, by the record of the wallet that signed: it decides how likely their work is judged. */
async function submittersOf(tx: Tx, roundId: string, now: Date) {
  const works = await tx.roundSubmission.findMany({ where: { roundId }, orderBy: { person: 'asc' } })
  const recorded = await recordsOf(tx, works, now)
  return works.map(({ person }, place) => ({ person, reputation: recorded[place]! }))
}

/** Whether anybody is drawn at all: also where peers judge first, an appeal has a panel. */
const drawn = ({ panel }: Sheet): boolean => panel.first + panel.appeal > 0

async function refuseInsiders(tx: Tx, projectId: string | null, personId: string): Promise<void> {
  const actor = { personId, wallets: await walletsOf(tx, personId) }
  if ((await sidesOf(tx, projectId ? [projectId] : [])).some((side) => isOnSide(actor, side)))
    throw refuseRound.ownTask()
}
