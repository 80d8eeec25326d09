import { NEWCOMER_WEIGHT } from '@/domains/reputation/rules/draw'
import { sha256 } from '@/kit/digest'
import { type Asset, parseMoney } from '@/kit/money'
import { after, DAY } from '@/kit/time'
import type { BountyForm } from '../schema/bounty-form'
import type { RoundBrief } from '../schema/engine-acts'
import { ROUND_TIMES, type RoundTimes, type WrittenSheet } from '../schema/rule-sheet'
import { refuseInput } from './round-sheet'

type Form<Template extends BountyForm['template']> = Extract<BountyForm, { template: Template }>

/** Of what fraud loses the auditors who found it share so much, in basis points; the treasury gets the rest. */
const TO_AUDITORS = 5_000
/** A percent in billionths. */
const PERCENT = 10_000_000
/** From the end of appeals to when the list is due, and from then to the end of claims. */
const [ROOT_DAYS, CLAIM_DAYS] = [7, 90]

/** Turns what an issuer wrote into the sheet of a bounty in the project's token, and what people read. Refuses by field. */
export function bountyFrom(form: BountyForm, asset: Asset): { sheet: WrittenSheet; brief: RoundBrief } {
  const units = (field: string, text: string, least = 1n): string => {
    const read = parseMoney(text, asset)
    if (!read.ok) throw refuseInput.badSheet({ field, problem: read.problem })
    if (read.money.units < least) throw refuseInput.badSheet({ field, problem: 'Write more than 0.' })
    return read.money.units.toString()
  }
  const pool = units('pool', form.pool)
  const { template, title, summary, task } = form
  const sheet: WrittenSheet = {
    ...{ version: 2, kind: 'bounty', title, asset: { ...asset }, pool, eligible: 'open', minimumBackers: 0 },
    caps: { countedPerPerson: null, paidPerRecipient: null, paidInAll: pool },
    times: timesOf(form),
    ...(template === 'agent' ? agentRules(form, units) : editorialRules(form)),
  }
  return { sheet, brief: { summary, task, tests: template === 'agent' ? form.tests : [] } }
}

type Rules = Pick<WrittenSheet, 'reward' | 'audit' | 'panel' | 'bonds'>
type Units = (field: string, text: string, least?: bigint) => string

/** Auditors run the declared tests; each passed one pays the same. */
function agentRules(form: Form<'agent'>, units: Units): Rules {
  const { tests, required, perTest, bond, auditors, leastPercent } = form
  const locked = units('bond', bond, 0n)
  return {
    reward: { id: 'pro-rata', version: 1, parameters: { rate: units('perTest', perTest) } },
    audit: {
      ...{ id: 'automated-checks', version: 1 },
      parameters: {
        required,
        tests: tests.map(({ name, output }) => ({ name, expects: sha256(output).toString('hex'), units: '1' })),
      },
    },
    panel: {
      ...{ first: auditors, appeal: auditors, leastWeight: NEWCOMER_WEIGHT },
      ...(leastPercent < 100 && { leastChance: leastPercent * PERCENT }),
    },
    bonds: { submission: locked, auditor: locked, toAuditors: locked === '0' ? 0 : TO_AUDITORS },
  }
}

/** Whoever hands in ranks all the others; the median place decides. Two rankings at least must be there. */
const editorialRules = ({ shares, auditors }: Form<'editorial'>): Rules => ({
  reward: { id: 'ranked', version: 1, parameters: { shares } },
  audit: { id: 'peer-ranking', version: 1, parameters: { leastRankings: 2 } },
  panel: { first: 0, appeal: auditors, leastWeight: NEWCOMER_WEIGHT },
  bonds: { submission: '0', auditor: '0', toAuditors: 0 },
})

function timesOf({ opensAt, workDays, stepDays }: BountyForm): RoundTimes {
  const days = [0, workDays, ...Array.from({ length: 5 }, () => stepDays), ROOT_DAYS, CLAIM_DAYS]
  let day = 0
  const instants = days.map((more) => {
    day += more
    return after(opensAt, day * DAY).toISOString()
  })
  return Object.fromEntries(ROUND_TIMES.map((name, place) => [name, instants[place]!])) as RoundTimes
}
