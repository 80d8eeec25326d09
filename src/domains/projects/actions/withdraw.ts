import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { listingAfter } from '../rules/application'
import { advance, lockOwnApplication, record } from './application'

type Act = { applicationId: string; viewer: Viewer; now: Date; reason?: string }

/** The team takes its application back. A decision that waits for its second person is void. */
export async function withdraw(tx: Tx, { applicationId, viewer, now }: Act): Promise<void> {
  const application = await lockOwnApplication(tx, applicationId, viewer)
  await tx.reviewDecision.updateMany({
    where: { applicationId, state: 'open' },
    data: { state: 'void', decidedAt: now },
  })
  await advance(tx, application, 'withdraw', now, { assigneeId: null, assignedUntil: null })
  await record(tx, { type: 'withdrawn', applicationId, viewer, now, facts: { version: application.version } })
}

/**
 * The team opens a withdrawn, rejected or approved application again, to submit its next version. An approved one may be
 * revised only while it has no raise on chain; its listing disappears until the next approval.
 */
export async function revise(tx: Tx, { applicationId, viewer, now }: Act): Promise<void> {
  const application = await lockOwnApplication(tx, applicationId, viewer)
  const listing = await tx.listing.findUnique({ where: { projectId: applicationId } })
  if (application.state === 'approved' && listing) {
    const state = listingAfter(listing.state, 'withdraw')
    await tx.listing.update({ where: { projectId: applicationId }, data: { state, updatedAt: now } })
  }
  await advance(tx, application, 'revise', now)
  await record(tx, { type: 'reopened', applicationId, viewer, now, facts: { version: application.version } })
}
