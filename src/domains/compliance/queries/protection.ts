import type { Prisma } from '@/generated/prisma/client'
import type { Asset } from '@/kit/money'
import { type Db, type Tx, units } from '@/server/db'
import { CLEARED_STATES } from '../rules/case'
import { afterMonths } from '../rules/deadline'
import type { InvestorStatement, Question } from '../rules/protection'
import { FIAT, REGIMES, type Regime, type RegimeRule, ruleAt } from '../rules/regime'
import { raisePayload, ratePayload, regimePayload } from '../schema/regime'

type Setting = { kind: string; subject: string; payload: unknown }

/** The newest confirmed setting of each of some subjects; what nobody ever set is left out. */
const settings = (db: Db | Tx, subjects: readonly string[]): Promise<Setting[]> =>
  db.$queryRaw<Setting[]>`
    select distinct on (kind, subject) kind, subject, payload from rule_change
    where decision = 'confirmed' and subject = any (${[...subjects]}::text[])
    order by kind, subject, decided_at desc`

const payloadOf = (all: readonly Setting[], kind: string, subject: string | null): unknown =>
  all.find((one) => one.kind === kind && one.subject === subject)?.payload

const readRule = (row: { regime: string; version: number; params: Prisma.JsonValue } & Dates): RegimeRule => ({
  ...row,
  regime: row.regime as Regime,
  params: row.params as Record<string, string>,
})
type Dates = { effectiveFrom: Date; effectiveTo: Date | null }

/** The regimes that are switched on, with the rule in force. One that is on without a rule in force has no numbers, and closes. */
export async function regimesOn(db: Db | Tx, now: Date): Promise<RegimeRule[]> {
  return rulesOn(db, await settings(db, REGIMES), now)
}

async function rulesOn(db: Db | Tx, set: readonly Setting[], now: Date): Promise<RegimeRule[]> {
  const on = REGIMES.filter((regime) => regimePayload.safeParse(payloadOf(set, 'regime', regime)).data?.on === true)
  if (on.length === 0) return []
  const rules = (await db.regimeRule.findMany({ where: { regime: { in: on } } })).map(readRule)
  return on.map((regime) => {
    const empty = { regime, version: 0, effectiveFrom: now, effectiveTo: null, params: {} }
    return ruleAt(rules, regime, now) ?? empty
  })
}

/** Residence and category as two people approved them; null without an approval that kept them. */
export async function approvedInvestor(db: Db | Tx, personId: string, now: Date) {
  const grant = await db.clearanceGrant.findFirst({
    where: { personId, until: { gt: now }, country: { not: null }, case: { state: { in: [...CLEARED_STATES] } } },
    orderBy: { grantedAt: 'desc' },
    select: { country: true, category: true },
  })
  if (!grant?.country) return null
  const category: InvestorStatement['category'] = grant.category === 'sophisticated' ? 'sophisticated' : 'retail'
  return { country: grant.country, category }
}

/**
 * What is kept of a person's statement; null for none. One that differs from what was approved about the person counts for nothing: its
 * limits follow from another country or category, so it has to be made anew.
 */
export async function statementOf(db: Db | Tx, personId: string, now: Date): Promise<InvestorStatement | null> {
  const row = await db.investorStatement.findUnique({ where: { personId } })
  if (!row) return null
  const approved = await approvedInvestor(db, personId, now)
  if (approved && (row.country !== approved.country || row.category !== approved.category)) return null
  const stored = row.limits as Record<string, string | null>
  const limits = Object.fromEntries(
    Object.entries(stored).map(([regime, cents]) => [regime, cents === null ? null : BigInt(cents)]),
  )
  const { country, usPerson, statedAt } = row
  const category = row.category === 'sophisticated' ? 'sophisticated' : 'retail'
  return { country, usPerson, category, limits, statedAt }
}

/** When the test was finished and each warning acknowledged. */
export async function stepsOf(db: Db | Tx, personId: string) {
  const rows = await db.investorStep.findMany({ where: { personId } })
  const at = (step: string) => rows.find((row) => row.step === step) ?? null
  const warned = Object.fromEntries(REGIMES.flatMap((regime) => (at(regime) ? [[regime, at(regime)!.at]] : [])))
  const test = at('test')
  return { test: test && { at: test.at, passed: test.outcome === 'passed' }, warned }
}

