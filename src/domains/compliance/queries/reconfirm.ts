import { parseInteger } from '@/kit/integer'
import type { Asset } from '@/kit/money'
import type { Db, Tx } from '@/server/db'
import { reconfirmUntil } from '../rules/deadline'
import { type RegimeRule, regimesFor } from '../rules/regime'
import { usCalendar } from './dated'
import { investorsOf, offerRules } from './protection'

/** When silence after a material change cancels a commitment, and by which version of which rule. */
export type Deadline = { until: Date; rule: string }

type About = { projectId: string; asset: Asset; noticeAt: Date }

const reconfirmDays = ({ params }: RegimeRule): number => parseInteger(params.reconfirmDays ?? '') ?? 5

/** The rule of Regulation Crowdfunding for a raise, where it is on and the raise sells what falls under it; null for none. */
async function crowdfunding(db: Db | Tx, { projectId, asset, noticeAt }: About) {
  const rules = await offerRules(db, { projectId, asset, cap: 0n, sheet: false, terms: 'asked', now: noticeAt })
  const rule = rules?.on.find(({ regime }) => regime === 'REG_CF')
  const instrument = rules?.raise?.instrument
  if (!rule || !instrument || !regimesFor({ country: 'US', usPerson: true }, instrument)?.includes('REG_CF'))
    return null
  const { days } = await usCalendar(db)
  return { rule: `REG_CF:${rule.version}`, until: reconfirmUntil(noticeAt, days, reconfirmDays(rule)) }
}

/** Whether a raise is offered under a rule that gives people business days to think, and until when those would be over. */
export const reconfirmationNeeds = (db: Db | Tx, about: About): Promise<Deadline | null> => crowdfunding(db, about)

/** Of several people until when they must agree to a change, by the rules of where they live; who is under none is left out. */
export async function reconfirmDeadlines(
  db: Db | Tx,
  personIds: readonly string[],
  about: About,
): Promise<ReadonlyMap<string, Deadline>> {
  const deadline = await crowdfunding(db, about)
  if (!deadline) return new Map()
  const investors = await investorsOf(db, personIds, about.noticeAt)
  const concerned = personIds.filter((personId) => {
    const statement = investors.get(personId)?.statement
    return statement && (statement.usPerson || statement.country === 'US')
  })
  return new Map(concerned.map((personId) => [personId, deadline]))
}
