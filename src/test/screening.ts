import { importInvented } from '@/domains/screening/jobs/lists'
import { sweepAll } from '@/domains/screening/jobs/sweeps'
import { type Compared, LIST_SOURCES } from '@/domains/screening/schema'
import type { Db } from '@/server/db'

/** Takes the four invented lists into force, or looks at them again, so that they are fresh at an instant. */
export async function freshLists(db: Db, now: Date): Promise<void> {
  for (const source of LIST_SOURCES) await importInvented(db, source, now)
}

/** Somebody who is on three of the invented lists. */
export const LISTED: Compared = {
  ...{ kind: 'person', names: ['Velimir Zorkanov'], dateOfBirth: '1968-03-14', countries: ['RS'], gender: null },
  identifiers: [],
}
/** Somebody with the same name, but much younger and from elsewhere. */
export const NAMESAKE: Compared = { ...LISTED, dateOfBirth: '1994-08-02' }
/** Somebody who is on no list. */
export const NOBODY: Compared = {
  ...LISTED,
  names: ['Marit Ålesundsdotter'],
  dateOfBirth: '1990-04-23',
  countries: ['NO'],
}
/** A wallet on the invented list of OFAC. */
export const LISTED_WALLET = 'BLock3dWa11etBLock3dWa11etBLock3dWa11et1111'

const lasting = new WeakMap<Db, Promise<void>>()

/** Takes the invented lists into force once in a database, as lists that never age: for tests of something else under any clock. */
export function lastingLists(db: Db): Promise<void> {
  const begun = lasting.get(db) ?? takeForGood(db)
  lasting.set(db, begun)
  return begun
}

async function takeForGood(db: Db): Promise<void> {
  const early = new Date('2026-01-01T00:00:00Z')
  await freshLists(db, early)
  await sweepAll(db, early)
  await db.sanctionsList.updateMany({ data: { checkedAt: new Date('2100-01-01T00:00:00Z') } })
}
