import { approvedTermsOf } from '@/domains/projects/queries/public'
import type { Tx } from '@/server/db'
import { bountyFrom } from '../rules/bounty-templates'
import { refuseRound } from '../rules/engine-refusals'
import type { BountyForm } from '../schema/bounty-form'
import { type Act, proposeRound } from './engine-rounds'

/**
 * An issuer proposes a task of their listed project, in the token that the project sells. Refuses projects of others like ones that
 * do not exist, and projects without a token. Returns the round's id.
 */
export async function openBounty(tx: Tx, { form, personId, now }: Act & { form: BountyForm }): Promise<string> {
  const { projectId } = form
  const project = await approvedTermsOf(tx, projectId)
  if (!project || project.issuerPersonId !== personId) throw refuseRound.notYourProject()
  const { symbol, decimals, mint } = project.saleAsset
  if (!mint) throw refuseRound.noToken()
  return proposeRound(tx, { ...bountyFrom(form, { symbol, decimals, mint }), projectId, personId, now })
}
