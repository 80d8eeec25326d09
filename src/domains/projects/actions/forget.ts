import { eraseDocumentsOf } from '@/domains/vault/actions/documents'
import type { Tx } from '@/server/db'
import { applicationSubjects } from '../queries/person'

/**
 * Erases what a person typed and sent for their applications. What was handed in stays as versions, which nobody can change: they
 * are the record of what was decided on. The names of people in them go with the key of the application, which is shredded after this.
 */
export async function forgetApplicant(tx: Tx, { personId, now }: { personId: string; now: Date }): Promise<void> {
  for (const subject of await applicationSubjects(tx, personId))
    await eraseDocumentsOf(tx, { subject, actorId: null, now })
  const theirs = { application: { ownerId: personId } }
  await tx.staleEdit.deleteMany({ where: theirs })
  await tx.applicationSection.deleteMany({ where: theirs })
  await tx.application.updateMany({ where: { ownerId: personId, version: 0 }, data: { title: '', state: 'withdrawn' } })
}
