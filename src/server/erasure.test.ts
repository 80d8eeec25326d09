import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { POST as takeMyData } from '@/app/api/my-data/route'
import { ownComplaints } from '@/domains/complaints/queries/own'
import { attachDocument } from '@/domains/compliance/actions/case-documents'
import { chooseManual, saveProfile, startCase } from '@/domains/compliance/actions/cases'
import { issueChallenge } from '@/domains/compliance/actions/operators'
import { createPerson } from '@/domains/identity/actions/people'
import { startSession } from '@/domains/identity/actions/sessions'
import { addWallet } from '@/domains/identity/actions/wallets'
import { addDocument } from '@/domains/projects/actions/documents'
import { saveSection, start } from '@/domains/projects/actions/draft'
import { showProfile } from '@/domains/reputation/actions'
import { placeHold } from '@/domains/vault/actions/erasure'
import { sealFor } from '@/domains/vault/actions/keys'
import { examine, type Ground } from '@/domains/vault/flows'
import { tidyStore } from '@/domains/vault/jobs'
import { openFor } from '@/domains/vault/queries/keys'
import { addMonths } from '@/domains/vault/rules/erasure'
import { folderStore } from '@/gateways/storage/folder'
import { leafHash } from '@/kit/digest'
import { tablesWith } from '@/test/canary'
import { anotherDatabase, test } from '@/test/db'
import { question } from '@/test/discussion-world'
import { localEnvironment } from '@/test/environment'
import { pdf } from '@/test/files'
import { acts, clear, now, profile } from '@/test/verification'
import { testWallet } from '@/test/wallet'
import type { Db } from './db'
import { carryOutErasures, replayErasures, requestErasure } from './erasure'
import { createCaller } from './router'
import type { Role, Viewer } from './viewer'

process.env.SITE_URL = 'http://localhost:3000'
beforeAll(localEnvironment)
const folder = mkdtempSync(path.join(tmpdir(), 'erasure-'))
afterAll(() => rmSync(folder, { recursive: true }))
const store = folderStore(folder)
Object.assign(process.env, { DOCUMENT_STORE: 'folder', DOCUMENT_FOLDER: folder })

const CANARY = 'zwoelfender-4711'
const file = () => ({ kind: 'other' as const, fileName: `${CANARY}.pdf`, bytes: pdf(`/Marker (${CANARY})`) })
const viewerOf = (personId: string, roles: readonly Role[] = ['member']): Viewer => ({
  ...{ personId, sessionId: randomUUID(), roles, displayName: CANARY, wallets: [], secondFactorAt: now },
  steppedUp: 'every act' as const,
})
const apiOf = (db: Db, viewer: Viewer, at = now) => createCaller({ db, now: at, viewer, requestId: 'erasure' })
const ask = (db: Db, personId: string, at = now) =>
  requestErasure(db, { personId, confirmation: 'Delete my data ', now: at })

/** Somebody whose name, mail address, wallet and session stand in the tables. */
async function person(db: Db): Promise<{ personId: string; wallet: string; token: string }> {
  const email = `${randomUUID()}.${CANARY}@example.org`
  const wallet = testWallet().address
  return db.$transaction(async (tx) => {
    const { id: personId } = await createPerson(tx, { displayName: CANARY, email, now })
    await addWallet(tx, { address: wallet, personId, now })
    const { token } = await startSession(tx, { personId, method: 'wallet', at: new Date(), now })
    return { personId, wallet, token }
  })
}

