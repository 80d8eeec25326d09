import { describe, expect } from 'vitest'
import { DAY, after as plus } from '@/kit/time'
import type { Viewer } from '@/server/viewer'
import { test } from '@/test/db'
import { colleague, leave, viewerWith as staff } from '@/test/staff-keys'
import { acts, now } from '@/test/verification'
import { staffCase } from '../queries/desk'
import { closedVerifications } from '../queries/doors'
import { lapseOpenings } from './access'
import { allowOnly, confirmCaseOpening, proposeCaseOpening, returnCaseOpening } from './allowed'

describe('a verification that is closed to all but those named', () => {
  test('E18, E10: is opened again, or to one more, by two people: one of those named proposes, any checker confirms', async ({
    db,
    pool,
  }) => {
    const { run, submitted } = acts(db)
    const { caseId, personId } = await submitted()
    const [carl, dora] = [await colleague(db, 'checker'), await colleague(db, 'checker')]
    const [rita, rosa] = [await colleague(db, 'reviewer'), await colleague(db, 'reviewer')]
    const name = (...people: Viewer[]) => people.map((one) => one.personId)
    const only = (...people: Viewer[]) =>
      run((tx) => allowOnly(tx, { caseId, actorId: carl.personId, personIds: name(...people), now }))
    const propose = (by: Viewer, to: Viewer[], at = now) =>
      run((tx) =>
        proposeCaseOpening(tx, {
          caseId,
          actorId: by.personId,
          personIds: name(...to),
          note: 'She helps us.',
          now: at,
        }),
      )
    const confirm = (by: string, at = now) => run((tx) => confirmCaseOpening(tx, { caseId, actorId: by, now: at }))
    const noCase = { code: 'compliance.noCase' }
    await only(carl, rita)
    for (const more of [[carl, rita, rosa], [carl, dora], []])
      await expect(only(...more)).rejects.toMatchObject({ code: 'compliance.takesTwo' })
    await expect(propose(rosa, [carl, rosa])).rejects.toMatchObject(noCase)
    await expect(propose(carl, [carl, rita])).rejects.toMatchObject({ code: 'compliance.opensNobody' })
    await expect(propose(carl, [rita, rosa])).rejects.toMatchObject({ code: 'compliance.notAllowable' })
    // Neither one person nor the tables themselves.
    const byHand = (ids: string[]) =>
      pool.query('update verification_case set allowed_ids = $1, allowed_at = $2 where id = $3', [ids, now, caseId])
    for (const ids of [[], name(rita, rosa)]) await expect(byHand(ids)).rejects.toThrow('opened by two people')
    await propose(carl, [carl, rita, rosa])
    await expect(confirm(carl.personId)).rejects.toMatchObject({ code: 'identity.samePerson' })
    await expect(confirm(personId)).rejects.toMatchObject(noCase)
    expect(await closedVerifications(db, dora)).toMatchObject([
      {
        id: caseId,
        opening: {
          isYours: false,
          note: 'She helps us.',
          to: expect.arrayContaining([rosa].map(() => expect.any(String))),
        },
      },
    ])
    expect(await closedVerifications(db, staff(personId, 'checker'))).toEqual([])
    await run((tx) => returnCaseOpening(tx, { caseId, actorId: dora.personId, note: 'Not needed.', now }))
    await expect(confirm(dora.personId)).rejects.toMatchObject(noCase)
    // What was judged is who may open it: a change of that voids what was proposed, and 72 hours end it.
    await propose(rita, [carl, rita, rosa])
    await only(carl, rita)
    await expect(confirm(dora.personId)).rejects.toMatchObject(noCase)
    await propose(rita, [])
    expect(await run((tx) => lapseOpenings(tx, plus(now, 3 * DAY)))).toBe(1)
    await expect(confirm(dora.personId)).rejects.toMatchObject(noCase)
    await propose(rita, [carl, rita, rosa], plus(now, DAY))
    await confirm(dora.personId, plus(now, DAY))
    const row = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
    expect(row.allowedIds).toEqual(name(carl, rita, rosa).sort())
    // A decision opens once: what is closed again after it stays closed.
    await run((tx) =>
      allowOnly(tx, { caseId, actorId: carl.personId, personIds: name(carl, rita), now: plus(now, 2 * DAY) }),
    )
    const again = 'update verification_case set allowed_ids = $1, allowed_at = $2 where id = $3'
    await expect(pool.query(again, [row.allowedIds, plus(now, 2 * DAY), caseId])).rejects.toThrow(
      'opened by two people',
    )
  })

  test('E18: stays reachable when none of those named works here any more', async ({ db }) => {
    const { run, submitted } = acts(db)
    const { caseId } = await submitted()
    const [carl, dora] = [await colleague(db, 'checker'), await colleague(db, 'checker')]
    const rita = await colleague(db, 'reviewer')
    const personIds = [carl.personId, rita.personId]
    await run((tx) => allowOnly(tx, { caseId, actorId: carl.personId, personIds, now }))
    const propose = (by: Viewer) =>
      run((tx) => proposeCaseOpening(tx, { caseId, actorId: by.personId, personIds: [], note: 'They left.', now }))
    await expect(propose(dora)).rejects.toMatchObject({ code: 'compliance.noCase' })
    await leave(db, carl, 'checker')
    await leave(db, rita, 'reviewer')
    expect((await closedVerifications(db, dora)).filter(({ id }) => id === caseId)).toEqual([
      { id: caseId, opening: null },
    ])
    await propose(dora)
    const emil = await colleague(db, 'checker')
    await run((tx) => confirmCaseOpening(tx, { caseId, actorId: emil.personId, now }))
    expect((await staffCase(db, { caseId, viewer: emil, now })).id).toBe(caseId)
  })
})
