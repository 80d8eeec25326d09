import { randomUUID } from 'node:crypto'
import { canonicalJson } from '@/kit/canonical-json'
import { leafHash } from '@/kit/digest'
import type { Tx } from '@/server/db'
import type { Act } from './schema'

/** Records an act in the transaction that performs it; returns the entry's leaf hash, for later acts to name as parent. */
export async function append(tx: Tx, act: Act): Promise<string> {
  const id = randomUUID()
  const parents = [...(act.parents ?? [])]
  const subjects = [...act.subjects]
  const body = canonicalJson({ id, type: act.type, at: act.at.toISOString(), subjects, parents, facts: act.facts })
  const hash = leafHash(body)
  await tx.logEntry.create({
    data: { id, type: act.type, at: act.at, actorId: act.actorId, subjects, parents, body, hash },
  })
  return hash
}
