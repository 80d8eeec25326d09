import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { hitQueue, staffRun } from '@/domains/screening/queries/desk'
import { documentsOf } from '@/domains/vault/queries/documents'
import { DAY, MINUTE, after as plus } from '@/kit/time'
import type { Viewer } from '@/server/viewer'
import { test } from '@/test/db'
import { colleague, viewerWith as staff } from '@/test/staff-keys'
import { acts, approve, now, profile } from '@/test/verification'
import { allowOnly } from '../actions/allowed'
import { openEvidence, revealFields } from '../actions/open-evidence'
import { claimCase, claimCases, proposeDecision, releaseCases, requestChanges } from '../actions/review'
import { exportPack } from '../flows/pack'
import { verificationOf } from './cases'
import { staffCase, verificationQueue } from './desk'

const rejection = { outcome: 'reject' as const, reason: 'altered_document' as const, note: 'Canary: edited.' }

describe('what a member sees', () => {
  test('is the same while staff wait, look, propose an approval or propose a rejection', async ({ db }) => {
    const { run, submitted, claim } = acts(db)
    const { caseId, personId } = await submitted()
    const seen: string[] = []
    const look = async () => seen.push(JSON.stringify(await verificationOf(db, personId, now)))
    await look()
    const rita = randomUUID()
    await claim(caseId, rita)
    await look()
    await run((tx) => proposeDecision(tx, { caseId, actorId: rita, now, ...rejection }))
    await look()
    expect(new Set(seen).size).toBe(1)
  })

  test('after a rejection names no reason', async ({ db }) => {
    const { run, submitted, claim, confirm } = acts(db)
    const { caseId, personId } = await submitted()
    const rita = randomUUID()
    await claim(caseId, rita)
    await run((tx) => proposeDecision(tx, { caseId, actorId: rita, now, ...rejection }))
    await confirm(caseId, randomUUID())
    const seen = await verificationOf(db, personId, now)
    expect(seen.view).toBe('not_verified')
    expect(JSON.stringify({ ...seen, profile: null })).not.toMatch(/altered|Canary: edited|reject/)
  })

  test('names what to mend when something is to be mended', async ({ db }) => {
    const { run, submitted, claim } = acts(db)
    const { caseId, personId } = await submitted()
    const rita = randomUUID()
    await claim(caseId, rita)
    const note = 'Page 2 is missing.'
    const [document] = await documentsOf(db, `case:${caseId}`)
    const items = [{ reason: 'missing_page' as const, documentId: document!.id }]
    await run((tx) => requestChanges(tx, { caseId, actorId: rita, now, items, note }))
    const seen = await verificationOf(db, personId, now)
    expect(seen).toMatchObject({ view: 'needs_resubmission', changes: { items, note }, profile })
  })

  test('turns to expired at the very end of the 12 months, and offers a renewal 30 days before', async ({ db }) => {
    const { submitted, claim, propose, confirm } = acts(db)
    const { caseId, personId } = await submitted()
    const rita = randomUUID()
    await claim(caseId, rita)
    await propose(caseId, rita)
    await confirm(caseId, randomUUID())
    const end = new Date('2027-05-01T12:00:00Z')
    const at = (instant: Date) => verificationOf(db, personId, instant)
    expect(await at(plus(end, -30 * DAY - 1))).toMatchObject({ view: 'verified', verifiedUntil: end, mayRenew: false })
    expect(await at(plus(end, -30 * DAY))).toMatchObject({ view: 'verified', mayRenew: true })
    expect(await at(end)).toMatchObject({ view: 'expired', verifiedUntil: null })
  })
})

