import type { Db, Tx } from '@/server/db'
import { afterMonths } from '../rules/deadline'
import { REGIMES } from '../rules/regime'
import { investorsOf, regimesOn } from './protection'

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
  const [on, investors] = await Promise.all([regimesOn(db, now), investorsOf(db, [personId])])
  const { test, statement, warned } = investors.get(personId)!
  return {
    test: test && { ...test, until: afterMonths(test.at, 24) },
    statement: statement && { ...statement, until: afterMonths(statement.statedAt, 12) },
    regimes: on.map(({ regime }) => ({ regime, acknowledgedAt: warned[regime] ?? null })),
  }
}
