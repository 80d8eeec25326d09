import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { linkHash } from '@/domains/identity/flows'
import { after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import type { Role, Viewer } from '@/server/viewer'
import { NOW as now } from '@/test/application'
import { COMPANY, companyActs, proveCompany } from '@/test/company'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { clear } from '@/test/verification'
import { enterByMail } from '../flows'
import { staffCompany } from '../queries/desk'
import { issuerOf } from '../queries/standing'
import { INVITATION_LIFE } from '../rules/clock'
import type { CompanyData } from '../schema'
import { openDocument } from './documents'
import { openEvidence, revealPeople } from './evidence'
import { acceptInvitation, claimParty, inviteParty } from './parties'

beforeAll(() => {
  localEnvironment()
})

async function handedIn(db: Db, data: Partial<CompanyData> = {}) {
  const about = { projectId: randomUUID(), personId: randomUUID(), now }
  const acts = companyActs(db, about)
  await acts.start()
  await acts.save({ ...COMPANY, ...data })
  await acts.send()
  await acts.submit()
  const take = (token: string, personId: string = randomUUID(), at = now) =>
    db.$transaction((tx) => acceptInvitation(tx, { token, personId, now: at }))
  return { ...about, ...acts, take }
}
const withTwo = {
  people: [
    ...COMPANY.people,
    { ref: 'p2', name: 'Ines', email: `${randomUUID()}@harbour.example`, roles: ['signatory' as const] },
  ],
}
const seen = (roles: Role[], personId: string = randomUUID()): Viewer => ({
  ...{
    personId,
    sessionId: randomUUID(),
    displayName: 'Somebody',
    roles,
    wallets: [],
    secondFactorAt: now,
    steppedUp: [],
  },
})

describe('an invitation', () => {
  test('works once, until 14 days are over, and not after a newer one', async ({ db }) => {
    const company = await handedIn(db)
    const [old, token] = [await company.invitation('p1'), await company.invitation('p1')]
    const gone = { code: 'companies.noInvitation' }
    await expect(company.take(old)).rejects.toMatchObject(gone)
    await expect(company.take(token, randomUUID(), plus(now, INVITATION_LIFE))).rejects.toMatchObject(gone)
    await company.take(token, randomUUID(), plus(now, INVITATION_LIFE - 1))
    await expect(company.take(token)).rejects.toMatchObject(gone)
    await expect(company.invitation('p1')).rejects.toMatchObject({ code: 'companies.partyBound' })
  })

  test('taken eight times at once is taken once', async ({ db }) => {
    const company = await handedIn(db)
    const token = await company.invitation('p1')
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => company.take(token)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('makes a member of whoever has no account, who signs in by the mail’s own proof, and knows them the next time', async ({
    db,
  }) => {
    const company = await handedIn(db)
    const enter = (token: string) => enterByMail(db, { token, at: new Date(), now })
    const { path } = await enter(await company.invitation('p1'))
    const given = new URLSearchParams(path.split('#')[1])
    const person = await db.person.findUniqueOrThrow({ where: { id: given.get('person')! }, include: { roles: true } })
    expect(person).toMatchObject({ email: COMPANY.people[0]!.email, signsByMail: true })
    expect(person.roles.map(({ role }) => role)).toEqual(['member'])
    const where = { tokenHash: linkHash(given.get('token')!) }
    expect(await db.signInLink.findUnique({ where })).toMatchObject({ identifier: person.id })
    expect(JSON.stringify(await db.logEntry.findMany({ select: { body: true } }))).not.toContain('harbour.example')
    const another = await handedIn(db)
    const again = await enter(await another.invitation('p1'))
    expect(new URLSearchParams(again.path.split('#')[1]).get('person')).toBe(person.id)
  })

  test('opens neither an account of staff nor one that signs in by wallet, and is not used up by the attempt', async ({
    db,
  }) => {
    const email = `${randomUUID()}@flotilla.example`
    const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Rosa', email, now }))
    const company = await handedIn(db, { people: [{ ...COMPANY.people[0]!, email }] })
    const token = await company.invitation('p1')
    const enter = () => enterByMail(db, { token, at: new Date(), now })
    await expect(enter()).rejects.toMatchObject({ code: 'companies.notByMail' })
    await company.take(token, id)
  })

  test('of two people of one company is not for one account; whoever works here takes none (ECSPR 8)', async ({
    db,
    pool,
  }) => {
    const company = await handedIn(db, withTwo)
    const account = randomUUID()
    await company.accept('p1', account)
    await expect(company.accept('p2', account)).rejects.toMatchObject({ code: 'companies.partyTwice' })
    const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Chidi', now }))
    await pool.query(
      `set session_replication_role = replica; insert into role_grant values ('${id}', 'checker', now()); set session_replication_role = origin`,
    )
    await expect(company.accept('p2', id)).rejects.toMatchObject({ code: 'companies.worksHere' })
  })

  test('counts for the person who was named: a new name or address has to accept anew (E15)', async ({ db }) => {
    const company = await handedIn(db)
    const account = randomUUID()
    await company.accept('p1', account)
    const bound = async () =>
      (await db.companyParty.findUniqueOrThrow({ where: { id: await company.partyAt('p1') } })).personId
    const id = await company.id()
    const reopen = () => db.companyCase.update({ where: { id }, data: { state: 'changes_requested' } })
    await reopen()
    await company.save({ ...COMPANY, tradingAddress: 'Kai 2, 20457 Hamburg' })
    await company.submit()
    expect(await bound()).toBe(account)
    await reopen()
    await company.save({ ...COMPANY, people: [{ ...COMPANY.people[0]!, name: 'Somebody Else' }] })
    await company.submit()
    expect(await bound()).toBeNull()
  })

  test('is for the company’s owner alone to send, or to claim for themselves', async ({ db }) => {
    const company = await handedIn(db)
    const [partyId, stranger] = [await company.partyAt('p1'), randomUUID()]
    const site = 'http://127.0.0.1:3000'
    const missing = { code: 'companies.noCase', kind: 'missing' }
    const invite = db.$transaction((tx) => inviteParty(tx, { partyId, personId: stranger, now, siteUrl: site }))
    await expect(invite).rejects.toMatchObject(missing)
    const claim = (personId: string) => db.$transaction((tx) => claimParty(tx, { partyId, personId, now }))
    await expect(claim(stranger)).rejects.toMatchObject(missing)
    await claim(company.personId)
  })
})

describe('what was typed about a company', () => {
  test('E5, E18: is seen by whoever is at work on it, without names until they are asked for, and by nobody else', async ({
    db,
  }) => {
    const company = await handedIn(db)
    const owner = randomUUID()
    await clear(db, owner)
    await company.accept('p1', owner)
    const [rosa, other] = [seen(['reviewer']), seen(['reviewer', 'checker'])]
    const companyId = await company.id()
    const open = (viewer: Viewer) => db.$transaction((tx) => openEvidence(tx, { companyId, viewer, now }))
    const reveal = (viewer: Viewer) =>
      db.$transaction((tx) => revealPeople(tx, { companyId, viewer, now, reason: 'compare_document' }))
    const { id: documentId } = await db.document.findFirstOrThrow({ where: { subject: `company:${companyId}` } })
    const view = (viewer: Viewer) => db.$transaction((tx) => openDocument(tx, { documentId, viewer, now }))
    for (const viewer of [rosa, other, seen(['reviewer', 'checker'], owner), seen(['member'])]) {
      expect(await open(viewer)).toBeNull()
      await expect(reveal(viewer)).rejects.toMatchObject({ kind: 'missing' })
      await expect(view(viewer)).rejects.toMatchObject({ kind: 'missing' })
    }
    await company.claim(rosa.personId)
    const evidence = await open(rosa)
    expect(evidence?.parties).toMatchObject([{ shares: '100 %', standing: 'approved', nameAgrees: true }])
    expect(JSON.stringify(evidence)).not.toMatch(/Canary|@harbour/)
    expect(JSON.stringify(await staffCompany(db, { companyId, viewer: rosa, now }))).not.toMatch(/Canary|Harbour/)
    expect((await reveal(rosa))[0]).toMatchObject({ name: 'Canary Zwölfender' })
    const log = await db.logEntry.findMany({
      where: { type: { startsWith: 'companies.' } },
      select: { type: true, body: true },
    })
    expect(log.some(({ type }) => type === 'companies.peopleRevealed')).toBe(true)
    expect(JSON.stringify(log)).not.toMatch(/Canary|Harbour|harbour/)
    expect(await open(other)).toBeNull()
  })
})

describe('an issuer', () => {
  test('is everybody with one company in the register, one applicant or one owner; others stay apart', async ({
    db,
  }) => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => randomUUID())
    const mara = randomUUID()
    await proveCompany(db, { projectId: a!, personId: mara, now })
    await proveCompany(db, { projectId: b!, personId: randomUUID(), now })
    const about = { projectId: c!, personId: mara, now }
    await companyActs(db, about).start()
    await companyActs(db, { ...about, projectId: d!, personId: randomUUID() }).start()
    const sorted = (...ids: (string | undefined)[]) => ids.map(String).sort()
    expect((await issuerOf(db, a!)).projects).toEqual(expect.arrayContaining(sorted(a, b, c)))
    expect((await issuerOf(db, c!)).projects).toEqual(sorted(a, c))
    expect((await issuerOf(db, d!)).projects).toEqual([d])
    const keysOf = async (id?: string) => new Set((await issuerOf(db, id!)).keys)
    const [ofA, ofB] = [await keysOf(a), await keysOf(b)]
    expect([...ofA].some((key) => ofB.has(key))).toBe(true)
    const none = randomUUID()
    expect(await issuerOf(db, none)).toEqual({ projects: [none], keys: [`project:${none}`] })
  })
})
