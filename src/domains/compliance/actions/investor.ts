import { append } from '@/domains/log/actions'
import { sha256 } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { approvedInvestor, regimesOn } from '../queries/protection'
import { regCfLimit, restrictedLimit } from '../rules/investor-limit'
import { gradeTest } from '../rules/knowledge'
import { possibleRegimes, type Regime, type RegimeRule, ruleAt } from '../rules/regime'
import { RISK_WARNINGS } from '../rules/regime-words'
import { refuseRule } from '../rules/rule-change'

type By = { personId: string; now: Date }
type Stated = {
  country: string
  usPerson: boolean
  category: 'retail' | 'sophisticated'
  yearlyIncome: string
  netWorth: string
}

/**
 * Keeps what follows from a statement: the limits of the regimes that could apply. Income and worth are used here once and stored nowhere.
 * Of somebody who was verified, country and category are those that were approved, whatever they state.
 */
export async function stateInvestor(tx: Tx, { personId, now, yearlyIncome, netWorth, ...stated }: Stated & By) {
  const kept = { ...stated, ...(await approvedInvestor(tx, personId, now)) }
  const stored = await tx.regimeRule.findMany()
  const rules = stored.map((row) => ({
    ...row,
    regime: row.regime as Regime,
    params: row.params as RegimeRule['params'],
  }))
  const worth = { income: BigInt(yearlyIncome) * 100n, netWorth: BigInt(netWorth) * 100n }
  const limits = Object.fromEntries(
    possibleRegimes(kept).map((regime) => [
      regime,
      limitUnder(ruleAt(rules, regime, now), kept.category, worth)?.toString() ?? null,
    ]),
  )
  const data = { ...kept, limits, statedAt: now }
  await tx.investorStatement.upsert({ where: { personId }, create: { personId, ...data }, update: data })
  await record(tx, 'investor_stated', { personId, now })
}

function limitUnder(
  rule: RegimeRule | null,
  category: Stated['category'],
  { income, netWorth }: { income: bigint; netWorth: bigint },
): bigint | null {
  if (!rule || category === 'sophisticated') return null
  const { threshold, floor, most } = rule.params
  if (rule.regime === 'REG_CF' && threshold && floor && most)
    return regCfLimit({ income, netWorth }, { threshold: BigInt(threshold), floor: BigInt(floor), most: BigInt(most) })
  return rule.regime.startsWith('FCA') ? restrictedLimit(netWorth) : null
}

/** Grades the knowledge test and keeps when it was finished and whether it was passed, never the answers. */
export async function finishTest(tx: Tx, { answers, ...by }: { answers: readonly number[] } & By) {
  const { right, passed } = gradeTest(answers)
  await keepStep(tx, { step: 'test', outcome: passed ? 'passed' : 'failed', ...by })
  return { right, passed }
}

/** Keeps that somebody read the warning of a regime that is on, with the digest of its very text. */
export async function acknowledgeWarning(tx: Tx, { regime, ...by }: { regime: Regime } & By): Promise<void> {
  const on = await regimesOn(tx, by.now)
  if (!on.some((rule) => rule.regime === regime)) throw refuseRule.regimeNotOn()
  await keepStep(tx, { step: regime, outcome: sha256(RISK_WARNINGS[regime]).toString('hex'), ...by })
}

async function keepStep(tx: Tx, { personId, step, outcome, now }: { step: string; outcome: string } & By) {
  const data = { outcome, at: now }
  const where = { personId_step: { personId, step } }
  await tx.investorStep.upsert({ where, create: { personId, step, ...data }, update: data })
  await record(tx, 'investor_step', { personId, now })
}

/** The log says that somebody did it; what they said stays out of it. */
const record = (tx: Tx, what: string, { personId, now }: By) =>
  append(tx, { type: `compliance.${what}`, at: now, actorId: personId, subjects: [`person:${personId}`], facts: {} })
