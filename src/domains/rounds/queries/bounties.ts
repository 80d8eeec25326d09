import { approvedTermsOf } from '@/domains/projects/queries/public'
import type { Db } from '@/server/db'
import { refuseRound } from '../rules/engine-refusals'
import { roundPage, roundsOfProject } from './engine-page'
import { engineRound } from './engine-rows'

type Own = { projectId: string; personId: string }

/** A listed project of this person; others do not exist. */
async function ownProject(db: Db, { projectId, personId }: Own) {
  const project = await approvedTermsOf(db, projectId)
  if (!project || project.issuerPersonId !== personId) throw refuseRound.notYourProject()
  return project
}

/** The bounties of one's own project, and the token that they are paid in (null while there is none). */
export async function ownRounds(db: Db, own: Own) {
  const { title, slug, saleAsset, issuerWallet } = await ownProject(db, own)
  const token = saleAsset.mint ? saleAsset : null
  return { title, slug, token, issuerWallet, rounds: await roundsOfProject(db, own.projectId) }
}

/** A round of one's own project, also before it is approved. */
export async function ownRound(db: Db, { roundId, personId }: { roundId: string; personId: string }) {
  const { projectId } = await engineRound(db, roundId)
  if (!projectId) throw refuseRound.noRound()
  await ownProject(db, { projectId, personId })
  return roundPage(db, { roundId, isInside: true })
}
