import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { lapseOpenings } from '@/domains/compliance/actions/access'
import { hitQueue } from '@/domains/screening/queries/desk'
import { DAY, after as plus } from '@/kit/time'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { NOW as now } from '@/test/application'
import { COMPANY } from '@/test/company'
import { inReview, listedCompany } from '@/test/company-world'
import { test } from '@/test/db'
import { colleague } from '@/test/staff-keys'
import { exportPack } from '../flows/pack'
import { closedCompanies, companyQueue, staffCompany } from '../queries/desk'
import { allowOnly, confirmOpeningOf, proposeOpeningOf, returnOpeningOf } from './allowed'
import { openDocument } from './documents'
import { openEvidence, revealPeople } from './evidence'
import { proposeLift, suspendOffer } from './listing'
import { claimCompanies, claimCompany, proposeOutcome, releaseCompanies } from './review'

const noCase = { code: 'companies.noCase' }
/** A company that has the name of one on a list. */
const LISTED = { ...COMPANY, legalName: 'Zorkanov Shipping Limited', tradingNames: [] }

describe('E18: a company closed to all but those named', () => {
  test('does not exist for anybody else: neither its case, its papers and pack, nor what the lists say', async ({
    db,
  }) => {
    const company = await inReview(db, LISTED)
    const { companyId } = company
    const [carl, rita, rosa] = [
      await colleague(db, 'checker'),
      await colleague(db, 'reviewer'),
      await colleague(db, 'reviewer'),
    ]
    const run = <Result>(act: (tx: Tx) => Promise<Result>) => db.$transaction(act)
    const only = (personIds: string[], actorId = carl.personId) =>
      run((tx) => allowOnly(tx, { companyId, actorId, personIds, now }))
    const refused = { code: 'compliance.notAllowable' }
    for (const wrong of [[], [carl.personId], [carl.personId, company.personId], [carl.personId, company.owner]])
      await expect(only(wrong)).rejects.toMatchObject(refused)
    await company.claim(rosa.personId)
    await only([carl.personId, rita.personId])
    expect(await company.row()).toMatchObject({ assigneeId: null, allowedAt: now })
    const inQueue = async ({ personId }: Viewer) =>
      (await companyQueue(db, personId, now)).some(({ id }) => id === companyId)
    expect([await inQueue(rita), await inQueue(rosa)]).toEqual([true, false])
    const { id: documentId } = await db.document.findFirstOrThrow({ where: { subject: `company:${companyId}` } })
    const by = { companyId, actorId: rosa.personId, now }
    const acts = [
      () => staffCompany(db, { companyId, viewer: rosa, now }),
      () => run((tx) => claimCompany(tx, by)),
      () => run((tx) => proposeOutcome(tx, { ...by, outcome: 'reject', reason: 'owners_hidden', note: 'No.' })),
      () => run((tx) => revealPeople(tx, { companyId, viewer: rosa, now, reason: 'compare_document' })),
      () => exportPack(db, { companyId, viewerId: rosa.personId, now }),
      () => only([rosa.personId, carl.personId], rosa.personId),
    ]
    for (const act of acts) await expect(act()).rejects.toMatchObject(noCase)
    await expect(run((tx) => openDocument(tx, { documentId, viewer: rosa, now }))).rejects.toMatchObject({
      kind: 'missing',
    })
    expect(await run((tx) => openEvidence(tx, { companyId, viewer: rosa, now }))).toBeNull()
    const { id: runId } = await db.screeningRun.findFirstOrThrow({
      where: { subject: { key: `company:${companyId}` } },
    })
    const inHits = async (one: Viewer) => (await hitQueue(db, one)).runs.some(({ id }) => id === runId)
    expect([await inHits(rita), await inHits(rosa)]).toEqual([true, false])
    await company.claim(rita.personId)
    expect(await run((tx) => openEvidence(tx, { companyId, viewer: rita, now }))).not.toBeNull()
    expect((await staffCompany(db, { companyId, viewer: rita, now })).access).toMatchObject({ isChecker: false })
    // What is compared for the first time after it was closed is closed as well.
    await db.screeningSubject.updateMany({ where: { key: `company:${companyId}` }, data: { key: `gone:${companyId}` } })
    await db.companyCase.update({ where: { id: companyId }, data: { state: 'parties', screening: null, hold: null } })
    await company.follow()
    expect(await db.screeningSubject.findUniqueOrThrow({ where: { key: `company:${companyId}` } })).toMatchObject({
      allowedIds: [carl.personId, rita.personId].sort(),
    })
  })

  test('E10: is opened by two people, neither of its side; the tables themselves refuse one', async ({ db, pool }) => {
    const { companyId, personId, owner } = await listedCompany(db)
    const [carl, dora] = [await colleague(db, 'checker'), await colleague(db, 'checker')]
    const [rita, rosa] = [await colleague(db, 'reviewer'), await colleague(db, 'reviewer')]
    const named = [carl.personId, rita.personId].sort()
    await db.$transaction((tx) => allowOnly(tx, { companyId, actorId: carl.personId, personIds: named, now }))
    const suspend = { companyId, actorId: rosa.personId, now, reason: 'Wrong.' }
    for (const act of [suspendOffer, proposeLift])
      await expect(db.$transaction((tx) => act(tx, suspend))).rejects.toMatchObject(noCase)
    await expect(
      pool.query("update company_case set allowed_ids = '{}', allowed_at = $1 where id = $2", [now, companyId]),
    ).rejects.toThrow('opened by two people')
    const propose = (actorId: string, at = now) =>
      db.$transaction((tx) => proposeOpeningOf(tx, { companyId, actorId, personIds: [], note: 'Over.', now: at }))
    const confirm = (actorId: string, at = now) =>
      db.$transaction((tx) => confirmOpeningOf(tx, { companyId, actorId, now: at }))
    for (const by of [rosa.personId, personId, owner]) await expect(propose(by)).rejects.toMatchObject(noCase)
    await propose(rita.personId)
    for (const by of [personId, owner]) await expect(confirm(by)).rejects.toMatchObject(noCase)
    await expect(confirm(rita.personId)).rejects.toMatchObject({ code: 'identity.samePerson' })
    expect(await closedCompanies(db, dora)).toMatchObject([{ id: companyId, opening: { to: [], note: 'Over.' } }])
    await db.$transaction((tx) => returnOpeningOf(tx, { companyId, actorId: dora.personId, note: 'Not yet.', now }))
    await propose(rita.personId)
    expect(await db.$transaction((tx) => lapseOpenings(tx, plus(now, 3 * DAY)))).toBe(1)
    await expect(confirm(dora.personId, plus(now, 3 * DAY))).rejects.toMatchObject(noCase)
    await propose(rita.personId, plus(now, 3 * DAY))
    await confirm(dora.personId, plus(now, 3 * DAY))
    expect((await staffCompany(db, { companyId, viewer: rosa, now })).id).toBe(companyId)
  })
})

describe('several companies', () => {
  test('are taken and put back at once, as far as each may be; an appeal only by others than before', async ({
    db,
  }) => {
    const [first, second] = [await inReview(db), await inReview(db)]
    const [rita, rosa] = [randomUUID(), randomUUID()]
    await second.claim(rosa)
    const companyIds = [first.companyId, second.companyId, randomUUID()]
    const several = { companyIds, actorId: rita, now }
    expect(await db.$transaction((tx) => claimCompanies(tx, several))).toEqual({ done: [first.companyId] })
    expect(await first.row()).toMatchObject({ assigneeId: rita })
    expect(await db.$transaction((tx) => releaseCompanies(tx, several))).toEqual({ done: [first.companyId] })
    expect([await first.row(), await second.row()]).toMatchObject([{ assigneeId: null }, { assigneeId: rosa }])
  })
})
