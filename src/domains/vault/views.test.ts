import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { proposeRole } from '@/domains/identity/actions/roles'
import { appendAll } from '@/domains/log/actions'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { reportViews } from './jobs'
import { viewReports } from './queries/views'
import { daysDue, isOutlier, medianHalves, USUAL_DAYS } from './rules/views'

const day = new Date('2026-05-01T00:00:00Z')
const at = (days: number, hours = 12) => plus(plus(day, days * DAY), hours * HOUR)

/** So many looks of somebody on a day, at as many cases as are named. */
const look = (
  db: Db,
  actorId: string,
  when: Date,
  times: number,
  type = 'compliance.fieldsRevealed',
  purpose = 'case',
) =>
  db.$transaction((tx) =>
    appendAll(
      tx,
      Array.from({ length: times }, (_, n) => ({
        ...{ type, at: when, actorId, subjects: [`case:${n % 3}`], facts: { purpose } },
      })),
    ),
  )

describe('the report of views', () => {
  test('counts each day once, by who and what, and leaves out what is one’s own', async ({ db }) => {
    const [rosa, carl] = [randomUUID(), randomUUID()]
    expect(await reportViews(db, at(0))).toBe(0)
    await look(db, rosa, at(0), 4)
    await look(db, rosa, at(0, 24), 1)
    await look(db, carl, plus(at(0, 24), -1), 2, 'vault.documentViewed')
    await look(db, carl, at(0), 9, 'vault.documentViewed', 'own')
    await look(db, carl, at(0), 9, 'identity.signedIn')
    await Promise.all([reportViews(db, at(1)), reportViews(db, at(1))])
    const [report] = await viewReports(db)
    expect(report).toMatchObject({ day: '2026-05-01' })
    expect(report?.viewers.toSorted((one, other) => other.views - one.views)).toEqual([
      {
        viewerId: rosa,
        name: 'somebody who left',
        views: 4,
        usual: null,
        kinds: [{ what: 'Personal fields', views: 4, things: 3 }],
      },
      {
        viewerId: carl,
        name: 'somebody who left',
        views: 2,
        usual: null,
        kinds: [{ what: 'Pages of documents', views: 2, things: 2 }],
      },
    ])
  })

  test('E18: alarms the admins about an outlier, by a mail without a name', async ({ db, pool }) => {
    const email = 'ada@example.org'
    const { id: ada } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Ada Zwölf', email, now: day }))
    const role = { personId: ada, role: 'admin' as const, kind: 'grant' as const, proposedBy: null, now: day }
    await db.$transaction((tx) => proposeRole(tx, role))
    const [usual, curious] = [ada, randomUUID()]
    for (let n = 2; n < 32; n += 1) {
      await look(db, usual, at(n), 10)
      await reportViews(db, at(n + 1))
    }
    await look(db, usual, at(32), 30)
    await look(db, curious, at(32), 20)
    expect(await reportViews(db, at(33))).toBe(0)
    await look(db, usual, at(33), 31)
    await look(db, curious, at(33), 21)
    expect(await reportViews(db, at(34))).toBe(2)
    const alarms = await db.viewAlarm.findMany({ orderBy: { views: 'asc' } })
    expect(alarms).toMatchObject([
      { viewerId: curious, views: 21, medianHalves: 0 },
      { viewerId: usual, views: 31, medianHalves: 20 },
    ])
    const mails = await db.outgoingMail.findMany()
    expect(mails).toMatchObject([{ to: email }])
    expect(mails[0]!.subject + mails[0]!.text).not.toMatch(/Ada|Zwölf|[0-9a-f]{8}-/)
    expect(await db.logEntry.count({ where: { type: 'vault.viewsAlarmed' } })).toBe(2)
    await expect(pool.query('update view_count set views = 1')).rejects.toThrow()
  })
})

describe('the rule of the alarm', () => {
  test('property: it is that of the sentence, for any 30 days', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: USUAL_DAYS })
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 700 }), (before, looks) => {
        const days = [...before, ...Array.from({ length: USUAL_DAYS - before.length }, () => 0)].sort((a, b) => a - b)
        const median = (days[14]! + days[15]!) / 2
        expect(medianHalves(before)).toBe(2 * median)
        expect(isOutlier(looks, medianHalves(before))).toBe(looks > 20 && looks > 3 * median)
      }),
    )
  })

  test('days are whole ones in UTC, made up for after an outage, not without end', () => {
    expect(daysDue(null, at(0, 0))).toEqual([at(-1, 0)])
    expect(daysDue(at(-1, 0), at(0, 23.9))).toEqual([])
    expect(daysDue(at(-1, 0), at(3, 0))).toEqual([at(0, 0), at(1, 0), at(2, 0)])
    expect(daysDue(at(0, 0), at(4_000, 0))).toHaveLength(62)
  })
})
