import { randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { sealFor } from '@/domains/vault/actions/keys'
import type { Complaint } from '@/generated/prisma/client'
import type { CanonicalValue } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import { keyOf, wordPurpose } from '../queries/words'
import { refuse } from '../rules'
import type { WordKind } from '../schema'

/** The complaint, locked until the transaction ends, so that two people cannot act on it at once. An emptied one does not exist. */
export async function lockComplaint(tx: Tx, complaintId: string): Promise<Complaint> {
  await tx.$executeRaw`select from complaint where id = ${complaintId}::uuid for update`
  const found = await tx.complaint.findFirst({ where: { id: complaintId, erasedAt: null } })
  if (!found) throw refuse.noComplaint()
  return found
}

type Written = { complaintId: string; kind: WordKind; authorId: string | null; text: string; now: Date }

/** Puts something that was written into a locked complaint, sealed. Returns its id. */
export async function write(tx: Tx, { complaintId, kind, authorId, text, now }: Written): Promise<string> {
  const id = randomUUID()
  const sealed = await sealFor(tx, keyOf(complaintId), wordPurpose(id), Buffer.from(text))
  const number = (await tx.complaintWord.count({ where: { complaintId } })) + 1
  await tx.complaintWord.create({ data: { id, complaintId, number, kind, authorId, at: now, sealed } })
  return id
}

/** Records an act on a complaint: ids and states, nothing that was written. */
export const record = (
  tx: Tx,
  participle: string,
  { complaintId, actorId, now }: { complaintId: string; actorId: string | null; now: Date },
  facts: { [key: string]: CanonicalValue } = {},
) =>
  append(tx, {
    type: `complaints.${participle}`,
    at: now,
    actorId,
    subjects: [`complaint:${complaintId}`],
    facts: { complaint: complaintId, ...facts },
  })