describe('what the staff see', () => {
  test('is a queue without names, the longest wait first', async ({ db }) => {
    const { submitted, claim } = acts(db)
    const rita = randomUUID()
    const own = await submitted(rita)
    const { caseId } = await submitted()
    await claim(caseId, rita)
    const queue = await verificationQueue(db, rita, now)
    expect(JSON.stringify(queue)).not.toContain('Canary')
    expect(queue.find(({ id }) => id === own.caseId)).toMatchObject({ isOwn: true, holder: null })
    expect(queue.find(({ id }) => id === caseId)).toMatchObject({ isOwn: false, holder: 'you', state: 'in_review' })
    const later = await verificationQueue(db, rita, plus(now, 30 * MINUTE))
    expect(later.find(({ id }) => id === caseId)).toMatchObject({ holder: null })
  })

  test('is evidence only while at work on the case: the holder first, then a checker who is another person', async ({
    db,
  }) => {
    const { run, submitted, claim, confirm } = acts(db)
    const { caseId, personId } = await submitted()
    const rita = staff(randomUUID(), 'reviewer')
    const other = staff(randomUUID(), 'reviewer')
    const carl = staff(randomUUID(), 'checker')
    const open = (viewer: Viewer, at = now) => run((tx) => openEvidence(tx, { caseId, viewer, now: at }))
    const reveal = (viewer: Viewer) =>
      run((tx) =>
        revealFields(tx, {
          ...{ caseId, viewer, now },
          fields: ['legalName', 'dateOfBirth'],
          reason: 'compare_document',
        }),
      )
    expect(await open(rita)).toBeNull()
    await claim(caseId, rita.personId)
    expect(await open(rita)).toMatchObject({ hasProfile: true, documents: [{ kind: 'passport' }] })
    expect(await reveal(rita)).toEqual({ legalName: profile.legalName, dateOfBirth: profile.dateOfBirth })
    await expect(reveal(other)).rejects.toMatchObject({ code: 'compliance.noCase' })
    expect(await open({ ...rita, secondFactorAt: null })).toBeNull()
    expect(await open(rita, plus(now, 30 * MINUTE))).toBeNull()
    expect(await open(other)).toBeNull()
    expect(await open(staff(personId, 'checker'))).toBeNull()
    await run((tx) => proposeDecision(tx, { caseId, actorId: rita.personId, now, ...approve() }))
    expect(await open(rita)).toBeNull()
    expect(await open(other)).toBeNull()
    expect(await open(carl)).not.toBeNull()
    expect(await staffCase(db, { caseId, viewer: carl, now })).toMatchObject({
      mayConfirm: true,
      open: { kind: 'case.approve', byYou: false },
    })
    await confirm(caseId, carl.personId)
    expect(await open(carl)).toBeNull()
    const views = { type: 'compliance.evidenceViewed', subjects: { has: `case:${caseId}` } }
    expect(await db.logEntry.count({ where: views })).toBe(2)
  })

  test('E18: is, of a case closed to all but those named, nothing for anybody else, here and in what lists say', async ({
    db,
  }) => {
    const { run, submitted, claim } = acts(db)
    const listed = { legalName: 'Velimir Zorkanov', dateOfBirth: '1968-03-14', country: 'RS' }
    const { caseId, personId } = await submitted(randomUUID(), listed)
    const [carl, rita, rosa] = [
      await colleague(db, 'checker'),
      await colleague(db, 'reviewer'),
      await colleague(db, 'reviewer'),
    ]
    const key = `person:${personId}`
    const only = (personIds: string[], actor = carl) =>
      run((tx) => allowOnly(tx, { caseId, actorId: actor.personId, personIds, now }))
    const name = (...people: Viewer[]) => people.map((one) => one.personId)
    const refused = { code: 'compliance.notAllowable' }
    for (const wrong of [[], name(carl), name(rita, rosa), [...name(carl), personId], [...name(carl), randomUUID()]])
      await expect(only(wrong)).rejects.toMatchObject(refused)
    await claim(caseId, rosa.personId)
    await only(name(carl, rita))
    const inQueue = async (viewer: Viewer) =>
      (await verificationQueue(db, viewer.personId, now)).some(({ id }) => id === caseId)
    expect([await inQueue(rita), await inQueue(rosa)]).toEqual([true, false])
    const noCase = { code: 'compliance.noCase' }
    await expect(staffCase(db, { caseId, viewer: rosa, now })).rejects.toMatchObject(noCase)
    await expect(claim(caseId, rosa.personId)).rejects.toMatchObject(noCase)
    await expect(only([], rosa)).rejects.toMatchObject(noCase)
    expect(await run((tx) => openEvidence(tx, { caseId, viewer: rosa, now }))).toBeNull()
    await expect(exportPack(db, { caseId, viewerId: rosa.personId, now })).rejects.toMatchObject(noCase)
    const { id: runId } = await db.screeningRun.findFirstOrThrow({ where: { subject: { key } } })
    const inHits = async (viewer: Viewer) => (await hitQueue(db, viewer)).runs.some(({ id }) => id === runId)
    expect([await inHits(rita), await inHits(rosa)]).toEqual([true, false])
    await expect(staffRun(db, { runId, viewer: rosa })).rejects.toMatchObject({ code: 'screening.noRun' })
    expect(await staffRun(db, { runId, viewer: rita })).toMatchObject({ id: runId })
    await claim(caseId, rita.personId)
    expect(await run((tx) => openEvidence(tx, { caseId, viewer: rita, now }))).not.toBeNull()
    const seen = await staffCase(db, { caseId, viewer: carl, now })
    expect(seen.access?.colleagues.filter(({ isNamed }) => isNamed).map(({ id }) => id)).toEqual(
      expect.arrayContaining(name(carl, rita)),
    )
    expect((await staffCase(db, { caseId, viewer: rita, now })).access).toMatchObject({
      isChecker: false,
      opening: null,
    })
  })

  test('is taken and put back several at a time, as far as each may be', async ({ db }) => {
    const { run, submitted, stateOf } = acts(db)
    const [rita, rosa] = [randomUUID(), randomUUID()]
    const [own, one, other, third] = [await submitted(rita), await submitted(), await submitted(), await submitted()]
    const all = [own, one, other, third].map(({ caseId }) => caseId)
    await run((tx) => claimCase(tx, { caseId: third.caseId, actorId: rosa, now }))
    const { done } = await run((tx) => claimCases(tx, { caseIds: all, actorId: rita, now }))
    expect(done.toSorted()).toEqual([one.caseId, other.caseId].toSorted())
    const back = await run((tx) => releaseCases(tx, { caseIds: all, actorId: rita, now }))
    expect(back.done.toSorted()).toEqual(done.toSorted())
    const row = (id: string) => db.verificationCase.findUniqueOrThrow({ where: { id } })
    expect(await row(one.caseId)).toMatchObject({ state: 'in_review', assigneeId: null })
    expect(await row(third.caseId)).toMatchObject({ assigneeId: rosa })
    expect(await stateOf(own.caseId)).toBe('in_review')
  })
})
