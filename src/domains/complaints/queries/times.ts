import { rulesInForce } from '@/domains/compliance/queries/regimes'
import { parseInteger } from '@/kit/integer'
import type { Db, Tx } from '@/server/db'
import { OWN_TIMES, type Times } from '../rules'

/**
 * How long complaints may wait: as the rule of European crowdfunding that is in force says, whether that regime is switched on or not, so
 * that everybody who complains is promised the same.
 */
export async function complaintTimes(db: Db | Tx, now: Date): Promise<Times> {
  const rule = await rulesInForce(db, 'ECSPR', now)
  const workingDays = parseInteger(rule?.params.complaintWorkingDays ?? '')
  const days = parseInteger(rule?.params.complaintDays ?? '')
  return rule && workingDays && days ? { regime: rule.regime, version: rule.version, workingDays, days } : OWN_TIMES
}
