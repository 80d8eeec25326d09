import type { Asset } from '@/kit/money'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { CLEARED_STATES } from '../rules/case'
import { afterMonths } from '../rules/deadline'
import type { PromotionState } from '../rules/promotion'
import {
  type Approved,
  asApproved,
  type InvestorCategory,
  type InvestorStatement,
  type Question,
} from '../rules/protection'
import { FIAT, type Instrument, REGIMES, type Regime, type RegimeRule, ruleAt } from '../rules/regime'
import { raisePayload, ratePayload, regimePayload } from '../schema/regime'

type Any = Db | Tx | Sql
type Setting = { kind: string; subject: string; payload: unknown }

const SETTINGS = {
  name: 'compliance.settings',
  text: `
    select distinct on (kind, subject) kind, subject, payload from rule_change
    where decision = 'confirmed' and subject = any ($1::text[])
    order by kind, subject, decided_at desc, id desc`,
}

/** The newest confirmed setting of each of some subjects; what nobody ever set is left out. */
const settings = (db: Any, subjects: readonly string[]) => rowsOf<Setting>(db, SETTINGS, [[...subjects]])

const payloadOf = (all: readonly Setting[], kind: string, subject: string | null): unknown =>
  all.find((one) => one.kind === kind && one.subject === subject)?.payload

const RULES = {
  name: 'compliance.regimeRules',
  text: `
    select regime, version, effective_from as "effectiveFrom", effective_to as "effectiveTo", params
    from regime_rule where regime = any ($1::text[])`,
}

/** The regimes that are switched on, with the rule in force. One that is on without a rule in force has no numbers, and closes. */
export async function regimesOn(db: Any, now: Date): Promise<RegimeRule[]> {
  return rulesOn(db, await settings(db, REGIMES), now)
}

async function rulesOn(db: Any, set: readonly Setting[], now: Date): Promise<RegimeRule[]> {
  const on = REGIMES.filter((regime) => regimePayload.safeParse(payloadOf(set, 'regime', regime)).data?.on === true)
  if (on.length === 0) return []
  const rules = await rowsOf<RegimeRule>(db, RULES, [on])
  return on.map((regime) => {
    const empty = { regime, version: 0, effectiveFrom: now, effectiveTo: null, params: {} }
    return ruleAt(rules, regime, now) ?? empty
  })
}

const INVESTORS = {
  name: 'compliance.investors',
  text: `
    select person.id::text as person_id, s.country, s.us_person, s.category, s.limits, s.stated_at,
      (select json_agg(json_build_object('step', step.step, 'outcome', step.outcome, 'at', step.at))
       from investor_step step where step.person_id = person.id) as steps, p.state as promotion, p.requested_at,
      held.country as approved_country, held.category as approved_category
    from unnest($1::uuid[]) as person (id) left join investor_statement s on s.person_id = person.id
    left join promotion p on p.person_id = person.id
    left join lateral (
      select g.country, g.category from clearance_grant g join verification_case c on c.id = g.case_id
      where g.person_id = person.id and g.until > $2::timestamptz and g.country is not null and c.state::text = any ($3::text[])
      order by g.granted_at desc limit 1
    ) held on true`,
}
/** The step of somebody who saw what they can bear to lose. */
export const SIMULATION = 'simulation'
type Step = { step: string; outcome: string; at: string }
type InvestorRow = {
  person_id: string
  country: string | null
  us_person: boolean
  category: InvestorCategory
  limits: Record<string, string | null>
  stated_at: Date
  steps: Step[] | null
  promotion: PromotionState | null
  requested_at: Date | null
  approved_country: string | null
  approved_category: string | null
}

/** What a member stated, and when they finished the test and acknowledged each warning. */
export type Investor = {
  /** Null also for one that differs from what was approved: its limits follow from another country or category. */
  statement: InvestorStatement | null
  /** Residence and category as two people approved them; null without an approval that kept them. */
  approved: Approved | null
  test: { at: Date; passed: boolean } | null
  /** When they said that they saw what they can bear to lose; what that is nobody here knows. */
  simulated: Date | null
  warned: Partial<Record<Regime, Date>>
  promotion: Question['promotion']
}

