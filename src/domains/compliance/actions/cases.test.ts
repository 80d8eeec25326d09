import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { describe, expect } from 'vitest'
import { DAY, MINUTE, after as plus } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { test } from '@/test/db'
import { jpeg, png } from '@/test/files'
import { clearanceOf, documentsOf } from '../queries'
import type { Profile } from '../schema'
import { attachDocument, removeDocument, saveProfile, startCase, submitCase, withdrawCase } from './cases'
import { eraseCase } from './erasure'
import {
  claimCase,
  confirmDecision,
  expireCases,
  proposeDecision,
  releaseCase,
  requestChanges,
  returnDecision,
} from './review'

process.env.DOCUMENT_KEY = randomBytes(32).toString('base64')
const now = new Date('2026-05-01T12:00:00Z')
const profile: Profile = {
  legalName: 'Canary Zwölfender',
  dateOfBirth: '1990-04-23',
  country: 'DE',
  residentialAddress: 'Canary Street 12, 10115 Berlin',
}
const upload = { kind: 'passport' as const, fileName: 'Canary Zwölfender passport.jpg', bytes: jpeg() }
const approve = { outcome: 'approve' as const, note: 'Face, name and date agree.' }

/** Runs each act in a transaction of its own, as the routers do. */
const acts = (db: Db) => {
  const run = <Result>(act: (tx: Tx) => Promise<Result>) => db.$transaction(act)
  return {
    run,
    /** A submitted case of a new person. */
    submitted: async (personId: string = randomUUID()) => {
      const caseId = await run((tx) => startCase(tx, { personId, now }))
      await run((tx) => saveProfile(tx, { personId, now, profile }))
      await run((tx) => attachDocument(tx, { personId, now, ...upload }))
      await run((tx) => submitCase(tx, { personId, now }))
      return { caseId, personId }
    },
    claim: (caseId: string, actorId: string, at = now) => run((tx) => claimCase(tx, { caseId, actorId, now: at })),
    propose: (caseId: string, actorId: string) =>
      run((tx) => proposeDecision(tx, { caseId, actorId, now, ...approve })),
    confirm: (caseId: string, actorId: string, at = now) =>
      run((tx) => confirmDecision(tx, { caseId, actorId, now: at })),
    stateOf: async (caseId: string) => (await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })).state,
  }
}

