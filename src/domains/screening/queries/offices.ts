import { openMany } from '@/domains/vault/queries/keys'
import type { Db, Tx } from '@/server/db'
import { compare, readySubject } from '../rules/compare'
import { pepAge } from '../rules/read-pep'
import { candidatesFor } from './candidates'
import { isPepOn } from './lists'
import { ruleAt } from './rule'
import { dataOf, PURPOSE, vaultSubject } from './sealed'

/**
 * Whether a subject may hold, or have held, a public office: somebody on the operator's list is like them as far as staff would look at
 * it. Null where that list is off, missing or too old, or where the subject was never compared: then it is not known.
 */
export async function holdsOffice(db: Db | Tx, key: string, now: Date): Promise<boolean | null> {
  if (!isPepOn()) return null
  const list = await db.sanctionsList.findUnique({ where: { source: 'pep' } })
  if (!list?.activeImportId || pepAge(list.checkedAt, now) === 'stale') return null
  const subject = await db.screeningSubject.findUnique({ where: { key }, select: { sealed: true } })
  if (!subject) return null
  const [bytes] = await openMany(db, [{ subject: vaultSubject(key), purpose: PURPOSE, sealed: subject.sealed }])
  if (!bytes) return null
  const ready = readySubject(dataOf(bytes).compared)
  const rule = await ruleAt(db, now)
  return (await candidatesFor(db, ready, ['pep'])).some((candidate) => {
    const { score, threshold } = compare(ready, candidate, rule)
    return score >= threshold
  })
}
