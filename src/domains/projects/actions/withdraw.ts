import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { listingAfter } from '../rules/application'
import { advance, lockOwnApplication, record } from './application'

type Act = { applicationId: string; viewer: Viewer; now: Date }

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
 * The team opens a withdrawn, rejected or approved application again, to submit its next version. The listing of an approved one
 * disappears until the next approval. `running`: its raise runs and the chain still takes other terms; then its listing stays as
 * it is, until those terms are on chain. Without that, one with a raise on chain cannot be revised.
 */
export async function revise(
  tx: Tx,
  { applicationId, viewer, now, running = false }: Act & { running?: boolean },
): Promise<void> {
  const application = await lockOwnApplication(tx, applicationId, viewer)
  const listing = await tx.listing.findUnique({ where: { projectId: applicationId } })
  if (listing && !running && (application.state === 'approved' || listing.state === 'published')) {
    const state = listingAfter(listing.state, 'withdraw')
    await tx.listing.update({ where: { projectId: applicationId }, data: { state, updatedAt: now } })
  }
  await advance(tx, application, 'revise', now)
  await record(tx, { type: 'reopened', applicationId, viewer, now, facts: { version: application.version } })
}