/** Whether a text stands anywhere in any column of the database's tables. */
async function stands(pool: pg.Pool, text: string): Promise<string[]> {
  const { rows } = await pool.query<{ table_name: string }>(
    `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { table_name: table } of rows) {
    const hits = await pool.query(
      `select 1 from "${table}" t where position($1 in t::text) > 0 or position(encode($2::bytea, 'hex') in t::text) > 0 limit 1`,
      [text, Buffer.from(text)],
    )
    if (hits.rowCount) found.push(table)
  }
  return found
}

describe('a verification from start to clearance', () => {
  test('two people approve, and the member is cleared for 12 months', async ({ db }) => {
    const { submitted, claim, propose, confirm, stateOf } = acts(db)
    const [rita, carl] = [randomUUID(), randomUUID()]
    const { caseId, personId } = await submitted()
    expect(await clearanceOf(db, personId, now)).toBeNull()
    await claim(caseId, rita)
    await propose(caseId, rita)
    expect(await clearanceOf(db, personId, now)).toBeNull()
    await confirm(caseId, carl)
    expect(await stateOf(caseId)).toBe('approved')
    const until = new Date('2027-05-01T12:00:00Z')
    expect(await clearanceOf(db, personId, now)).toMatchObject({ personId, until, level: 'standard' })
    expect(await clearanceOf(db, personId, plus(until, -1))).not.toBeNull()
    expect(await clearanceOf(db, personId, until)).toBeNull()
  })

  test('nothing that identifies the member stands in the database in the clear', async ({ db, pool }) => {
    const { submitted } = acts(db)
    await submitted()
    expect(await stands(pool, 'Canary Street')).toEqual([])
    expect(await stands(pool, profile.dateOfBirth)).toEqual([])
    // The file's name is kept for its owner and the staff; the log has it nowhere.
    expect(await stands(pool, 'Canary Zw')).toEqual(['document'])
  })

  test('submitting needs a profile and a document of identity', async ({ db }) => {
    const { run } = acts(db)
    const member = { personId: randomUUID(), now }
    await expect(run((tx) => submitCase(tx, member))).rejects.toMatchObject({ code: 'compliance.noCase' })
    await run((tx) => startCase(tx, member))
    await expect(run((tx) => submitCase(tx, member))).rejects.toMatchObject({ code: 'compliance.profileMissing' })
    await expect(run((tx) => attachDocument(tx, { ...member, ...upload }))).rejects.toThrow('profile first')
    await run((tx) => saveProfile(tx, { ...member, profile }))
    await expect(run((tx) => submitCase(tx, member))).rejects.toMatchObject({ code: 'compliance.documentMissing' })
    const documentId = await run((tx) => attachDocument(tx, { ...member, ...upload }))
    await run((tx) => removeDocument(tx, { ...member, documentId }))
    await expect(run((tx) => submitCase(tx, member))).rejects.toMatchObject({ code: 'compliance.documentMissing' })
  })

  test('a member of 17 or from a blocked country gets no further than the profile', async ({ db }) => {
    const { run } = acts(db)
    const member = { personId: randomUUID(), now }
    await run((tx) => startCase(tx, member))
    const save = (change: Partial<Profile>) =>
      run((tx) => saveProfile(tx, { ...member, profile: { ...profile, ...change } }))
    await expect(save({ dateOfBirth: '2008-05-02' })).rejects.toMatchObject({ code: 'compliance.tooYoung' })
    await expect(save({ country: 'KP' })).rejects.toMatchObject({ code: 'compliance.countryNotServed' })
  })

  test('is one at a time, even when started twice at once', async ({ db }) => {
    const { run } = acts(db)
    const member = { personId: randomUUID(), now }
    const started = await Promise.allSettled([1, 2, 3, 4].map(() => run((tx) => startCase(tx, member))))
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of started)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'compliance.alreadyOpen' })
  })

  test('comes back for changes with a reason, is mended and submitted again', async ({ db }) => {
    const { run, submitted, claim, stateOf } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await expect(run((tx) => saveProfile(tx, { personId, now, profile }))).rejects.toMatchObject({ kind: 'conflict' })
    await claim(caseId, rita)
    const note = 'The lower half is dark.'
    await run((tx) => requestChanges(tx, { caseId, actorId: rita, now, reason: 'unreadable', note }))
    await run((tx) => attachDocument(tx, { personId, now, ...upload, bytes: png() }))
    await run((tx) => submitCase(tx, { personId, now }))
    expect(await stateOf(caseId)).toBe('submitted')
    expect(await documentsOf(db, `case:${caseId}`)).toHaveLength(2)
  })
})

describe('two people decide', () => {
  test('the proposer cannot confirm, nor the member, whatever roles they have', async ({ db }) => {
    const { submitted, claim, propose, confirm, stateOf } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await expect(claim(caseId, personId)).rejects.toMatchObject({ code: 'compliance.ownCase' })
    await claim(caseId, rita)
    await propose(caseId, rita)
    await expect(confirm(caseId, rita)).rejects.toMatchObject({ code: 'compliance.samePerson' })
    await expect(confirm(caseId, personId)).rejects.toMatchObject({ code: 'compliance.ownCase' })
    expect(await stateOf(caseId)).toBe('proposed_approve')
  })

  test('the database refuses what code would let through', async ({ db, pool }) => {
    const { submitted, claim, propose } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await claim(caseId, rita)
    await propose(caseId, rita)
    const decide = (by: string) =>
      pool.query(
        `update verification_proposal set decided_by = $1, decided_at = now(), decision = 'confirmed' where case_id = $2`,
        [by, caseId],
      )
    await expect(decide(rita)).rejects.toThrow(/two_people/)
    await expect(decide(personId)).rejects.toThrow(/not_oneself/)
    const grant = pool.query(
      `insert into clearance_grant (id, case_id, person_id, level, limits, granted_at, until) values ($1, $2, $3, 'standard', '{}', now(), now() + interval '1 year')`,
      [randomUUID(), caseId, personId],
    )
    await expect(grant).rejects.toThrow(/confirmed by a second person/)
  })

  test('eight confirmations at once decide once', async ({ db }) => {
    const { submitted, claim, propose, confirm } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await claim(caseId, rita)
    await propose(caseId, rita)
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => confirm(caseId, randomUUID())))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db.clearanceGrant.count({ where: { personId } })).toBe(1)
  })

  test('evidence that changed after the proposal is not confirmed, only returned', async ({ db }) => {
    const { run, submitted, claim, propose, confirm, stateOf } = acts(db)
    const [rita, carl] = [randomUUID(), randomUUID()]
    const { caseId } = await submitted()
    await claim(caseId, rita)
    await propose(caseId, rita)
    await db.document.updateMany({ where: { subject: `case:${caseId}` }, data: { sha256: 'f'.repeat(64) } })
    await expect(confirm(caseId, carl)).rejects.toMatchObject({ code: 'compliance.evidenceChanged' })
    await run((tx) => returnDecision(tx, { caseId, actorId: carl, now, note: 'Look again.' }))
    expect(await stateOf(caseId)).toBe('in_review')
    await expect(propose(caseId, rita)).rejects.toMatchObject({ code: 'compliance.notAssigned' })
  })

  test('a case is held for 30 minutes, then a colleague may take it', async ({ db }) => {
    const { run, submitted, claim, propose } = acts(db)
    const [rita, carl] = [randomUUID(), randomUUID()]
    const { caseId } = await submitted()
    await claim(caseId, rita)
    await expect(claim(caseId, carl)).rejects.toMatchObject({ code: 'compliance.taken' })
    await claim(caseId, carl, plus(now, 30 * MINUTE))
    await expect(propose(caseId, rita)).rejects.toMatchObject({ code: 'compliance.notAssigned' })
    await run((tx) => releaseCase(tx, { caseId, actorId: carl, now: plus(now, 31 * MINUTE) }))
    await claim(caseId, rita)
  })

  test('what the log says is the same for an approval and a rejection', async ({ db }) => {
    const { run, submitted, claim, confirm } = acts(db)
    const shapes: string[] = []
    for (const decision of [
      approve,
      { outcome: 'reject' as const, reason: 'altered_document' as const, note: 'Edited.' },
    ]) {
      const { caseId } = await submitted()
      const [rita, carl] = [randomUUID(), randomUUID()]
      await claim(caseId, rita)
      await run((tx) => proposeDecision(tx, { caseId, actorId: rita, now, ...decision }))
      await confirm(caseId, carl)
      const entries = await db.logEntry.findMany({
        where: { subjects: { has: `case:${caseId}` } },
        orderBy: { serial: 'asc' },
      })
      shapes.push(entries.map(({ body }) => body.replace(/[0-9a-f]{64}|[0-9a-f-]{36}/g, '#')).join('\n'))
    }
    expect(shapes[0]).toBe(shapes[1])
  })
})

describe('the end of a verification', () => {
  const approved = async (db: Db) => {
    const { submitted, claim, propose, confirm } = acts(db)
    const subject = await submitted()
    const rita = randomUUID()
    await claim(subject.caseId, rita)
    await propose(subject.caseId, rita)
    await confirm(subject.caseId, randomUUID())
    return subject
  }

  test('after 12 months it expires and a new one begins with the old profile', async ({ db }) => {
    const { run, stateOf } = acts(db)
    const { caseId, personId } = await approved(db)
    const later = new Date('2027-05-01T12:00:00Z')
    expect(await run((tx) => expireCases(tx, plus(later, -1)))).toBe(0)
    await run((tx) => expireCases(tx, later))
    expect(await stateOf(caseId)).toBe('expired')
    await run((tx) => startCase(tx, { personId, now: later }))
    await run((tx) => attachDocument(tx, { personId, now: later, ...upload }))
    await run((tx) => submitCase(tx, { personId, now: later }))
  })

  test('a renewal may start in the last 30 days, and the old clearance stands until its end', async ({ db }) => {
    const { run } = acts(db)
    const { personId } = await approved(db)
    const end = new Date('2027-05-01T12:00:00Z')
    const start = (at: Date) => run((tx) => startCase(tx, { personId, now: at }))
    await expect(start(plus(end, -31 * DAY))).rejects.toMatchObject({ code: 'compliance.stillVerified' })
    await start(plus(end, -30 * DAY))
    expect(await clearanceOf(db, personId, plus(end, -DAY))).not.toBeNull()
  })

  test('a draft that is withdrawn leaves no profile and no document', async ({ db }) => {
    const { run } = acts(db)
    const personId = randomUUID()
    const caseId = await run((tx) => startCase(tx, { personId, now }))
    await run((tx) => saveProfile(tx, { personId, now, profile }))
    await run((tx) => attachDocument(tx, { personId, now, ...upload }))
    await run((tx) => withdrawCase(tx, { personId, now }))
    const row = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
    expect(row).toMatchObject({ state: 'withdrawn', profile: null, profileKey: null, salt: null, erasedAt: now })
    expect(await documentsOf(db, `case:${caseId}`)).toEqual([])
  })

  test('a rejected one is erased by a checker: no key, no bytes, no name is left of it', async ({ db }) => {
    const { run, submitted, claim, confirm } = acts(db)
    const [rita, carl] = [randomUUID(), randomUUID()]
    const { caseId, personId } = await submitted()
    await claim(caseId, rita)
    const decision = {
      outcome: 'reject' as const,
      reason: 'not_the_person' as const,
      note: 'Canary is not on the photo.',
    }
    await run((tx) => proposeDecision(tx, { caseId, actorId: rita, now, ...decision }))
    await confirm(caseId, carl)
    const erase = (by: string, checks: boolean) =>
      run((tx) => eraseCase(tx, { caseId, viewer: { personId: by, checks }, now }))
    await expect(erase(personId, false)).rejects.toMatchObject({ code: 'compliance.notErasable' })
    await expect(erase(randomUUID(), false)).rejects.toMatchObject({ code: 'compliance.noCase' })
    await erase(carl, true)
    const row = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId }, include: { proposals: true } })
    expect(row).toMatchObject({ profile: null, profileKey: null, salt: null, changesNote: null })
    expect(row.proposals).toMatchObject([{ note: '', reason: 'not_the_person', decidedBy: carl }])
    const documents = await db.document.findMany({ where: { subject: `case:${caseId}` } })
    expect(documents).toMatchObject([{ fileName: '', ciphertext: null, wrappedKey: null, sha256: null, salt: null }])
  })

  test('withdrawing while a decision is proposed voids the proposal', async ({ db }) => {
    const { run, submitted, claim, propose, confirm } = acts(db)
    const { caseId, personId } = await submitted()
    const rita = randomUUID()
    await claim(caseId, rita)
    await propose(caseId, rita)
    await run((tx) => withdrawCase(tx, { personId, now }))
    await expect(confirm(caseId, randomUUID())).rejects.toMatchObject({ code: 'compliance.notNow' })
    expect(await db.verificationProposal.findMany({ where: { caseId } })).toMatchObject([{ decision: 'void' }])
  })
})
