import { describe, expect } from 'vitest'
import { decideRule, proposeRule } from '@/domains/compliance/actions/rule-change'
import type { RuleProposal } from '@/domains/compliance/schema/regime'
import { WALLETS } from '@/test/application'
import { approved, now, someone, world } from '@/test/application-world'
import { proveCompany } from '@/test/company'
import { test } from '@/test/db'
import { listedProjects, projectBySlug } from '../queries/public'
import { reviewCase, reviewQueue } from '../queries/review'
import { unclaim } from './review'

describe('a review', () => {
  test('takes two people, and the project appears under its own address', async ({ db }) => {
    const w = await approved(db)
    expect(await w.state()).toBe('approved')
    const project = await projectBySlug(db, 'harbour-storage')
    expect(project).toMatchObject({
      projectId: w.applicationId,
      teamName: 'Harbour',
      state: 'approved',
      termsHash: null,
    })
    expect((await listedProjects(db, { search: 'HARBOUR', category: 'storage' })).map(({ slug }) => slug)).toContain(
      'harbour-storage',
    )
    const [card] = await db.$queryRaw<object[]>`select * from project_card where project_id = ${w.applicationId}::uuid`
    expect(card).toMatchObject({ slug: 'harbour-storage', issuer_person_id: w.owner.personId, state: 'approved' })
    const acts = await db.logEntry.findMany({
      where: { subjects: { has: `project:${w.applicationId}` } },
      orderBy: { serial: 'asc' },
    })
    expect(acts.map(({ type }) => type)).toEqual(
      ['started', 'submitted', 'claimed', 'proposed', 'decided', 'listed'].map((t) => `projects.${t}`),
    )
    expect(acts.every(({ body }) => !body.includes('Ines') && !body.includes(w.owner.personId))).toBe(true)
    const [, submitted, , proposed, decided] = acts.map(({ hash }) => hash)
    expect(acts.slice(3).map(({ parents }) => parents)).toEqual([[submitted], [proposed], [decided]])
  })
  test('is never confirmed by the person who proposed it', async ({ db }) => {
    const w = await world(db)
    const both = someone(['reviewer', 'checker'])
    await w.submit()
    await w.claim(both)
    const { decisionId } = await w.propose('reject', both)
    await expect(w.decide(decisionId, both)).rejects.toMatchObject({ code: 'projects.samePerson' })
    const closed = { state: 'confirmed', decidedBy: both.personId, decidedAt: now } as const
    await expect(db.reviewDecision.update({ where: { id: decisionId }, data: closed })).rejects.toThrow(
      'review_decision_two_people',
    )
  })
  test('of one’s own project is refused, by code and by the database, and so is one by a wallet of the team', async ({
    db,
  }) => {
    const w = await world(db)
    await w.submit()
    const own = { code: 'projects.ownProject' }
    await expect(w.claim(w.owner)).rejects.toMatchObject(own)
    await expect(w.claim(someone(['reviewer'], [WALLETS.member]))).rejects.toMatchObject(own)
    await w.claim()
    const { decisionId } = await w.propose('reject')
    await expect(w.decide(decisionId, { ...w.owner, roles: ['checker'] })).rejects.toMatchObject(own)
    const closed = { state: 'confirmed', decidedBy: w.owner.personId, decidedAt: now } as const
    await expect(db.reviewDecision.update({ where: { id: decisionId }, data: closed })).rejects.toThrow(
      'review_decision_not_own',
    )
  })
  test('is decided once when two confirm at the same moment', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    const { decisionId } = await w.propose('request_changes')
    const results = await Promise.allSettled([w.decide(decisionId), w.decide(decisionId, someone(['checker']))])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({
      reason: { code: 'projects.alreadyDecided' },
    })
    expect(await w.state()).toBe('changes_requested')
  })
  test('belongs to one reviewer for a day, then to whoever takes it', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    const other = someone(['reviewer'])
    await expect(w.claim(other)).rejects.toMatchObject({
      code: 'projects.taken',
      message: expect.stringContaining('5 Jan 2027, 09:00 UTC'),
    })
    await expect(w.propose('reject', other)).rejects.toMatchObject({ code: 'projects.notAssigned' })
    await w.claim(other, new Date(now.getTime() + 86_400_000))
    const third = await world(db)
    await third.submit()
    await third.claim()
    await db.$transaction((tx) => unclaim(tx, third.act(third.reviewer)))
    expect(await third.state()).toBe('submitted')
  })
  test('that is returned goes back to its reviewer with a comment', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    const { decisionId } = await w.propose('reject')
    await expect(w.decide(decisionId, w.checker, 'return')).rejects.toMatchObject({ code: 'projects.noComment' })
    await w.decide(decisionId, w.checker, 'return', 'Look at the budget once more.')
    expect(await w.state()).toBe('in_review')
    await w.propose('request_changes')
  })
  test('shows the queue with its age and holder, and the case with what is needed to decide', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    const row = (await reviewQueue(db, w.reviewer, now)).find(({ id }) => id === w.applicationId)
    expect(row).toMatchObject({ state: 'in_review', urgency: 'fresh', assignee: { id: w.reviewer.personId } })
    await w.sheet()
    const open = await reviewCase(db, w.applicationId, w.reviewer, now)
    expect(open).toMatchObject({
      version: { number: 1 },
      scores: [400],
      sheet: { note: 'Solid.' },
      terms: { cap: '4000000000000' },
      gaps: [],
    })
  })
  test('says before an approval for which regimes that are on the terms give too little', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    const gaps = async (at = now) => (await reviewCase(db, w.applicationId, w.reviewer, at)).gaps
    const set = async (proposal: Pick<RuleProposal, 'kind' | 'subject' | 'payload'>) =>
      db.$transaction(async (tx) => {
        const by = { reason: 'As agreed.', actorId: w.reviewer.personId, now }
        const { changeId } = await proposeRule(tx, { ...proposal, ...by } as RuleProposal & typeof by)
        await decideRule(tx, { changeId, confirm: true, actorId: w.checker.personId, now })
      })
    const sell = (instrument: 'LOAN' | 'TRANSFERABLE_SECURITY') =>
      set({
        ...{ kind: 'raise', subject: w.applicationId },
        payload: { instrument, only: [], blocked: [], concentrationBps: null },
      })
    await set({ kind: 'regime', subject: 'REG_CF', payload: { on: true } })
    // Free until 20 February, of a raise that closes on 1 March; tokens after 30 days, and a company that was never handed in.
    const lacks = ['withdrawalShort', 'resaleShort', 'ownersOld'].map((gap) => ({ regime: 'REG_CF', gap }))
    expect(await gaps()).toEqual(lacks.map((gap) => ({ ...gap, sold: false })))
    await sell('LOAN')
    expect(await gaps()).toEqual([])
    await sell('TRANSFERABLE_SECURITY')
    expect(await gaps()).toEqual(lacks.map((gap) => ({ ...gap, sold: true })))

    const patient = { withdrawUntil: '2027-02-27T12:00', cliffDays: '366', vestingDays: '366' }
    const other = await world(db, ({ terms }) => Object.assign(terms, patient))
    await other.submit()
    await proveCompany(db, { projectId: other.applicationId, personId: other.owner.personId, now })
    const { ownersAt, ownersNamed } = await reviewCase(db, other.applicationId, other.reviewer, now)
    expect({ ownersAt, ownersNamed }).toEqual({ ownersAt: now, ownersNamed: true })
    const later = async (day: string) =>
      (await reviewCase(db, other.applicationId, other.reviewer, new Date(day))).gaps.map((one) => one.gap)
    // Approved on 9 February, nobody sees it for 21 days before it closes, though its terms said so.
    expect([await later('2027-02-08T12:00:00Z'), await later('2027-02-09T12:00:00Z')]).toEqual([[], ['openShort']])
    // Once its raise runs, time does not make its dates short: they are as they were.
    await other.claim()
    await other.sheet()
    await other.decide((await other.propose('approve')).decisionId)
    const onChain = { raiseAddress: WALLETS.issuer, saleMint: WALLETS.issuer, termsHash: '0'.repeat(64) }
    await db.listing.update({ where: { projectId: other.applicationId }, data: { state: 'published', ...onChain } })
    expect(await later('2027-02-09T12:00:00Z')).toEqual([])
  })
})
