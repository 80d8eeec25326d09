import { openDecisions } from '@/domains/identity/queries/decisions'
import type { Db, Tx } from '@/server/db'
import { type Calendar, type CountryList, isStaleList, LISTS } from '../rules/dated'
import { REGIMES } from '../rules/regime'
import { countryEntries, holidayEntries } from '../schema/dated'

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

const newest = (db: Db | Tx, list: string) =>
  db.datedList.findFirstOrThrow({ where: { list }, orderBy: { version: 'desc' } })

/** Countries by risk as they are in force. */
export async function countryList(db: Db | Tx): Promise<CountryList> {
  const { asOf, entries } = await newest(db, 'fatf')
  return { asOf: dayOf(asOf), ...countryEntries.parse(entries) }
}

/** The holidays of US rules as they are in force. */
export async function usCalendar(db: Db | Tx): Promise<Calendar> {
  const { asOf, entries } = await newest(db, 'holidays.us')
  return { asOf: dayOf(asOf), days: new Set(holidayEntries.parse(entries).days) }
}

/** For staff: every list with its versions, the newest first, and whether somebody should look for a newer one. */
export async function listsDesk(db: Db | Tx, now: Date) {
  const rows = await db.datedList.findMany({ orderBy: { version: 'desc' } })
  return LISTS.map((list) => {
    const versions = rows
      .filter((row) => row.list === list)
      .map(({ entries, ...row }) => ({ ...row, entries: JSON.stringify(entries) }))
    return { list, versions, stale: versions[0] ? isStaleList(list, versions[0].asOf, now) : true }
  })
}

/** For staff: versions that wait for a second person. */
export async function datedProposals(db: Db | Tx) {
  const subjects = [...REGIMES, ...LISTS].map((about) => `dated:${about}`)
  const open = await openDecisions(db, subjects)
  return open.map(({ subject, content, note, makerId, madeAt, expiresAt }) => ({
    ...{ about: subject.slice('dated:'.length), content: content as Record<string, string | null> },
    ...{ note, makerId, madeAt, expiresAt },
  }))
}
