import { isDeepStrictEqual } from 'node:util'
import { startCompany } from '@/domains/companies/actions/form'
import type { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { isEditable, STATE_WORDS } from '../rules/application'
import { refuse } from '../rules/refusals'
import { SECTIONS, type SectionName } from '../schema/content'
import { type Draft, EMPTY } from '../schema/draft'
import { lockOwnApplication, record } from './application'

/** Begins an application; every section starts empty. */
export async function start(tx: Tx, { viewer, now }: { viewer: Viewer; now: Date }): Promise<{ id: string }> {
  const sections = SECTIONS.map((name) => ({ name, value: EMPTY[name], updatedAt: now }))
  const { id } = await tx.application.create({
    data: { ownerId: viewer.personId, createdAt: now, updatedAt: now, sections: { create: sections } },
    select: { id: true },
  })
  await record(tx, { type: 'started', applicationId: id, viewer, now, facts: {} })
  return { id }
}

type Edit<Name extends SectionName = SectionName> = {
  applicationId: string
  viewer: Viewer
  now: Date
  section: Name
  /** The revision that the edit was made on. */
  revision: number
  value: Draft[Name]
}

/** Saved, with the new revision; or not, with what stands there now and the id under which the edit is kept. */
export type Saved =
  | { saved: true; revision: number }
  | { saved: false; revision: number; current: Prisma.JsonValue; staleEditId: string }

/** Saves one section. An edit made on an older revision changes nothing and is kept beside the saved one. */
export async function saveSection(tx: Tx, edit: Edit): Promise<Saved> {
  const { applicationId, section, revision, value, now } = edit
  await editable(tx, edit)
  const { count } = await tx.applicationSection.updateMany({
    where: { applicationId, name: section, revision },
    data: { value, revision: { increment: 1 }, updatedAt: now },
  })
  if (count === 1) {
    const title = section === 'project' ? { title: (value as Draft['project']).title.slice(0, 80) } : {}
    await tx.application.update({ where: { id: applicationId }, data: { ...title, updatedAt: now } })
    return { saved: true, revision: revision + 1 }
  }
  return keepStale(tx, edit)
}

async function keepStale(tx: Tx, { applicationId, section, revision, value, now }: Edit): Promise<Saved> {
  const key = { applicationId, name: section }
  const current = await tx.applicationSection.findUnique({ where: { applicationId_name: key } })
  if (!current) throw refuse.missing()
  // The same edit sent twice, as after a lost answer, is no conflict.
  if (isDeepStrictEqual(current.value, value)) return { saved: true, revision: current.revision }
  const { id } = await tx.staleEdit.create({ data: { applicationId, section, basedOn: revision, value, at: now } })
  return { saved: false, revision: current.revision, current: current.value, staleEditId: id }
}

/** Forgets a kept edit, once its author has chosen. */
export async function discardStaleEdit(
  tx: Tx,
  { applicationId, staleEditId, viewer }: { applicationId: string; staleEditId: string; viewer: Viewer },
): Promise<void> {
  await lockOwnApplication(tx, applicationId, viewer)
  await tx.staleEdit.deleteMany({ where: { id: staleEditId, applicationId } })
}

async function editable(tx: Tx, { applicationId, viewer }: { applicationId: string; viewer: Viewer }) {
  const application = await lockOwnApplication(tx, applicationId, viewer)
  if (!isEditable(application.state)) throw refuse.locked({ state: STATE_WORDS[application.state] })
}

/** Starts the check of the company behind one's own application, which may go on beside the writing of it. */
export async function beginCompany(
  tx: Tx,
  { applicationId, viewer, now }: { applicationId: string; viewer: Viewer; now: Date },
): Promise<{ companyId: string }> {
  const { state } = await lockOwnApplication(tx, applicationId, viewer)
  if (state === 'rejected' || state === 'withdrawn') throw refuse.locked({ state: STATE_WORDS[state] })
  return startCompany(tx, { projectId: applicationId, personId: viewer.personId, now })
}

/** A draft as its rows hold it. */
export async function readDraft(tx: Tx, applicationId: string): Promise<Draft> {
  const rows = await tx.applicationSection.findMany({ where: { applicationId } })
  return Object.fromEntries(rows.map(({ name, value }) => [name, value])) as unknown as Draft
}
