import type { z } from 'zod'
import { approvedTermsOf } from '@/domains/projects/queries/public'
import { submitReport } from '../actions/report'
import { roundJudging } from '../queries/tranche-round'
import { refuse } from '../rules/refusals'
import { assertReportable } from '../rules/tranche'
import type { reportInput } from '../schema'
import { readRaise } from './read'
import type { World } from './world'

/** Takes what the issuer shows for the next payment, while the chain still lets it be approved. */
export async function reportPayment(
  world: World,
  { projectId, tranche, text, link }: z.infer<typeof reportInput>,
): Promise<void> {
  const { db, viewer, now } = world
  const approved = await approvedTermsOf(db, projectId)
  if (!approved?.raiseAddress) throw refuse.missing()
  if (approved.issuerPersonId !== viewer.personId) throw refuse.notIssuer()
  const { account, chainNow } = await readRaise(world, approved.raiseAddress, [])
  assertReportable(account, { tranche, now: chainNow })
  if (await roundJudging(db, { raiseAddress: approved.raiseAddress, tranche, now })) throw refuse.reportInRound()
  const { raiseAddress: raise, title, slug } = approved
  const report = { raise, title, slug, tranche, text, link: link || null }
  await db.$transaction((tx) => submitReport(tx, { ...report, personId: viewer.personId, now }))
}
