import { openMany } from '@/domains/vault/queries/keys'
import type { Tx } from '@/server/db'
import { candidatesFor } from '../queries/candidates'
import { listsInForce, staleness } from '../queries/lists'
import { ruleAt } from '../queries/rule'
import { dataOf, PURPOSE, vaultSubject } from '../queries/sealed'
import { readySubject } from '../rules/compare'
import type { RunState } from '../schema'
import { recordFailure, recordFindings } from './runs'

type Again = { personId: string; wallets: readonly string[]; cause: 'wallet_added' | 'payout'; now: Date }

/**
 * Compares somebody who was compared before once more, as they are kept, with their wallets as numbers of theirs; null for whoever was
 * never compared, or was erased. Wallets are no part of what is kept: a further one does not void what staff cleared. While a list is
 * missing or too old it is put off and made up for.
 */
export async function rescreen(tx: Tx, { personId, wallets, cause, now }: Again): Promise<RunState | null> {
  const key = `person:${personId}`
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`screening:${key}`}, 0))`
  const known = await tx.screeningSubject.findUnique({ where: { key } })
  if (!known) return null
  const [bytes] = await openMany(tx, [{ subject: vaultSubject(key), purpose: PURPOSE, sealed: known.sealed }])
  if (!bytes) return null
  const { salt, compared } = dataOf(bytes)
  const numbers = wallets.map((value) => ({ kind: 'wallet' as const, value, country: null }))
  const data = { salt, compared: { ...compared, identifiers: [...compared.identifiers, ...numbers] } }
  const { id, fingerprint } = known
  const rule = await ruleAt(tx, now)
  const lists = await listsInForce(tx, now, rule)
  const about = { subject: { id, key, fingerprint, data }, cause, lists, now }
  const problem = staleness(lists)
  if (problem) return (await recordFailure(tx, { ...about, problem })).state
  const ready = readySubject(data.compared)
  const sources = lists.map(({ source }) => source)
  const candidates = await candidatesFor(tx, ready, sources)
  const { state } = await recordFindings(tx, { ...about, ready, candidates, rule })
  await tx.screeningSubject.update({ where: { id }, data: { screenedAt: now } })
  return state
}
