import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { suspendCase } from '@/domains/compliance/actions/standing'
import { clearMatch, confirmMatch } from '@/domains/screening/actions/review'
import { DAY, HOUR, after as plus } from '@/kit/time'
import { NOW as now } from '@/test/application'
import { COMPANY, companyActs } from '@/test/company'
import { chidi, handedIn, inReview, listedCompany, rosa } from '@/test/company-world'
import { test } from '@/test/db'
import { clear, acts as verification } from '@/test/verification'
import { ownCompany } from '../queries/own'
import { offerStanding } from '../queries/standing'
import type { CompanyData } from '../schema'
import { saveCompany } from './form'
import { assertProven } from './listing'
import { claimCompany, lapseOutcomes, proposeOutcome, requestChanges, returnOutcome } from './review'

/** Two women own it, half each; one of them leads it. */
const TWO: CompanyData = {
  ...COMPANY,
  people: [...COMPANY.people, { ref: 'p2', name: 'Canary Zwölfender', email: 'ines@harbour.example', roles: [] }],
  holdings: ['p1', 'p2'].map((owner) => ({ owner, owned: 'company', shares: '50', votes: '' })),
}

describe('a company', () => {
  test('waits until each of its owners is decided, and is then compared and put before staff', async ({ db }) => {
    const company = await handedIn(db, TWO)
    expect(await company.state()).toBe('parties')
    const [first, second] = [randomUUID(), randomUUID()]
    await clear(db, first)
    await company.accept('p1', first)
    await company.accept('p2', second)
    expect(await company.state()).toBe('parties')
    const cases = verification(db)
    const { caseId } = await cases.submitted(second)
    await company.follow()
    expect(await company.state()).toBe('parties')
    await cases.claim(caseId, rosa)
    await cases.propose(caseId, rosa)
    await cases.confirm(caseId, chidi)
    await company.follow()
    expect(await company.row()).toMatchObject({ state: 'in_review', screening: 'clear', hold: null })
  })

  test('is held while one of its people is suspended, also after its approval, and its owner reads nothing of it (E19)', async ({
    db,
  }) => {
    const company = await listedCompany(db)
    const { projectId } = company
    const before = await ownCompany(db, company)
    const { id: caseId } = await db.verificationCase.findFirstOrThrow({ where: { personId: company.owner } })
    const reason = 'A hit on a list was confirmed.'
    await db.$transaction((tx) => suspendCase(tx, { caseId, actorId: null, now, reason }))
    await company.follow()
    expect(await company.row()).toMatchObject({ state: 'listed', hold: 'party' })
    expect((await offerStanding(db, projectId)).held).toBe(true)
    await expect(db.$transaction((tx) => assertProven(tx, projectId))).rejects.toMatchObject({
      code: 'companies.onHold',
    })
    const after = await ownCompany(db, company)
    expect(after).toEqual(before)
    await db.verificationCase.update({ where: { id: caseId }, data: { state: 'approved', suspension: null } })
    await company.follow()
    expect((await offerStanding(db, projectId)).held).toBe(false)
  })

  test('goes back from review when one of its people is suspended; what was proposed is void, and its owner sees no difference (E19)', async ({
    db,
  }) => {
    const company = await inReview(db)
    const subject = `company:${company.companyId}`
    await company.claim(rosa)
    await company.propose(rosa)
    const before = await ownCompany(db, company)
    const { id: caseId } = await db.verificationCase.findFirstOrThrow({ where: { personId: company.owner } })
    await db.$transaction((tx) => suspendCase(tx, { caseId, actorId: null, now, reason: 'A hit.' }))
    await company.follow()
    expect(await company.row()).toMatchObject({ state: 'parties', hold: 'party' })
    expect(await db.decision.findFirst({ where: { subject } })).toMatchObject({ state: 'voided' })
    expect(await ownCompany(db, company)).toEqual(before)
  })

  test('is held when it bears the name of one on a list, under a trading name too, until that is settled', async ({
    db,
  }) => {
    const name = {
      tradingNames: ['Zorkanov Shipping Limited'],
      country: 'RS',
      taxId: '101234567',
      registrationNumber: 'REG10293',
    }
    const company = await inReview(db, { ...COMPANY, ...name })
    expect(await company.row()).toMatchObject({ state: 'in_review', hold: 'screening', screening: 'candidates' })
    await company.claim(rosa)
    await expect(company.propose(rosa)).rejects.toMatchObject({ code: 'companies.onHold' })
    const where = { run: { subject: { key: `company:${company.companyId}` } }, state: 'pending' as const }
    const note = 'Another one: founded last year, by others.'
    for (const { id: matchId } of await db.screeningMatch.findMany({ where })) {
      const reasons = ['entity_type' as const, 'place_different' as const]
      await db.$transaction((tx) => clearMatch(tx, { matchId, actorId: rosa, now, note, reasons }))
      const open = await db.screeningDecision.findFirst({ where: { matchId, decision: null } })
      if (open) await db.$transaction((tx) => confirmMatch(tx, { matchId, actorId: chidi, now }))
    }
    await company.follow()
    expect(await company.row()).toMatchObject({ hold: null, screening: 'clear' })
  })

  test('is asked for another extract when the first grew too old while its documents were examined', async ({ db }) => {
    const company = await handedIn(db)
    const { id } = await company.row()
    await db.companyCase.update({ where: { id }, data: { state: 'submitted' } })
    await company.follow(plus(now, 90 * DAY))
    expect(await company.state()).toBe('changes_requested')
    const { problems } = (await ownCompany(db, { ...company, now: plus(now, 90 * DAY) }))!
    expect(problems.map(({ field }) => field)).toEqual(['extractDate'])
  })

  test('that lacks something is refused with the first point, and an edit on an older version with nothing lost', async ({
    db,
  }) => {
    const about = { projectId: randomUUID(), personId: randomUUID(), now }
    const { start, submit, save, id } = companyActs(db, about)
    await start()
    await expect(start()).rejects.toMatchObject({ code: 'companies.alreadyOpen' })
    await expect(submit()).rejects.toThrow(/things are left to do. The first: Write something here./)
    const { version } = await save(COMPANY)
    expect(version).toBe(2)
    expect((await save(COMPANY)).version).toBe(2)
    const late = { companyId: await id(), personId: about.personId, now, version: 1, data: TWO }
    await expect(db.$transaction((tx) => saveCompany(tx, late))).rejects.toMatchObject({ code: 'companies.stale' })
  })
})

