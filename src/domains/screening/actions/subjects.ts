import { sealFor } from '@/domains/vault/actions/keys'
import { openFor } from '@/domains/vault/queries/keys'
import { canonicalJson } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import { candidatesFor } from '../queries/candidates'
import { listsInForce, staleness } from '../queries/lists'
import { ruleAt } from '../queries/rule'
import { bytesOf, dataOf, fingerprintOf, freshSalt, PURPOSE, type SealedData, vaultSubject } from '../queries/sealed'
import { readySubject } from '../rules/compare'
import type { Compared, RunState } from '../schema'
import { recordFailure, recordFindings } from './runs'

/** Why somebody is compared. */
export type Cause = 'submitted' | 'changed' | 'list_changed' | 'weekly' | 'retried' | 'wallet_added' | 'payout' | 'lift'

/** A subject as it stands, with its data open. */
export type OpenSubject = { id: string; key: string; fingerprint: string; data: SealedData }

/** Somebody to compare. `allowedIds`: the staff who alone may open what comes of it, where it is compared for the first time. */
type ToScreen = { key: string; compared: Compared; cause: Cause; allowedIds?: readonly string[] }

/**
 * Compares a person or an organisation with all lists in force, in the transaction it is given, and keeps the data sealed for every
 * later change of a list. `key` is how the rooms above know it: `person:<id>`. The answer is for staff and the gate alone: no word of
 * it may reach the person. `error` means that a list is missing or too old: the comparison is made up for as soon as it is not.
 */
export async function screenSubject(
  tx: Tx,
  { key, compared, cause, allowedIds = [] }: ToScreen,
  now: Date,
): Promise<{ runId: string; state: RunState }> {
  const subject = await keepSubject(tx, { key, compared, allowedIds, now })
  const rule = await ruleAt(tx, now)
  const lists = await listsInForce(tx, now, rule)
  const about = { subject, cause, lists, now }
  const problem = staleness(lists)
  if (problem) return recordFailure(tx, { ...about, problem })
  const ready = readySubject(compared)
  const candidates = await candidatesFor(
    tx,
    ready,
    lists.map(({ source }) => source),
  )
  const recorded = await recordFindings(tx, { ...about, ready, candidates, rule })
  await tx.screeningSubject.update({ where: { id: subject.id }, data: { screenedAt: now } })
  return recorded
}

/** Writes what is known of a subject; its fingerprint changes when and only when the data do. */
async function keepSubject(
  tx: Tx,
  { key, compared, allowedIds, now }: Required<Omit<ToScreen, 'cause'>> & { now: Date },
): Promise<OpenSubject> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`screening:${key}`}, 0))`
  const known = await tx.screeningSubject.findUnique({ where: { key } })
  if (known) {
    const data = dataOf(await openFor(tx, vaultSubject(key), PURPOSE, known.sealed))
    if (canonicalJson(data.compared) === canonicalJson(compared))
      return { id: known.id, key, fingerprint: known.fingerprint, data }
  }
  const data = { salt: freshSalt(), compared }
  const sealed = await sealFor(tx, vaultSubject(key), PURPOSE, bytesOf(data))
  const columns = { kind: compared.kind, sealed, fingerprint: fingerprintOf(data), changedAt: now }
  const { id, fingerprint } = await tx.screeningSubject.upsert({
    where: { key },
    create: { key, allowedIds: [...allowedIds], ...columns },
    // New data were compared with nothing yet.
    update: { ...columns, screenedAt: null },
  })
  return { id, key, fingerprint, data }
}

/**
 * Closes everything that is compared of a subject, and of what belongs to it (`company:<id>.<place>`, `company:<id>/<round>`), to all
 * staff but these; nobody named opens it again. Who may change that is asked upstairs.
 */
export async function allowSubject(
  tx: Tx,
  { key, allowedIds }: { key: string; allowedIds: readonly string[] },
): Promise<void> {
  const where = { OR: [{ key }, ...['.', '/'].map((sign) => ({ key: { startsWith: `${key}${sign}` } }))] }
  await tx.screeningSubject.updateMany({ where, data: { allowedIds: [...allowedIds] } })
}