/** The same with a verification and an application that were begun and never handed in, with documents in the object store. */
async function beginner(db: Db) {
  const somebody = await person(db)
  const { personId } = somebody
  const viewer = viewerOf(personId, ['member', 'issuer'])
  const ids = await db.$transaction(async (tx) => {
    const caseId = await startCase(tx, { personId, now })
    await saveProfile(tx, { personId, now, profile: { ...profile, legalName: CANARY, residentialAddress: CANARY } })
    await chooseManual(tx, { personId, now, reason: 'consent_declined' })
    const passport = await attachDocument(tx, { personId, now, ...file(), kind: 'passport' })
    await showProfile(tx, { wallet: somebody.wallet, personId, now })
    await issueChallenge(tx, { personId, site: `http://${CANARY}`, network: 'local', now })
    const { id: applicationId } = await start(tx, { viewer, now })
    const risks = { applicationId, section: 'risks' as const, revision: 0, value: { text: CANARY } }
    await saveSection(tx, { ...risks, viewer, now })
    const { documentId: plan } = await addDocument(tx, { applicationId, viewer, now, ...file() })
    const sealed = await sealFor(tx, `person:${personId}`, 'name', Buffer.from(CANARY))
    return { caseId, applicationId, documents: [passport, plan], sealed }
  })
  const world: Ground = { db, store, scanner: null, now }
  for (const id of ids.documents) expect(await examine(world, id)).toBe('clean')
  while ((await tidyStore(db, store, now)) > 0);
  return { ...somebody, ...ids }
}

const inTheStore = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [readFileSync(path.join(entry.parentPath, entry.name))] : [],
  )

/** Where a text of somebody still stands: tables, and the object store. */
async function tracesOf(pool: pg.Pool, text: string) {
  const objects = inTheStore().filter((bytes) => bytes.includes(text)).length
  return { tables: await tablesWith(pool, text), objects }
}
const NONE = { tables: [], objects: 0 }

