import { isAllowed } from '@/domains/compliance/rules/allowed'
import { openProposals } from '@/domains/identity/queries/decisions'
import type { Db, Tx } from '@/server/db'
import { hasRole, type Viewer } from '@/server/viewer'
import { holderOf } from '../rules/review'
import { companySubject } from './data'

/**
 * Whether somebody is at work on a company: a reviewer who has taken it, or a checker (not the proposer) while a proposal waits; with
 * a second factor, and never anybody of its side or to whom it is closed.
 */
export async function isAtWork(db: Db | Tx, companyId: string, viewer: Viewer, now: Date): Promise<boolean> {
  const { personId } = viewer
  if (!viewer.secondFactorAt || !hasRole(viewer, 'reviewer', 'checker')) return false
  const company = await db.companyCase.findUnique({
    where: { id: companyId },
    include: { parties: { select: { personId: true } } },
  })
  if (!company || company.ownerId === personId || company.parties.some((party) => party.personId === personId))
    return false
  if (!isAllowed(company, personId)) return false
  if (company.state === 'in_review' && holderOf(company, now) === personId) return true
  if (!hasRole(viewer, 'checker')) return false
  const proposal = (await openProposals(db, [companySubject(companyId)])).get(companySubject(companyId))
  return proposal !== undefined && proposal.makerId !== personId
}
