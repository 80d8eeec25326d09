import { unzipSync } from 'fflate'
import { describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { MANIFEST, type PackFiles, problemsOf, RECORD, withManifest } from '@/kit/pack'
import { DAY, after as plus } from '@/kit/time'
import { NOW as now } from '@/test/application'
import { approvedCompany, chidi, listedCompany, rosa } from '@/test/company-world'
import { test } from '@/test/db'
import { exportPack } from '../flows/pack'
import { offerStanding, untoldSuspensions } from '../queries/standing'
import { forgetOwner } from './erasure'
import { confirmLift, markTold, proposeLift, recordRaiseEnd, suspendOffer } from './listing'

describe('a listed company', () => {
  test('is suspended for 30 days at most, to the millisecond, and then cancelled', async ({ db }) => {
    const company = await listedCompany(db)
    const { companyId } = company
    const reason = 'The key facts name a wrong amount.'
    await db.$transaction((tx) => suspendOffer(tx, { companyId, actorId: rosa, now, reason }))
    expect((await offerStanding(db, company.projectId)).held).toBe(true)
    const tell = () => db.$transaction((tx) => markTold(tx, { companyId, now }))
    expect([await tell(), await tell()]).toEqual([true, false])
    await company.follow(plus(now, 30 * DAY - 1))
    expect(await company.state()).toBe('suspended')
    await company.follow(plus(now, 30 * DAY))
    expect(await company.state()).toBe('offer_cancelled')
    // Investors are told of the end as they were of the beginning.
    expect((await untoldSuspensions(db)).map(({ id, state }) => [id, state])).toEqual([[companyId, 'offer_cancelled']])
    expect([await tell(), await tell()]).toEqual([true, false])
  })

  test('goes on when two people say so; its raise ends it, in every state', async ({ db }) => {
    const company = await listedCompany(db)
    const { companyId, projectId } = company
    const act = { companyId, actorId: rosa, now, reason: 'A doubt.' }
    await db.$transaction((tx) => suspendOffer(tx, act))
    await db.$transaction((tx) => proposeLift(tx, act))
    const lift = (actorId: string) => db.$transaction((tx) => confirmLift(tx, { companyId, actorId, now }))
    await expect(lift(rosa)).rejects.toMatchObject({ code: 'identity.samePerson' })
    await lift(chidi)
    expect(await company.row()).toMatchObject({ state: 'listed', suspendedUntil: null })
    const end = { projectId, outcome: 'funded' as const, now }
    expect(await db.$transaction((tx) => recordRaiseEnd(tx, end))).toBe(true)
    expect(await db.$transaction((tx) => recordRaiseEnd(tx, end))).toBe(false)
    expect(await company.state()).toBe('closed_funded')
    await company.follow()
    expect(await company.state()).toBe('monitored')
  })

  test('E25: hands its evidence out as a pack that is checked without a network, and every change to it is found', async ({
    db,
  }) => {
    const company = await listedCompany(db)
    const { companyId } = company
    const own = exportPack(db, { companyId, viewerId: company.owner, now })
    await expect(own).rejects.toMatchObject({ code: 'companies.ownSide' })
    const files: PackFiles = unzipSync((await exportPack(db, { companyId, viewerId: chidi, now })).bytes)
    expect(problemsOf(files)).toEqual([])
    const whole = Buffer.concat(Object.values(files)).toString('latin1')
    for (const secret of ['Canary', 'Harbour', 'harbour.example', 'HRB', 'DE8937']) expect(whole).not.toContain(secret)
    const text = Buffer.from(files[RECORD]!).toString()
    const rewritten = (from: string, to: string) => {
      const changed: PackFiles = { ...files, [RECORD]: Buffer.from(text.replace(from, to)) }
      const { [MANIFEST]: _, ...rest } = changed
      return problemsOf(withManifest(rest))
    }
    expect(rewritten(`"checkerId":"${chidi}"`, `"checkerId":"${rosa}"`)).toEqual(['Decision 1 has no second person.'])
    expect(rewritten('"state":"confirmed"', '"state":"returned"')).toEqual([expect.stringMatching(/nobody confirmed/)])
  })

  test('is forgotten with its owner: nothing that was typed can be opened, states and decisions remain; a restored row is forgotten again (E23)', async ({
    db,
  }) => {
    const company = await approvedCompany(db)
    const where = { id: company.companyId }
    const { id: personId } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Mara', now }))
    const { sealed, salt } = await db.companyCase.update({ where, data: { ownerId: personId } })
    const forget = () => db.$transaction((tx) => forgetOwner(tx, { personId, now }))
    const nothing = { state: 'erased', sealed: null, salt: null, mark: null }
    await forget()
    expect(await company.row()).toMatchObject(nothing)
    const subject = `company:${company.companyId}`
    expect(await db.vaultSubject.count({ where: { subject } })).toBe(0)
    expect(await db.decision.findFirstOrThrow({ where: { subject } })).toMatchObject({ note: '', state: 'confirmed' })
    await db.companyCase.update({ where, data: { state: 'approved', erasedAt: null, sealed, salt } })
    await forget()
    expect(await company.row()).toMatchObject(nothing)
  })
})