describe('a company is decided by two people', () => {
  test('E10: neither by one, nor by its owner, its people, or another account of one of them, nor in SQL', async ({
    db,
    pool,
  }) => {
    const company = await inReview(db)
    const { companyId, owner, personId } = company
    for (const own of [owner, personId])
      await expect(company.claim(own)).rejects.toMatchObject({ code: 'companies.ownSide' })
    await company.claim(rosa)
    await expect(company.claim(chidi)).rejects.toMatchObject({ code: 'companies.taken' })
    await company.propose(rosa)
    await expect(company.confirm(rosa)).rejects.toMatchObject({ code: 'identity.samePerson' })
    for (const own of [owner, personId])
      await expect(company.confirm(own)).rejects.toMatchObject({ code: 'companies.ownSide' })
    const [second, mark] = [randomUUID(), randomUUID()]
    const marks = [owner, second].map((account) => ({ personId: account, mark, notedAt: now }))
    await db.identityMark.createMany({ data: marks })
    await expect(company.confirm(second)).rejects.toThrow(/belong to/)
    const sql = (approval: string | null) =>
      pool.query(`update company_case set state = 'approved', approval_id = $2 where id = $1`, [companyId, approval])
    await expect(sql(null)).rejects.toThrow(/company_case_approved/)
    const { id: proposal } = await db.decision.findFirstOrThrow({ where: { subject: `company:${companyId}` } })
    for (const one of [proposal, randomUUID()]) await expect(sql(one)).rejects.toThrow(/second person confirmed/)
    expect(await company.state()).toBe('pending_second')
    await company.confirm(chidi)
    expect(await company.state()).toBe('approved')
  })

  test('E10: eight confirmations at once decide once', async ({ db }) => {
    const company = await inReview(db)
    await company.claim(rosa)
    await company.propose(rosa)
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => company.confirm(randomUUID())))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('E10: what changed between proposal and confirmation is not confirmed, only returned', async ({ db }) => {
    const company = await inReview(db)
    const { companyId } = company
    await company.claim(rosa)
    await company.propose(rosa)
    await db.companyParty.updateMany({ where: { companyId }, data: { roles: ['owner'] } })
    await expect(company.confirm(chidi)).rejects.toMatchObject({ code: 'identity.changedSince' })
    await db.$transaction((tx) => returnOutcome(tx, { companyId, actorId: chidi, now, note: 'Look again.' }))
    expect(await company.state()).toBe('in_review')
  })

  test('a proposal that nobody confirms lapses after 72 hours, not before', async ({ db }) => {
    const company = await inReview(db)
    await company.claim(rosa)
    await company.propose(rosa)
    const lapse = (at: Date) => db.$transaction((tx) => lapseOutcomes(tx, at))
    expect(await lapse(plus(now, 72 * HOUR - 1))).toBe(0)
    expect(await lapse(plus(now, 72 * HOUR))).toBe(1)
    expect(await company.state()).toBe('in_review')
  })

  test('a rejection is final, and changes can be asked for with a sentence', async ({ db }) => {
    const company = await inReview(db)
    const act = { companyId: company.companyId, actorId: rosa, now, note: 'The chart is not signed.' }
    await company.claim(rosa)
    await db.$transaction((tx) => requestChanges(tx, act))
    expect(await ownCompany(db, company)).toMatchObject({ changesNote: act.note, isEditable: true })
    await company.submit()
    expect(await company.state()).toBe('in_review')
    await db.$transaction((tx) => claimCompany(tx, act))
    await db.$transaction((tx) => proposeOutcome(tx, { ...act, outcome: 'reject', reason: 'owners_hidden' }))
    await company.confirm(chidi)
    expect(await company.state()).toBe('rejected')
    await expect(company.start()).rejects.toMatchObject({ code: 'companies.alreadyOpen' })
  })

  test('E15: any change of what was reviewed takes the approval away, and its offer stands still until it is approved anew', async ({
    db,
  }) => {
    const company = await listedCompany(db)
    const { projectId } = company
    await company.save(COMPANY)
    expect(await company.state()).toBe('listed')
    await company.save({ ...COMPANY, legalName: 'Another Name GmbH' })
    expect(await company.state()).toBe('changes_requested')
    expect((await offerStanding(db, projectId)).held).toBe(true)
    await expect(db.$transaction((tx) => assertProven(tx, projectId))).rejects.toMatchObject({
      code: 'companies.unproven',
    })
    await company.submit()
    await company.claim(rosa)
    await company.propose(rosa)
    await company.confirm(chidi)
    expect(await company.state()).toBe('listed')
    expect((await offerStanding(db, projectId)).held).toBe(false)
  })
})
