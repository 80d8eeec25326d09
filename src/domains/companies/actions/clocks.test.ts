import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { clearMatch, confirmMatch } from '@/domains/screening/actions/review'
import { screenSubject } from '@/domains/screening/actions/subjects'
import { sealFor } from '@/domains/vault/actions/keys'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { NOW as now } from '@/test/application'
import { COMPANY, companyActs } from '@/test/company'
import { chidi, handedIn, inReview, listedCompany, rosa } from '@/test/company-world'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { lastingLists } from '@/test/screening'
import { followCompanyClocks } from '../jobs'
import { companyQueue, staffCompany } from '../queries/desk'
import { ownCompany } from '../queries/own'
import { offerStanding } from '../queries/standing'
import { nextReview } from '../rules/clock'
import { appealCompany } from './appeal'
import { openEvidence } from './evidence'
import { startCompany, submitCompany } from './form'
import { confirmOutcome, proposeOutcome } from './review'

beforeAll(() => {
  localEnvironment()
})

const titles = async (db: Db, personId: string) =>
  (await db.notice.findMany({ where: { personId }, orderBy: { madeAt: 'asc' } })).map(({ title }) => title)

describe('silence', () => {
  test('about a company is broken by two reminders, ends it after 30 days, and a week later nothing of it is left', async ({
    db,
  }) => {
    const { personId, projectId, state, row, run } = await handedIn(db)
    expect(await state()).toBe('parties')
    const at = async (days: number) => followCompanyClocks(db, plus(now, days * DAY))
    await at(13)
    expect(await titles(db, personId)).toEqual([])
    for (const days of [14, 14, 24, 25, 29]) await at(days)
    expect(await titles(db, personId)).toEqual(Array(2).fill('The check of your company waits for you'))
    expect(await state()).toBe('parties')
    await at(30)
    expect([await state(), (await titles(db, personId)).at(-1)]).toEqual([
      'abandoned',
      'The check of your company was given up',
    ])
    await at(36)
    expect((await row()).sealed).not.toBeNull()
    await at(37)
    const { id, sealed } = await row()
    expect(sealed).toBeNull()
    expect(await db.document.count({ where: { subject: `company:${id}`, erasedAt: null } })).toBe(0)
    expect(await db.companyParty.count({ where: { companyId: id } })).toBe(0)
    expect(await ownCompany(db, { projectId, personId, now })).toBeNull()
    expect(await db.vaultSubject.count({ where: { subject: { startsWith: `company:${id}` } } })).toBe(0)
    await run((tx) => startCompany(tx, { projectId, personId, now: plus(now, 40 * DAY) }))
    expect((await ownCompany(db, { projectId, personId, now }))?.form.legalName).toBe('')
    expect(await db.vaultSubject.count({ where: { subject: `company:${id}/1` } })).toBe(1)
  })

  test('keeps the key of a company that somebody on a list may be', async ({ db }) => {
    const { row } = await handedIn(db)
    await lastingLists(db)
    const key = `company:${(await row()).id}` as const
    const compared = {
      ...{ kind: 'organisation' as const, names: ['Zorkanov Shipping Limited'], countries: ['RS'] },
      ...{ identifiers: [], dateOfBirth: null, gender: null },
    }
    const { state } = await db.$transaction((tx) => screenSubject(tx, { key, compared, cause: 'submitted' }, now))
    expect(state).toBe('in_review')
    await followCompanyClocks(db, plus(now, 30 * DAY))
    await followCompanyClocks(db, plus(now, 37 * DAY))
    expect(await row()).toMatchObject({ sealed: null, keyRound: 0, keyKept: true })
    expect(await db.vaultSubject.count({ where: { subject: key } })).toBe(1)
    // Once nobody on a list is meant any more, the key of what was emptied ends, and the keys of the companies that own it.
    await db.$transaction((tx) => sealFor(tx, `${key}.c1`, 'name', Buffer.from('Canary Holding')))
    await followCompanyClocks(db, plus(now, 38 * DAY))
    expect(await row()).toMatchObject({ keyRound: 0, keyKept: true })
    const note = 'Another company.'
    for (const { id: matchId } of await db.screeningMatch.findMany({ where: { run: { subject: { key } } } })) {
      const clear = { matchId, reasons: ['entity_type' as const, 'place_different' as const], note, actorId: rosa, now }
      await db.$transaction((tx) => clearMatch(tx, clear))
      const { state: left } = await db.screeningMatch.findUniqueOrThrow({ where: { id: matchId } })
      if (left === 'escalated') await db.$transaction((tx) => confirmMatch(tx, { matchId, actorId: chidi, now }))
    }
    await followCompanyClocks(db, plus(now, 39 * DAY))
    expect(await row()).toMatchObject({ keyRound: 1, keyKept: false })
    expect(await db.vaultSubject.count({ where: { subject: { startsWith: key } } })).toBe(0)
  })

  test('is broken by whoever does something: by its owner, and by somebody who accepts', async ({ db }) => {
    const about = { projectId: randomUUID(), personId: randomUUID() }
    const early = companyActs(db, { ...about, now })
    await early.start()
    const late = companyActs(db, { ...about, now: plus(now, 20 * DAY) })
    await followCompanyClocks(db, plus(now, 20 * DAY))
    await late.save(COMPANY)
    expect(await late.row()).toMatchObject({ reminders: 0, touchedAt: plus(now, 20 * DAY) })
    await followCompanyClocks(db, plus(now, 49 * DAY))
    expect((await late.row()).state).toBe('draft')
    await followCompanyClocks(db, plus(now, 50 * DAY))
    expect((await late.row()).state).toBe('abandoned')
  })
})

