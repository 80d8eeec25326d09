import { namesOf } from '@/domains/identity/queries'
import type { Db } from '@/server/db'
import { VIEW_KINDS, type ViewKind } from '../rules/views'

/** So many days the page shows. */
const SHOWN = 31

/**
 * The last reports, newest first: who looked at sealed things how often, by kind, with the alarms. Of what was looked at there is
 * nothing here but how much.
 */
export async function viewReports(db: Db) {
  const reports = await db.viewReport.findMany({
    orderBy: { day: 'desc' },
    take: SHOWN,
    include: { counts: { orderBy: [{ viewerId: 'asc' }, { what: 'asc' }] }, alarms: true },
  })
  const names = await namesOf(
    db,
    reports.flatMap(({ counts }) => counts.map(({ viewerId }) => viewerId)),
  )
  return reports.map(({ day, counts, alarms }) => {
    const viewers = [...new Set(counts.map(({ viewerId }) => viewerId))]
    return {
      day: day.toISOString().slice(0, 10),
      viewers: viewers.map((viewerId) => {
        const own = counts.filter((one) => one.viewerId === viewerId)
        const alarm = alarms.find((one) => one.viewerId === viewerId)
        return {
          ...{ viewerId, name: names.get(viewerId) ?? 'somebody who left' },
          views: own.reduce((sum, one) => sum + one.views, 0),
          kinds: own.map(({ what, views, things }) => ({ what: VIEW_KINDS[what as ViewKind] ?? what, views, things })),
          usual: alarm ? (alarm.medianHalves / 2).toLocaleString('en', { maximumFractionDigits: 1 }) : null,
        }
      }),
    }
  })
}
