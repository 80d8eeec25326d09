import { pageStaff } from '@/domains/identity/actions/page-staff'
import { append } from '@/domains/log/actions'
import { actsByDay, type DayOfActs } from '@/domains/log/queries'
import { formatDay } from '@/kit/day'
import { after, DAY } from '@/kit/time'
import type { Tx } from '@/server/db'
import { isOutlier, medianHalves, USUAL_DAYS, viewKinds } from '../rules/views'

/** The day of the last report; null before the first one. */
export async function lastReported(tx: Tx): Promise<Date | null> {
  const last = await tx.viewReport.findFirst({ orderBy: { day: 'desc' }, select: { day: true } })
  return last?.day ?? null
}

/**
 * Counts the looks of one whole day (UTC, by its beginning), and alarms the admins about who looked far more often than usual. Counted
 * once: of two workers at once one does nothing. Returns how many people it alarmed about.
 */
export async function countDay(tx: Tx, { day, now }: { day: Date; now: Date }): Promise<number> {
  const { count } = await tx.viewReport.createMany({ data: [{ day, madeAt: now }], skipDuplicates: true })
  if (count === 0) return 0
  const acts = await actsByDay(tx, viewKinds(), day, after(day, DAY))
  await tx.viewCount.createMany({
    data: acts.map(({ actorId, type, acts: views, things }) => ({ day, viewerId: actorId, what: type, views, things })),
  })
  const outliers = await outliersOf(tx, day, acts)
  await tx.viewAlarm.createMany({ data: outliers.map((one) => ({ ...one, day, raisedAt: now })) })
  for (const { viewerId, views } of outliers) await record(tx, { viewerId, views, day, now })
  if (outliers.length > 0) await tellAdmins(tx, { day, people: outliers.length, now })
  return outliers.length
}

type Outlier = { viewerId: string; views: number; medianHalves: number }

/** Who looked far more often than they did on the 30 days before. */
async function outliersOf(tx: Tx, day: Date, acts: readonly DayOfActs[]): Promise<Outlier[]> {
  const totals = new Map<string, number>()
  for (const { actorId, acts: views } of acts) totals.set(actorId, (totals.get(actorId) ?? 0) + views)
  const found: Outlier[] = []
  for (const [viewerId, views] of totals) {
    const before = await tx.viewCount.groupBy({
      by: ['day'],
      where: { viewerId, day: { gte: after(day, -USUAL_DAYS * DAY), lt: day } },
      _sum: { views: true },
    })
    const usual = medianHalves(before.map(({ _sum }) => _sum.views ?? 0))
    if (isOutlier(views, usual)) found.push({ viewerId, views, medianHalves: usual })
  }
  return found
}

const record = (tx: Tx, { viewerId, views, day, now }: { viewerId: string; views: number; day: Date; now: Date }) =>
  append(tx, {
    type: 'vault.viewsAlarmed',
    at: now,
    actorId: null,
    subjects: [`person:${viewerId}`],
    facts: { day: day.toISOString().slice(0, 10), views },
  })

/** A mail without anybody's name: who it is about is on the page. */
const tellAdmins = (tx: Tx, { day, people, now }: { day: Date; people: number; now: Date }) =>
  pageStaff(
    tx,
    {
      subject: 'Somebody looked at unusually many sealed things',
      text: `On ${formatDay(day.toISOString().slice(0, 10))} (UTC) ${people === 1 ? 'one member' : `${people} members`} of staff looked at more than 20 sealed things, and at more than three times as many as they usually do. Sign in and open the page "Views" under Staff: it says who, and at what kinds of things. Ask them why.`,
      now,
    },
    ['admin'],
  )
