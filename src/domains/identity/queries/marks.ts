import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'

const SAME = {
  name: 'identity.samePeople',
  text: `
    select distinct own.person_id::text as person_id, other.person_id::text as account
    from identity_mark own join identity_mark other on other.mark = own.mark
    where own.person_id = any ($1::uuid[]) and own.confirmed_at is not null and other.confirmed_at is not null`,
}

/**
 * All accounts of several people, by account: those whose verifications were approved on one document are one person, and limits
 * count people. An account without another one has itself alone.
 */
export async function accountsOfPeople(
  tx: Db | Tx | Sql,
  personIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const accounts = new Map(personIds.map((id) => [id, new Set([id])]))
  if (personIds.length === 0) return new Map()
  for (const { person_id, account } of await rowsOf<{ person_id: string; account: string }>(tx, SAME, [[...personIds]]))
    accounts.get(person_id)?.add(account)
  return new Map([...accounts].map(([id, all]) => [id, [...all].sort()]))
}