describe('somebody who never handed anything in', () => {
  test('is forgotten at once: no table and no object has a trace, the log still holds', async ({ db, pool }) => {
    const { personId, wallet, documents, sealed } = await beginner(db)
    const before = await tracesOf(pool, CANARY)
    expect(before.tables).toEqual(expect.arrayContaining(['application_section', 'operator_challenge', 'person']))
    expect((await tracesOf(pool, wallet)).tables).toEqual(['operator_profile', 'wallet'])
    expect(await store.list('documents/')).toHaveLength(4)

    expect(await ask(db, personId)).toEqual({ outcome: 'full', answer: 'Everything is deleted now.' })
    expect(await carryOutErasures(db, now)).toBe(1)
    await tidyStore(db, store, now)

    expect(await tracesOf(pool, CANARY)).toEqual(NONE)
    expect(await tracesOf(pool, wallet)).toEqual(NONE)
    expect(await store.list('documents/')).toEqual([])
    expect(await db.erasureRequest.findMany({ where: { personId } })).toMatchObject([
      { state: 'closed', outcome: 'full', rule: 'nothing_kept', purgedAt: now, closedAt: now },
    ])
    const gone = [`person:${personId}`, ...documents.flatMap((id) => [`document:${id}`, `filename:${id}`])]
    expect(await db.vaultSubject.count({ where: { subject: { in: gone } } })).toBe(0)
    await expect(openFor(db, `person:${personId}`, 'name', sealed)).rejects.toMatchObject({ code: 'vault.shredded' })
    const entries = await db.logEntry.findMany()
    expect(entries.filter(({ body, hash }) => leafHash(body) !== hash)).toEqual([])
    expect(await carryOutErasures(db, now)).toBe(0)
  })

  test('has to type it, is asked once, and is signed out', async ({ db }) => {
    const { personId } = await person(db)
    const typo = requestErasure(db, { personId, confirmation: 'yes', now })
    await expect(typo).rejects.toMatchObject({ code: 'vault.typeIt', field: 'confirmation' })
    expect(await db.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({ displayName: CANARY })
    const results = await Promise.allSettled([ask(db, personId), ask(db, personId)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db.session.count({ where: { personId } })).toBe(0)
    await carryOutErasures(db, now)
  })

  test('E23: a restored backup brings them back, and the replay forgets them again', async ({ db }) => {
    const { personId } = await beginner(db)
    const restored = await anotherDatabase()
    const copy = {
      person: await db.person.findUniqueOrThrow({ where: { id: personId } }),
      wallets: await db.wallet.findMany({ where: { personId } }),
      keys: await db.vaultSubject.findMany(),
      cases: await db.verificationCase.findMany({ where: { personId } }),
    }
    await ask(db, personId)
    await carryOutErasures(db, now)
    await tidyStore(db, store, now)
    await restored.db.person.create({ data: copy.person })
    await restored.db.wallet.createMany({ data: copy.wallets })
    await restored.db.vaultSubject.createMany({ data: copy.keys })
    // What is not known yet is null in the columns, and left out when they are written.
    const cases = copy.cases.map(({ risk: _, asked: __, ...one }) => one)
    await restored.db.verificationCase.createMany({ data: cases })
    expect(await replayErasures(restored.db, now)).toBe(1)
    expect(await replayErasures(restored.db, now)).toBe(0)
    expect(await restored.db.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({
      ...{ displayName: 'Former member', email: null },
    })
    expect(await restored.db.wallet.count()).toBe(0)
    expect(await restored.db.verificationCase.findMany()).toMatchObject([{ profile: null, profileKey: null }])
    await restored.close()
  })
})

describe('somebody who was verified', () => {
  /** Verified, with everything that is kept about it. */
  async function verified(db: Db) {
    const somebody = await person(db)
    await clear(db, somebody.personId)
    return somebody
  }

  test('keeps what the law keeps for five years, to the millisecond, and loses the rest at once', async ({
    db,
    pool,
  }) => {
    const { personId, wallet } = await verified(db)
    const complaint = { topic: 'data' as const, what: 'It was slow.' }
    const { complaintId } = await apiOf(db, viewerOf(personId)).complaints.file(complaint)
    await question(db, { projectId: randomUUID(), personId, text: CANARY })
    const until = addMonths(now, 60)
    expect(await ask(db, personId)).toMatchObject({ outcome: 'partial' })
    expect(await db.discussionText.findMany({ include: { post: true } })).toMatchObject([
      { text: null, post: { state: 'deleted' } },
    ])
    expect(await db.erasureRequest.findMany({ where: { personId } })).toMatchObject([
      { state: 'restricted', retentionUntil: until, rule: 'verified', ruleVersion: 1 },
    ])
    expect(await db.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({
      ...{ displayName: 'Former member', email: null },
    })
    expect(await db.session.count({ where: { personId } })).toBe(0)
    await carryOutErasures(db, new Date(until.getTime() - 1))
    expect((await db.verificationCase.findFirstOrThrow({ where: { personId } })).profile).not.toBeNull()
    expect((await tracesOf(pool, wallet)).tables).toEqual(['wallet'])
    expect(await ownComplaints(db, personId)).toMatchObject([{ form: { what: 'It was slow.' } }])
    await carryOutErasures(db, until)
    const kept = await db.complaint.findUniqueOrThrow({ where: { id: complaintId } })
    expect(kept).toMatchObject({ personId: null, erasedAt: until })
    expect((await db.verificationCase.findFirstOrThrow({ where: { personId } })).profile).toBeNull()
    expect(await tracesOf(pool, wallet)).toEqual(NONE)
    expect(await db.document.count({ where: { ownerId: personId, erasedAt: null } })).toBe(0)
  })

  test('is told to finish what is under way, and nothing is deleted', async ({ db }) => {
    const { personId } = await person(db)
    await acts(db).submitted(personId)
    expect(await ask(db, personId)).toMatchObject({ outcome: 'refused', answer: expect.stringContaining('under way') })
    expect(await db.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({ displayName: CANARY })
    expect(await apiOf(db, viewerOf(personId)).erasure.mine()).toMatchObject({ outcome: 'refused' })
    const states = await db.erasureRequest.findMany({ where: { personId }, select: { state: true } })
    expect(states).toEqual([{ state: 'closed' }])
  })

  test('a hold keeps them beyond the time and says so to nobody; two people lift it', async ({ db }) => {
    const { personId } = await verified(db)
    const [carl, dora] = [viewerOf(randomUUID(), ['checker']), viewerOf(randomUUID(), ['checker'])]
    const plain = await verified(db)
    await db.$transaction((tx) => placeHold(tx, { personId, actorId: carl.personId, now }))
    expect(await ask(db, personId)).toEqual(await ask(db, plain.personId))
    const until = addMonths(now, 60)
    const { id: requestId } = await db.erasureRequest.findFirstOrThrow({ where: { personId } })
    await carryOutErasures(db, until)
    const stateOf = async () => (await db.erasureRequest.findUniqueOrThrow({ where: { id: requestId } })).state
    expect(await stateOf()).toBe('restricted')

    const propose = { requestId, reason: 'The case was closed.' }
    const [first, second] = [apiOf(db, carl, until).erasure, apiOf(db, dora, until).erasure]
    await expect(first.propose({ ...propose, kind: 'purge' })).rejects.toThrow('Lift the hold first')
    await first.propose({ ...propose, kind: 'lift' })
    await expect(second.propose({ ...propose, kind: 'lift' })).rejects.toThrow('proposed already')
    await expect(first.decide({ requestId, confirm: true })).rejects.toThrow('another person')
    const both = await Promise.allSettled([1, 2].map(() => second.decide({ requestId, confirm: true })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await carryOutErasures(db, until)
    expect(await stateOf()).toBe('closed')
  })

  test('two people end or lengthen the time; nobody decides about themselves, in SQL neither', async ({ db, pool }) => {
    const { personId } = await verified(db)
    await ask(db, personId)
    const { id: requestId, retentionUntil } = await db.erasureRequest.findFirstOrThrow({ where: { personId } })
    const [carl, dora] = [viewerOf(randomUUID(), ['checker']), viewerOf(randomUUID(), ['checker'])]
    const [first, second] = [apiOf(db, carl).erasure, apiOf(db, dora).erasure]
    const own = apiOf(db, viewerOf(personId, ['checker'])).erasure
    const wish = { requestId, reason: 'An authority wrote.' }
    await expect(own.propose({ ...wish, kind: 'purge' })).rejects.toThrow('their own data')
    for (const until of ['2031-05-01', '2036-05-02', '2020-01-01'])
      await expect(first.propose({ ...wish, kind: 'extend', until })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await first.propose({ ...wish, kind: 'extend', until: '2033-01-01' })
    await expect(own.decide({ requestId, confirm: true })).rejects.toThrow('their own data')
    await expect(
      pool.query(`update erasure_proposal set decided_by = proposed_by, decided_at = now(), decision = 'confirmed'`),
    ).rejects.toThrow(/two_people/)
    await second.decide({ requestId, confirm: true })
    const moved = await db.erasureRequest.findUniqueOrThrow({ where: { id: requestId } })
    expect([retentionUntil, moved.retentionUntil]).toEqual([addMonths(now, 60), new Date('2033-01-01T00:00:00Z')])
    await first.propose({ ...wish, kind: 'purge' })
    await second.decide({ requestId, confirm: false })
    expect(await carryOutErasures(db, now)).toBe(0)
    await first.propose({ ...wish, kind: 'purge' })
    const listed = (await second.held()).find(({ id }) => id === requestId)
    expect(listed).toMatchObject({ isHeld: false, isOwn: false, proposal: { kind: 'purge', byYou: false } })
    expect(JSON.stringify(listed)).not.toContain(personId)
    await second.decide({ requestId, confirm: true })
    expect(await carryOutErasures(db, now)).toBe(1)
  })

  test('takes everything that is known of them as one file; nobody else’s, and nothing that staff noted', async ({
    db,
  }) => {
    const { token, personId } = await beginner(db)
    const take = (cookie: string | null, origin = 'http://localhost:3000') =>
      takeMyData(
        new Request('http://localhost:3000/api/my-data', {
          method: 'POST',
          headers: { origin, ...(cookie && { cookie: `next-auth.session-token=${cookie}` }) },
        }),
      )
    const answer = await take(token)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="my-data.json"')
    const data = JSON.parse(await answer.text())
    expect(data).toMatchObject({
      account: { id: personId, displayName: CANARY },
      verifications: [{ profile: { legalName: CANARY } }],
      documents: [{ fileName: `${CANARY}.pdf` }, { fileName: `${CANARY}.pdf` }],
    })
    expect(Buffer.from(data.documents[0].base64, 'base64').equals(file().bytes)).toBe(true)
    expect((await take(null)).status).toBe(401)
    expect((await take(token, 'https://evil.example')).status).toBe(403)
    expect(await db.logEntry.count({ where: { type: 'vault.dataTaken', actorId: personId } })).toBe(1)
  })
})
