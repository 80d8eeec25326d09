import { append } from '@/domains/log/actions'
import type { CanonicalValue } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { type ApplicationEvent, afterEvent } from '../rules/application'
import { refuse } from '../rules/refusals'

/** An application with its row locked until the transaction ends, so that two acts on it happen one after the other. */
export async function lockApplication(tx: Tx, applicationId: string) {
  await tx.$executeRaw`select 1 from application where id = ${applicationId}::uuid for update`
  const application = await tx.application.findUnique({ where: { id: applicationId } })
  if (!application) throw refuse.missing()
  return application
}

/** The same for its owner; for anybody else it does not exist. */
export async function lockOwnApplication(tx: Tx, applicationId: string, viewer: Viewer) {
  const application = await lockApplication(tx, applicationId)
  if (application.ownerId !== viewer.personId) throw refuse.missing()
  return application
}

type Locked = Awaited<ReturnType<typeof lockApplication>>

/** What changes with an event beside the state. */
export type Changes = Partial<Pick<Locked, 'version' | 'submittedAt' | 'assigneeId' | 'assignedUntil' | 'title'>>

/** Moves a locked application along its table, or refuses. */
export async function advance(
  tx: Tx,
  application: Locked,
  event: ApplicationEvent,
  now: Date,
  changes: Changes = {},
): Promise<void> {
  const state = afterEvent(application.state, event)
  await tx.application.update({ where: { id: application.id }, data: { ...changes, state, updatedAt: now } })
}

/** Records an act on an application; returns the entry's hash. */
export function record(
  tx: Tx,
  act: {
    type: string
    applicationId: string
    viewer: Viewer
    now: Date
    facts: { readonly [key: string]: CanonicalValue }
    parents?: readonly string[]
  },
): Promise<string> {
  return append(tx, {
    type: `projects.${act.type}`,
    at: act.now,
    actorId: act.viewer.personId,
    subjects: [`project:${act.applicationId}`],
    facts: act.facts,
    ...(act.parents && { parents: act.parents }),
  })
}

/** The version that reviewers look at: the newest submitted one. */
export async function currentVersion(tx: Tx, application: { id: string; version: number }) {
  const key = { applicationId: application.id, number: application.version }
  const version = await tx.applicationVersion.findUnique({ where: { applicationId_number: key } })
  if (!version) throw refuse.missing()
  return version
}
