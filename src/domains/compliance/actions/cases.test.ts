import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { describe, expect } from 'vitest'
import { decisionsAbout } from '@/domains/identity/queries/decisions'
import { documentsOf } from '@/domains/vault/queries/documents'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { png } from '@/test/files'
import { acts, now, profile, upload } from '@/test/verification'
import { clearanceOf } from '../queries'
import type { AskedItem, Profile } from '../schema'
import { attachDocument, removeDocument } from './case-documents'
import { chooseManual, saveProfile, startCase, submitCase, withdrawCase } from './cases'
import { eraseCase } from './erasure'
import { proposeDecision, requestChanges } from './review'
import { abandonSilent, expireCases, lapseProposals, remindOfReviews } from './standing'

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
    expect(await stands(pool, 'Canary Zw')).toEqual([])
  })

  test('submitting needs a profile and a document of identity', async ({ db }) => {
    const { run } = acts(db)
    const member = { personId: randomUUID(), now }
    await expect(run((tx) => submitCase(tx, member))).rejects.toMatchObject({ code: 'compliance.noCase' })
    await run((tx) => startCase(tx, member))
    await expect(run((tx) => submitCase(tx, member))).rejects.toMatchObject({ code: 'compliance.notNow' })
    await expect(run((tx) => attachDocument(tx, { ...member, ...upload }))).rejects.toThrow('profile first')
    await run((tx) => saveProfile(tx, { ...member, profile }))
    await expect(run((tx) => attachDocument(tx, { ...member, ...upload }))).rejects.toMatchObject({ kind: 'conflict' })
    await run((tx) => chooseManual(tx, { ...member, reason: 'device_not_supported' }))
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
    expect(await save({ country: 'KP' })).toEqual({ served: false })
    expect(await db.verificationCase.findFirstOrThrow({ where: { personId: member.personId } })).toMatchObject({
      ...{ state: 'erased', profile: null, salt: null },
    })
  })

  test('is one at a time, even when started twice at once', async ({ db }) => {
    const { run } = acts(db)
    const member = { personId: randomUUID(), now }
    const started = await Promise.allSettled([1, 2, 3, 4].map(() => run((tx) => startCase(tx, member))))
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of started)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'compliance.alreadyOpen' })
  })

  test('comes back for changes: only what was asked for is mended, all of it, and then it is in review again', async ({
    db,
  }) => {
    const { run, submitted, claim, stateOf } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    const [passport] = await documentsOf(db, `case:${caseId}`)
    const later = plus(now, DAY)
    const member = { personId, now: later }
    const save = (change: Partial<Profile>) =>
      run((tx) => saveProfile(tx, { ...member, profile: { ...profile, ...change } }))
    const attach = () => run((tx) => attachDocument(tx, { ...member, ...upload, bytes: png() }))
    const remove = (documentId: string) => run((tx) => removeDocument(tx, { ...member, documentId }))
    const submit = () => run((tx) => submitCase(tx, member))
    const ask = (items: AskedItem[]) =>
      run((tx) => requestChanges(tx, { caseId, actorId: rita, now, items, note: 'The lower half is dark.' }))
    await expect(save({})).rejects.toMatchObject({ kind: 'conflict' })
    await claim(caseId, rita)
    await expect(ask([{ reason: 'unreadable', documentId: randomUUID() }])).rejects.toMatchObject({ field: 'items' })
    await ask([{ reason: 'unreadable', documentId: passport!.id }])
    await expect(save({ legalName: 'Somebody Else' })).rejects.toMatchObject({ code: 'compliance.notAsked' })
    await expect(submit()).rejects.toMatchObject({ code: 'compliance.stillToMend' })
    await remove(passport!.id)
    await expect(submit()).rejects.toMatchObject({ code: 'compliance.stillToMend' })
    await attach()
    await submit()
    expect(await stateOf(caseId)).toBe('in_review')
    const [renewed] = await documentsOf(db, `case:${caseId}`)
    await claim(caseId, rita)
    await ask([{ reason: 'name_differs', documentId: null }])
    await expect(attach()).rejects.toMatchObject({ code: 'compliance.notAsked' })
    await expect(remove(renewed!.id)).rejects.toMatchObject({ code: 'compliance.notAsked' })
    await save({})
    await expect(submit()).rejects.toMatchObject({ code: 'compliance.stillToMend' })
    await save({ legalName: 'Canary Zwölf' })
    await submit()
    expect(await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })).toMatchObject({
      ...{ state: 'in_review', mendedFields: ['legalName'] },
    })
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

  test('30 days before its end a review is due, at its end it expires, and a new one begins with the old profile', async ({
    db,
  }) => {
    const { run, stateOf } = acts(db)
    const { caseId, personId } = await approved(db)
    const end = new Date('2027-05-01T12:00:00Z')
    const start = (at: Date) => run((tx) => startCase(tx, { personId, now: at }))
    const due = plus(end, -30 * DAY)
    await run((tx) => remindOfReviews(tx, plus(due, -1)))
    expect(await stateOf(caseId)).toBe('approved')
    await run((tx) => remindOfReviews(tx, due))
    expect(await stateOf(caseId)).toBe('reverify_due')
    expect(await clearanceOf(db, personId, plus(end, -1))).not.toBeNull()
    await run((tx) => expireCases(tx, plus(end, -1)))
    expect(await stateOf(caseId)).toBe('reverify_due')
    await run((tx) => expireCases(tx, end))
    expect(await stateOf(caseId)).toBe('expired')
    const renewal = await start(end)
    const member = { personId, now: end }
    await run((tx) => saveProfile(tx, { ...member, profile }))
    await run((tx) => chooseManual(tx, { ...member, reason: 'consent_declined' }))
    await run((tx) => attachDocument(tx, { ...member, ...upload }))
    await run((tx) => submitCase(tx, member))
    expect(await stateOf(renewal)).toBe('in_review')
  })

  test('a renewal may start in the last 30 days, and the old clearance stands until its end', async ({ db }) => {
    const { run } = acts(db)
    const { personId } = await approved(db)
    const end = new Date('2027-05-01T12:00:00Z')
    const start = (at: Date) => run((tx) => startCase(tx, { personId, now: at }))
    await expect(start(plus(end, -30 * DAY - 1))).rejects.toMatchObject({ code: 'compliance.stillVerified' })
    await start(plus(end, -30 * DAY))
    expect(await clearanceOf(db, personId, plus(end, -DAY))).not.toBeNull()
  })

  test('what its member leaves alone for 30 days is given up, and a week later nothing of it is left', async ({
    db,
  }) => {
    const { run, stateOf } = acts(db)
    const personId = randomUUID()
    const caseId = await run((tx) => startCase(tx, { personId, now }))
    await run((tx) => saveProfile(tx, { personId, now, profile }))
    const end = plus(now, 30 * DAY)
    await run((tx) => abandonSilent(tx, plus(end, -1)))
    expect(await stateOf(caseId)).toBe('awaiting_document')
    await run((tx) => abandonSilent(tx, end))
    expect(await stateOf(caseId)).toBe('abandoned')
    await run((tx) => abandonSilent(tx, plus(end, 7 * DAY - 1)))
    expect(await stateOf(caseId)).toBe('abandoned')
    await run((tx) => abandonSilent(tx, plus(end, 7 * DAY)))
    expect(await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })).toMatchObject({
      ...{ state: 'erased', profile: null, profileKey: null },
    })
  })

  test('a proposal that nobody confirms in 72 hours is over, and the case in review again', async ({ db }) => {
    const { run, submitted, claim, propose, stateOf } = acts(db)
    const { caseId } = await submitted()
    const rita = randomUUID()
    await claim(caseId, rita)
    await propose(caseId, rita)
    expect(await run((tx) => lapseProposals(tx, plus(now, 72 * HOUR - 1)))).toBe(0)
    await run((tx) => lapseProposals(tx, plus(now, 72 * HOUR)))
    expect(await stateOf(caseId)).toBe('in_review')
  })

  test('a draft that is withdrawn leaves no profile and no document', async ({ db }) => {
    const { run } = acts(db)
    const personId = randomUUID()
    const caseId = await run((tx) => startCase(tx, { personId, now }))
    await run((tx) => saveProfile(tx, { personId, now, profile }))
    await run((tx) => chooseManual(tx, { personId, now, reason: 'consent_declined' }))
    await run((tx) => attachDocument(tx, { personId, now, ...upload }))
    await run((tx) => withdrawCase(tx, { personId, now }))
    const row = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
    expect(row).toMatchObject({ state: 'erased', profile: null, profileKey: null, salt: null, erasedAt: now })
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
    const erase = (by: string, checks: boolean, secondFactor = checks) =>
      run((tx) => eraseCase(tx, { caseId, viewer: { personId: by, checks, secondFactor }, now }))
    await expect(erase(personId, false)).rejects.toMatchObject({ code: 'compliance.notErasable' })
    await expect(erase(randomUUID(), false)).rejects.toMatchObject({ code: 'compliance.noCase' })
    await expect(erase(carl, true, false)).rejects.toMatchObject({ code: 'compliance.noCase' })
    await erase(carl, true)
    const row = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
    expect(row).toMatchObject({ profile: null, profileKey: null, salt: null, changesNote: null })
    expect(await decisionsAbout(db, `case:${caseId}`)).toMatchObject([
      { note: '', content: { reason: 'not_the_person' }, checkerId: carl },
    ])
    const documents = await db.document.findMany({ where: { subject: `case:${caseId}` } })
    expect(documents).toMatchObject([{ fileName: '', state: 'shredded', sha256: null, salt: null }])
    expect(await db.documentObject.count({ where: { documentId: { in: documents.map(({ id }) => id) } } })).toBe(0)
  })

  test('withdrawing while a decision is proposed voids the proposal', async ({ db }) => {
    const { run, submitted, claim, propose, confirm } = acts(db)
    const { caseId, personId } = await submitted()
    const rita = randomUUID()
    await claim(caseId, rita)
    await propose(caseId, rita)
    await run((tx) => withdrawCase(tx, { personId, now }))
    await expect(confirm(caseId, randomUUID())).rejects.toMatchObject({ code: 'compliance.notNow' })
    expect(await decisionsAbout(db, `case:${caseId}`)).toMatchObject([{ state: 'voided' }])
  })
})
