import type { Pledge, RuleSheet } from '../schema'
import type { Position } from '../schema/round-inputs'
import { ROUND_TIMES, type RoundTimes, type WrittenSheet } from '../schema/rule-sheet'
import { baseUnits, byKey } from '../schema/units'
import { distribute } from './distribute'
import { explain } from './explain'
import { type RoundInputs, readRuleSheet } from './round-sheet'

/** How one project's share of a round of the first form came about, in the order in which it is computed. Amounts in base units. */
export type PledgeShare = {
  projectId: string
  people: number
  /** Accepted pledges before any cap. */
  pledged: bigint
  /** People whose pledges were cut to the person cap. */
  peopleCapped: number
  /** Sum after the person cap. */
  counted: bigint
  /** After the project cap: the weight in the split. */
  weight: bigint
  /** The share before caps on payment: floor(pool * weight / total weight). */
  proportional: bigint
  /** Whether the cap on payment was hit. */
  payoutCapped: boolean
  /** What is paid. */
  units: bigint
}

/**
 * Allocates a round of the first form (sheet version 1), whose one rule is the engine's `pledge-match`: its sheet says the same as the
 * engine's, so the engine computes it. The order of pledges does not matter.
 */
export function pledgeMatch(sheet: RuleSheet, pledges: readonly Pledge[]): PledgeShare[] {
  const inputs = inputsOf(sheet, pledges)
  const distribution = distribute(inputs)
  return [...inputs.sheet.eligible].map((projectId) => {
    const { backers, given, limit, peopleCapped, counted, weight, proportional, units } = explain(
      inputs,
      distribution,
      projectId,
    )
    return {
      ...{ projectId, people: backers, pledged: given, peopleCapped, counted, weight, proportional, units },
      payoutCapped: limit === 'cap-of-recipient',
    }
  })
}

function inputsOf(sheet: RuleSheet, pledges: readonly Pledge[]): RoundInputs {
  const read = readRuleSheet(asEngineSheet(sheet))
  const positions = pledges.map(({ projectId, personId, accepted }): Position => {
    const counts = { mint: null, raise: 'succeeded', withdrawable: false, accepted: baseUnits(accepted) } as const
    return { person: personId, wallet: '', project: projectId, ...counts }
  })
  const facts = { slot: 0n, positions, voters: [], auditors: [], conflicts: [], exclusions: [] }
  return { ...read, submissions: [], record: { seed: null, commits: [], reveals: [], appeals: [] }, facts }
}

/** The same rules in the engine's words. Its windows mean nothing here: one millisecond each after the end. */
function asEngineSheet({ title, pool, rule, projectIds, startsAt, endsAt }: RuleSheet): WrittenSheet {
  const end = new Date(endsAt).getTime()
  const after = ROUND_TIMES.slice(1).map((name, place) => [name, new Date(end + place).toISOString()])
  return {
    ...{ version: 2, kind: 'bonus', title, pool, asset: { symbol: 'KOII', decimals: 9, mint: null } },
    ...{ eligible: [...new Set(projectIds)].sort(byKey), minimumBackers: 0, audit: null },
    reward: { id: rule.id, version: rule.version, parameters: { countedPerProject: rule.projectCap } },
    panel: { first: 0, appeal: 0, leastWeight: 1 },
    bonds: { submission: '0', auditor: '0', toAuditors: 0 },
    caps: { countedPerPerson: rule.personCap, paidPerRecipient: rule.payoutCap, paidInAll: null },
    times: { opens: startsAt, ...Object.fromEntries(after) } as RoundTimes,
  }
}
