import { approvedTermsOf } from '@/domains/projects/queries/public'
import type { Tx } from '@/server/db'
import type { EngineRoundRow } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { kindOf } from './kinds'

/** Who gets what is left over of a round: the issuer's wallet where the pool is paid in, else the treasury. */
export async function leftoverOf(tx: Tx, { kind, projectId }: EngineRoundRow, treasury: string): Promise<string> {
  if (!kindOf(kind).isPaidIn || !projectId) return treasury
  const project = await approvedTermsOf(tx, projectId)
  if (!project) throw refuseRound.noRound()
  return project.issuerWallet
}
