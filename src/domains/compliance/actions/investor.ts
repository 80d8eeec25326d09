import { append } from '@/domains/log/actions'
import { sealFor } from '@/domains/vault/actions/keys'
import { sha256 } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { investorsOf, regimesOn, SIMULATION } from '../queries/protection'
import { isHighNetWorth, regCfLimit, restrictedLimit } from '../rules/investor-limit'
import { gradeTest } from '../rules/knowledge'
import { INVESTOR_EVIDENCE, isUkCategory, refusePromotion } from '../rules/promotion'
import { asApproved, type InvestorCategory } from '../rules/protection'
import { isFca, possibleRegimes, type Regime, type RegimeRule, ruleAt } from '../rules/regime'
import { RISK_WARNINGS } from '../rules/regime-words'
import { refuseRule } from '../rules/rule-change'
import { noteOnPromotion } from './promotion'

type By = { personId: string; now: Date }
type Stated = {
  country: string
  usPerson: boolean
  category: InvestorCategory
  yearlyIncome: string
  netWorth: string
  evidence?: string
}

/**
 * Keeps what follows from a statement: the limits of the regimes that could apply. Income and worth are used here once and stored
 * nowhere; what somebody in the United Kingdom wrote about themselves is sealed with their own key. Of somebody who was verified,
 * country and category are those that were approved.
 */
export async function stateInvestor(
  tx: Tx,
  { personId, now, yearlyIncome, netWorth, evidence = '', ...stated }: Stated & By,
): Promise<void> {
  const kept = asApproved(stated, (await investorsOf(tx, [personId], now)).get(personId)?.approved ?? null)
  const stored = await tx.regimeRule.findMany()
  const rules = stored.map((row) => ({
    ...row,
    regime: row.regime as Regime,
    params: row.params as RegimeRule['params'],
  }))
  const worth = { income: BigInt(yearlyIncome) * 100n, netWorth: BigInt(netWorth) * 100n }
  const regimes = possibleRegimes(kept)
  const inForce = (regime: Regime) => ruleAt(rules, regime, now)
  const british = regimes.filter(isFca)
  if (british.length > 0) assertUkKind(kept.category, worth, { evidence, rule: inForce(british[0]!) })
  const limits = Object.fromEntries(
    regimes.map((regime) => [regime, limitUnder(inForce(regime), kept.category, worth)?.toString() ?? null]),
  )
  const sealed = evidence && (await sealFor(tx, `person:${personId}`, INVESTOR_EVIDENCE, Buffer.from(evidence)))
  const data = { ...kept, limits, evidence: sealed || null, statedAt: now }
  await tx.investorStatement.upsert({ where: { personId }, create: { personId, ...data }, update: data })
  await noteOnPromotion(tx, 'categorise', { personId, now })
  await record(tx, 'investor_stated', { personId, now })
}

const LEAST_EVIDENCE = 20
type Worth = { income: bigint; netWorth: bigint }

/** COBS 4.12A: only kinds that its rules know, with why in the investor's own words; high net worth by the figures in force. */
function assertUkKind(
  category: InvestorCategory,
  { income, netWorth }: Worth,
  { evidence, rule }: { evidence: string; rule: RegimeRule | null },
): void {
  if (!isUkCategory(category)) throw refusePromotion.ukCategoryNeeded()
  if (category !== 'retail' && evidence.trim().length < LEAST_EVIDENCE) throw refusePromotion.evidenceNeeded()
  if (category !== 'high_net_worth') return
  const { highIncome, highNetAssets } = rule?.params ?? {}
  const numbers = { income: BigInt(highIncome ?? 0), netAssets: BigInt(highNetAssets ?? 0) }
  if (!highIncome || !highNetAssets || !isHighNetWorth({ income, netAssets: netWorth }, numbers))
    throw refusePromotion.notHighNetWorth()
}

function limitUnder(rule: RegimeRule | null, category: InvestorCategory, { income, netWorth }: Worth): bigint | null {
  if (!rule) return null
  if (isFca(rule.regime)) return category === 'retail' ? restrictedLimit(netWorth) : null
  const { threshold, floor, most } = rule.params
  if (category === 'sophisticated' || rule.regime !== 'REG_CF' || !threshold || !floor || !most) return null
  return regCfLimit({ income, netWorth }, { threshold: BigInt(threshold), floor: BigInt(floor), most: BigInt(most) })
}

/** Grades the knowledge test and keeps when it was finished and whether it was passed, never the answers. */
export async function finishTest(tx: Tx, { answers, ...by }: { answers: readonly number[] } & By) {
  const { right, passed } = gradeTest(answers)
  await keepStep(tx, { step: 'test', outcome: passed ? 'passed' : 'failed', ...by })
  return { right, passed }
}

/**
 * Keeps that somebody saw what they can bear to lose, and nothing of what that is: Regulation (EU) 2020/1503, article 21(6), by which it bars
 * nobody from anything.
 */
export async function confirmSimulation(tx: Tx, by: By): Promise<void> {
  await assertOn(tx, 'ECSPR', by.now)
  await keepStep(tx, { step: SIMULATION, outcome: 'seen', ...by })
}

async function assertOn(tx: Tx, regime: Regime, now: Date): Promise<void> {
  const on = await regimesOn(tx, now)
  if (!on.some((rule) => rule.regime === regime)) throw refuseRule.regimeNotOn()
}

/** Keeps that somebody read the warning of a regime that is on, with the digest of its very text. */
export async function acknowledgeWarning(tx: Tx, { regime, ...by }: { regime: Regime } & By): Promise<void> {
  await assertOn(tx, regime, by.now)
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