/** What several people stated and did, in one statement, by person. */
export async function investorsOf(db: Any, personIds: readonly string[], now: Date): Promise<Map<string, Investor>> {
  if (personIds.length === 0) return new Map()
  const rows = await rowsOf<InvestorRow>(db, INVESTORS, [[...personIds], now.toISOString(), [...CLEARED_STATES]])
  return new Map(rows.map((row) => [row.person_id, readInvestor(row)]))
}

function readInvestor(row: InvestorRow): Investor {
  const at = (name: string) => row.steps?.find(({ step }) => step === name)
  const [test, simulation] = [at('test'), at(SIMULATION)]
  const approved: Approved | null = row.approved_country
    ? {
        country: row.approved_country,
        category: row.approved_category === 'sophisticated' ? 'sophisticated' : 'retail',
      }
    : null
  const stated = row.country === null ? null : readStatement({ ...row, country: row.country })
  const kept = stated && asApproved(stated, approved)
  return {
    approved,
    statement: kept?.country === stated?.country && kept?.category === stated?.category ? stated : null,
    test: test ? { at: new Date(test.at), passed: test.outcome === 'passed' } : null,
    simulated: simulation ? new Date(simulation.at) : null,
    promotion: row.promotion && { state: row.promotion, requestedAt: row.requested_at },
    warned: Object.fromEntries(
      REGIMES.flatMap((regime) => {
        const step = at(regime)
        return step ? [[regime, new Date(step.at)]] : []
      }),
    ),
  }
}

function readStatement(row: InvestorRow & { country: string }): InvestorStatement {
  const limits = Object.fromEntries(
    Object.entries(row.limits).map(([regime, cents]) => [regime, cents === null ? null : BigInt(cents)]),
  )
  const { country, category, us_person: usPerson, stated_at: statedAt } = row
  return { country, usPerson, category, limits, statedAt }
}