describe('a year after its approval', () => {
  test('a company is looked at again: its owner hears of it 30 days before, and nothing new is taken from the day on', async ({
    db,
  }) => {
    const company = await listedCompany(db)
    const { personId, projectId } = company
    const due = nextReview(now)
    expect((await company.row()).nextReviewAt).toEqual(due)
    const at = async (instant: Date) => followCompanyClocks(db, instant)
    await at(plus(due, -30 * DAY - 1))
    expect(await titles(db, personId)).toEqual([])
    await at(plus(due, -30 * DAY))
    await at(plus(due, -1))
    expect(await titles(db, personId)).toEqual(['Your company is due for its yearly look'])
    expect((await ownCompany(db, { projectId, personId, now: plus(due, -DAY) }))?.reviewAt).toEqual(due)
    expect((await offerStanding(db, projectId)).held).toBe(false)
    await at(due)
    expect(await company.state()).toBe('changes_requested')
    expect((await offerStanding(db, projectId)).held).toBe(true)
    // However long the owner is silent: what was approved once is not given up.
    await at(plus(due, 400 * DAY))
    expect(await company.state()).toBe('changes_requested')
    const submit = () =>
      db.$transaction((tx) => submitCompany(tx, { companyId: company.companyId, personId, now: due }))
    await expect(submit()).rejects.toMatchObject({ code: 'companies.incomplete' })
  })
})

describe('an appeal', () => {
  test('is possible once, within 30 days; others than before decide, and what was written lies sealed', async ({
    db,
  }) => {
    const company = await inReview(db)
    const { companyId, personId, claim, state } = company
    const reject = { outcome: 'reject' as const, reason: 'owners_hidden' as const, note: 'The chart has a gap.' }
    const decide = async (maker: string, checker: string, at = now) => {
      await company.claim(maker)
      await db.$transaction((tx) => proposeOutcome(tx, { companyId, actorId: maker, now: at, ...reject }))
      await db.$transaction((tx) => confirmOutcome(tx, { companyId, actorId: checker, now: at }))
    }
    const carl = randomUUID()
    await decide(rosa, carl)
    const appeal = (by = personId, at = plus(now, 1)) =>
      db.$transaction((tx) =>
        appealCompany(tx, { companyId, personId: by, text: 'Canary: the gap is closed.', now: at }),
      )
    await expect(appeal(randomUUID())).rejects.toMatchObject({ code: 'companies.noCase' })
    await expect(appeal(personId, plus(now, 30 * DAY))).rejects.toMatchObject({ code: 'companies.appealOver' })
    const own = await ownCompany(db, { projectId: company.projectId, personId, now })
    expect(own?.appealUntil).toEqual(plus(now, 30 * DAY))
    await appeal()
    expect(await state()).toBe('in_review')
    const row = await company.row()
    expect(Buffer.from(row.appeal ?? []).includes('Canary')).toBe(false)
    // It says nothing new about who owns the company, so word of that grows no younger by it.
    expect([row.submittedAt, row.ownersAt]).toEqual([plus(now, 1), now])
    for (const before of [rosa, carl])
      await expect(claim(before)).rejects.toMatchObject({ code: 'companies.earlierDecider' })
    const [dora, emil] = [randomUUID(), randomUUID()]
    const viewer: Viewer = {
      ...{ personId: dora, sessionId: randomUUID(), displayName: 'Dora', roles: ['reviewer'], wallets: [] },
      ...{ secondFactorAt: now, steppedUp: [] },
    }
    const isEarlier = async (by: string) =>
      (await staffCompany(db, { companyId, viewer: { ...viewer, personId: by }, now: plus(now, 2) })).isEarlier
    expect([await isEarlier(rosa), await isEarlier(carl), await isEarlier(dora)]).toEqual([true, true, false])
    // Nor is it offered to them in the queue.
    const offered = async (by: string) =>
      (await companyQueue(db, by, plus(now, 2))).find(({ id }) => id === companyId)?.isEarlier
    expect([await offered(rosa), await offered(carl), await offered(dora)]).toEqual([true, true, false])
    const later = companyActs(db, { projectId: company.projectId, personId, now: plus(now, 2) })
    await later.claim(dora)
    const seen = await db.$transaction((tx) => openEvidence(tx, { companyId, viewer, now: plus(now, 2) }))
    expect(seen?.appeal).toBe('Canary: the gap is closed.')
    await db.$transaction((tx) => proposeOutcome(tx, { companyId, actorId: dora, now: plus(now, 2), ...reject }))
    const confirm = (actorId: string) =>
      db.$transaction((tx) => confirmOutcome(tx, { companyId, actorId, now: plus(now, 3) }))
    await expect(confirm(carl)).rejects.toMatchObject({ code: 'companies.earlierDecider' })
    await confirm(emil)
    await expect(appeal(personId, plus(now, 4))).rejects.toMatchObject({ code: 'companies.appealOver' })
    await expect(
      db.companyCase.update({ where: { id: companyId }, data: { appealedAt: plus(now, 5) } }),
    ).rejects.toThrow('a company appeals once')
  })
})
