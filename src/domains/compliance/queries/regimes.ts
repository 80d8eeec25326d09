import type { Db, Tx } from '@/server/db'
import { questionsOf } from '../rules/appropriateness'
import { afterMonths, coolingEnds } from '../rules/deadline'
import { isFca, REGIMES, type Regime, type RegimeRule, ruleAt } from '../rules/regime'
import { bannerOf } from '../rules/regime-words'
import { notServed } from '../rules/served'
import { datedProposals, listsDesk } from './dated'
import { type Investor, investorsOf, regimesOn } from './protection'

/** For staff: every regime with its versions and whether it is on, and what waits for a second person. */
export async function regimesDesk(db: Db | Tx, now: Date) {
  const [on, rules, changes, lists, proposals] = await Promise.all([
    regimesOn(db, now),
    db.regimeRule.findMany({ orderBy: [{ regime: 'asc' }, { version: 'desc' }] }),
    db.ruleChange.findMany({ orderBy: { proposedAt: 'desc' }, take: 100 }),
    listsDesk(db, now),
    datedProposals(db),
  ])
  const regimes = REGIMES.map((regime) => ({
    regime,
    on: on.some((rule) => rule.regime === regime),
    versions: rules
      .filter((rule) => rule.regime === regime)
      .map(({ params, ...rule }) => ({ ...rule, params: params as Record<string, string> })),
  }))
  return {
    ...{ regimes, lists, proposals, unserved: notServed(process.env.BLOCKED_COUNTRIES) },
    changes: changes.map(({ payload, ...change }) => ({ ...change, payload: JSON.stringify(payload) })),
  }
}

/** A regime's numbers at an instant, whether it is switched on or not; null where none are in force. */
export async function rulesInForce(db: Db | Tx, regime: Regime, now: Date): Promise<RegimeRule | null> {
  const rules = await db.regimeRule.findMany({ where: { regime } })
  return ruleAt(
    rules.map((rule) => ({ ...rule, regime, params: rule.params as Record<string, string> })),
    regime,
    now,
  )
}

/** A member's own statement and steps, and the regimes that are on, for the page that asks for them. */
export async function investorOf(db: Db | Tx, personId: string, now: Date) {
  const [on, investors] = await Promise.all([regimesOn(db, now), investorsOf(db, [personId], now)])
  const { test, statement, approved, simulated, warned, promotion } = investors.get(personId)!
  return {
    approved,
    test: test && { ...test, until: afterMonths(test.at, 24) },
    simulation: simulated && { at: simulated, until: afterMonths(simulated, 12) },
    statement: statement && { ...statement, until: afterMonths(statement.statedAt, 12) },
    regimes: on.map(({ regime }) => ({ regime, acknowledgedAt: warned[regime] ?? null })),
    promotion: on.some(({ regime }) => isFca(regime)) ? await promotionOf(db, personId, promotion) : null,
  }
}

/** How far somebody is on the way to an offer in the United Kingdom, and the questions that they have begun to answer. */
async function promotionOf(db: Db | Tx, personId: string, promotion: Investor['promotion']) {
  const open = await db.appropriatenessAttempt.findFirst({ where: { personId, answeredAt: null } })
  const questions =
    open && questionsOf(open.attempt).map(({ question, answers }) => ({ question, answers: [...answers] }))
  const requestedAt = promotion?.requestedAt ?? null
  return {
    ...{ state: promotion?.state ?? ('visited' as const), coolingUntil: requestedAt && coolingEnds(requestedAt) },
    asked: open && questions && { attempt: open.attempt, questions },
  }
}

/** What stands on every page of an offer while a regime that wants it there is on; the same for everybody. */
export async function bannerWarnings(db: Db | Tx, now: Date): Promise<string[]> {
  return (await regimesOn(db, now)).flatMap((rule) => bannerOf(rule) ?? [])
}
