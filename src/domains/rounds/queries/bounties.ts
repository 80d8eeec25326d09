import { approvedTermsOf } from '@/domains/projects/queries/public'
import { poolPayment } from '@/domains/raises/queries/intent'
import type { Db } from '@/server/db'
import { refuseRound, WITHOUT_POOL } from '../rules/engine-refusals'
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

/** A round of one's own project, also before it is approved, with how far the payment of its pool has come. */
export async function ownRound(db: Db, { roundId, personId }: { roundId: string; personId: string }) {
  const { projectId, listAddress } = await engineRound(db, roundId)
  if (!projectId) throw refuseRound.noRound()
  await ownProject(db, { projectId, personId })
  const page = await roundPage(db, { roundId, isInside: true })
  const payment = listAddress === null ? null : await poolPayment(db, listAddress)
  // Until the worker has looked again.
  const isSeen = payment === 'final' && page.notice === WITHOUT_POOL
  return { ...page, payment, notice: isSeen ? null : page.notice }
}