/** What two people decided that a project sells; null where nobody did. */
export async function instrumentOf(db: Any, projectId: string): Promise<Instrument | null> {
  const set = await settings(db, [projectId])
  return raisePayload.safeParse(payloadOf(set, 'raise', projectId)).data?.instrument ?? null
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

const COUNTED = {
  name: 'compliance.counted',
  text: `
    select person_id::text as id, regime, sum(cents)::text as cents, max(at) as last from limit_entry
    where person_id = any ($1::uuid[]) and released_at is null and at > $2::timestamptz group by person_id, regime
    union all
    select 'project', regime, sum(cents)::text, null from limit_entry
    where project_id = any ($3::uuid[]) and released_at is null and at > $2::timestamptz group by regime
    union all
    select intent_id::text, regime, cents::text, null from limit_entry
    where intent_id = any ($4::uuid[]) and released_at is null and at > $2::timestamptz`,
}
type Cents = Partial<Record<Regime, bigint>>

type Dates = Partial<Record<Regime, Date>>
type CountedRow = { id: string; regime: Regime; cents: string; last: Date | null }

/**
 * Cents that count within the last 12 months, by regime: of ids of people, of ids of intents, and of all `project`s together. `last` is
 * when the newest of them was sent, of ids of people.
 */
async function countedOf(
  db: Any,
  { people, intents, projects, now }: Record<'people' | 'intents' | 'projects', string[]> & { now: Date },
) {
  const values = [people, afterMonths(now, -12).toISOString(), projects, intents]
  return countedIn(await rowsOf<CountedRow>(db, COUNTED, values))
}

const countedIn = (rows: readonly CountedRow[]) => ({
  cents: (ids: readonly string[]): Cents => {
    const sums: Cents = {}
    for (const { id, regime, cents } of rows) if (ids.includes(id)) sums[regime] = (sums[regime] ?? 0n) + BigInt(cents)
    return sums
  },
  last: (ids: readonly string[]): Dates => {
    const newest: Dates = {}
    for (const { id, regime, last } of rows)
      if (last && ids.includes(id) && last > (newest[regime] ?? 0)) newest[regime] = last
    return newest
  },
})

const minus = (all: Cents, part: Cents): Cents =>
  Object.fromEntries(REGIMES.map((regime) => [regime, (all[regime] ?? 0n) - (part[regime] ?? 0n)]))

/** What is offered. `projectId` is null for a raise of no listed project: no rule is set for it. `sheet`: it has a complete one. */
export type Offer = Pick<Question, 'cap' | 'sheet' | 'terms' | 'now'> & { projectId: string | null; asset: Asset }

/** Finds all projects whose offers count together with one's; asked only where a regime is on. */
type Counting = { projectsOfIssuer: () => Promise<readonly string[]> }

/** Who is asked about: all their accounts and what they hold of the raise; of something sent its intents, and a later moment than now. */
export type Protected = {
  personId: string
  accounts: readonly string[]
  held: bigint
  intents?: readonly string[]
  at?: Date
}

type Rules = Pick<Question, 'on' | 'raise' | 'rates'>

/** What is set for an offer; null where nothing is, so that nothing is asked. One statement then. */
export async function offerRules<Of extends Offer>(db: Any, offer: Of): Promise<(Of & Rules) | null> {
  const { projectId, asset, now } = offer
  const assetKey = asset.mint ?? asset.symbol
  const subjects = [...REGIMES, ...FIAT.map((currency) => `${assetKey}/${currency}`), ...(projectId ? [projectId] : [])]
  const set = await settings(db, subjects)
  const raise = raisePayload.safeParse(payloadOf(set, 'raise', projectId)).data ?? null
  const on = await rulesOn(db, set, now)
  return on.length > 0 || raise ? { ...offer, on, raise, rates: ratesIn(set, assetKey) } : null
}

/** Everything that decides what protects each of several people in one offer: two statements more, however many they are. */
export async function protectionQuestions(
  db: Any,
  { projectsOfIssuer, asset, ...rules }: Offer & Rules & Counting,
  people: readonly Protected[],
): Promise<Question[]> {
  const { now, cap, sheet, terms, on, raise, rates } = rules
  const investors = await investorsOf(db, [...new Set(people.map(({ personId }) => personId))], now)
  const accounts = [...new Set(people.flatMap((one) => one.accounts))]
  const intents = people.flatMap((one) => one.intents ?? [])
  const count = async () => countedOf(db, { people: accounts, intents, projects: [...(await projectsOfIssuer())], now })
  const counted = on.length > 0 ? await count() : countedIn([])
  return people.map((one): Question => {
    const known = investors.get(one.personId)
    const own = counted.cents(one.intents ?? [])
    return {
      ...{
        now: one.at ?? now,
        cap,
        sheet,
        terms,
        on,
        raise,
        rates,
        decimals: asset.decimals,
        held: one.held,
        counted: own,
      },
      ...{ statement: known?.statement ?? null, test: known?.test ?? null, warned: known?.warned ?? {} },
      promotion: known?.promotion ?? null,
      committedAt: counted.last(one.accounts),
      ...{ used: minus(counted.cents(one.accounts), own), offered: minus(counted.cents(['project']), own) },
    }
  })
}

/** A question to which nothing is set. */
const nothingSet = ({ cap, sheet, terms, now, asset }: Offer, held: bigint): Question => ({
  ...{
    now,
    cap,
    sheet,
    terms,
    held,
    decimals: asset.decimals,
    on: [],
    raise: null,
    statement: null,
    test: null,
  },
  promotion: null,
  ...{ warned: {}, committedAt: {}, used: {}, offered: {}, rates: {} },
})

/** The same for one person. One statement while nothing is set. */
export async function protectionQuestion(db: Any, about: Offer & Counting & Protected): Promise<Question> {
  const rules = await offerRules(db, about)
  if (!rules) return nothingSet(about, about.held)
  const [question] = await protectionQuestions(db, rules, [about])
  return question!
}