/** The confirmed rates of an asset, by currency. */
function ratesIn(set: readonly Setting[], assetKey: string): Question['rates'] {
  return Object.fromEntries(
    FIAT.flatMap((currency) => {
      const payload = ratePayload.safeParse(payloadOf(set, 'rate', `${assetKey}/${currency}`)).data
      return payload ? [[currency, { micros: BigInt(payload.micros), asOf: new Date(payload.asOf) }]] : []
    }),
  )
}

/** Cents that count within the last 12 months, by regime: of a person over all wallets and raises, or of an issuer over all their projects. */
async function countedSince(db: Db | Tx, of: { personId: string } | { projectId: { in: string[] } }, now: Date) {
  const sums = await db.limitEntry.groupBy({
    by: ['regime'],
    where: { ...of, releasedAt: null, at: { gt: afterMonths(now, -12) } },
    _sum: { cents: true },
  })
  return Object.fromEntries(sums.map(({ regime, _sum }) => [regime, _sum.cents ? units(_sum.cents) : 0n]))
}

/** `projectId` is null for a raise of no listed project: no rule is set for it. */
type About = {
  personId: string
  projectId: string | null
  /** Every project whose offers count as one with this; absent: this one alone. */
  issuerProjects?: readonly string[]
  asset: Asset
  cap: bigint
  held: bigint
  now: Date
}

/** Everything that decides what protects this person in this raise. One statement while nothing is set. */
export async function protectionQuestion(db: Db | Tx, about: About): Promise<Question> {
  const { personId, projectId, asset, cap, held, now } = about
  const assetKey = asset.mint ?? asset.symbol
  const subjects = [...REGIMES, ...FIAT.map((currency) => `${assetKey}/${currency}`), ...(projectId ? [projectId] : [])]
  const set = await settings(db, subjects)
  const raise = raisePayload.safeParse(payloadOf(set, 'raise', projectId)).data ?? null
  const on = await rulesOn(db, set, now)
  const statement = on.length > 0 || raise ? await statementOf(db, personId, now) : null
  const common = { now, on, raise, cap, held, statement, decimals: asset.decimals }
  if (on.length === 0) return { ...common, testedAt: null, warned: {}, used: {}, offered: {}, rates: {} }
  const [steps, used, offered] = await Promise.all([
    stepsOf(db, personId),
    countedSince(db, { personId }, now),
    projectId ? countedSince(db, { projectId: { in: [...(about.issuerProjects ?? [projectId])] } }, now) : {},
  ])
  const rates = ratesIn(set, assetKey)
  return { ...common, testedAt: steps.test?.at ?? null, warned: steps.warned, used, offered, rates }
}

/** For staff: every regime with its versions and whether it is on, and what waits for a second person. */
export async function regimesDesk(db: Db | Tx, now: Date) {
  const [on, rules, changes] = await Promise.all([
    regimesOn(db, now),
    db.regimeRule.findMany({ orderBy: [{ regime: 'asc' }, { version: 'desc' }] }),
    db.ruleChange.findMany({ orderBy: { proposedAt: 'desc' }, take: 100 }),
  ])
  const regimes = REGIMES.map((regime) => ({
    regime,
    on: on.some((rule) => rule.regime === regime),
    versions: rules
      .filter((rule) => rule.regime === regime)
      .map(({ params, ...rule }) => ({ ...rule, params: params as Record<string, string> })),
  }))
  return {
    regimes,
    changes: changes.map(({ payload, ...change }) => ({ ...change, payload: JSON.stringify(payload) })),
  }
}

/** A member's own statement and steps, and the regimes that are on, for the page that asks for them. */
export async function investorOf(db: Db | Tx, personId: string, now: Date) {
  const [on, statement, steps] = await Promise.all([
    regimesOn(db, now),
    statementOf(db, personId, now),
    stepsOf(db, personId),
  ])
  const { test, warned } = steps
  return {
    approved: await approvedInvestor(db, personId, now),
    test: test && { ...test, until: afterMonths(test.at, 24) },
    statement: statement && { ...statement, until: afterMonths(statement.statedAt, 12) },
    regimes: on.map(({ regime }) => ({ regime, acknowledgedAt: warned[regime] ?? null })),
  }
}
