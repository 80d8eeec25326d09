import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { chooseManual, saveProfile, startCase, submitCase } from '@/domains/compliance/actions/cases'
import { claimCase } from '@/domains/compliance/actions/review'
import { createDemoPerson, startDemoSession } from '@/domains/identity/actions/demo'
import { viewerOf } from '@/domains/identity/queries'
import { after as plus, SECOND } from '@/kit/time'
import type { Db } from '@/server/db'
import { createCaller } from '@/server/router'
import { NO_CLIENT } from '@/server/session-cookie'
import type { Viewer } from '@/server/viewer'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { pdf, png } from '@/test/files'
import { lastingLists } from '@/test/screening'
import { profile } from '@/test/verification'
import { POST as send } from './route'
import { GET as view } from './view/[token]/route'

process.env.SITE_URL = 'http://localhost:3000'
beforeAll(localEnvironment)

const ORIGIN = 'http://localhost:3000'
const upload = '..%2F%22%3Bx.pdf'

const sendIt = (name: string, token: string | null, body: Buffer | ReadableStream<Uint8Array>, origin = ORIGIN) =>
  send(
    new Request(`${ORIGIN}/api/documents?kind=passport`, {
      method: 'POST',
      headers: { origin, 'x-file-name': name, ...(token && { cookie: `next-auth.session-token=${token}` }) },
      ...({ body: body instanceof Buffer ? new Uint8Array(body) : body, duplex: 'half' } as RequestInit),
    }),
  )
const viewIt = (way: string, token: string | null) =>
  view(new Request(`${ORIGIN}/x`, { headers: token ? { cookie: `next-auth.session-token=${token}` } : {} }), {
    params: Promise.resolve({ token: way }),
  })

type Somebody = { personId: string; token: string; viewer: Viewer }
const staff = { roles: ['member', 'reviewer'] as const, secondFactorAt: new Date() }

/** A signed-in person. */
async function person(db: Db): Promise<Somebody> {
  const at = new Date()
  const { id: personId } = await db.$transaction((tx) =>
    createDemoPerson(tx, { name: randomUUID(), about: 'Sends documents', now: at }),
  )
  const { token } = await db.$transaction((tx) => startDemoSession(tx, { personId, at, now: at }))
  return { personId, token, viewer: (await viewerOf(db, { session: token, staff: null, client: NO_CLIENT }))! }
}

/** A person whose verification waits for a document. */
async function member(db: Db): Promise<Somebody & { caseId: string }> {
  await lastingLists(db)
  const somebody = await person(db)
  const { personId } = somebody
  const now = new Date()
  return db.$transaction(async (tx) => {
    const caseId = await startCase(tx, { personId, now })
    await saveProfile(tx, { personId, now, profile })
    await chooseManual(tx, { personId, now, reason: 'device_not_supported' })
    return { ...somebody, caseId }
  })
}

const apiOf = (db: Db, viewer: Viewer, now = new Date()) => createCaller({ db, now, viewer, requestId: 'test' })
const sentBy = async (token: string, file = pdf('', { pages: 2 }), name = upload) =>
  (await (await sendIt(name, token, file)).json()) as { documentId: string; state: string; message?: string }

describe('the document routes', () => {
  test('take a document in, examine it, and give it back to its sender as a download that nothing renders or keeps', async ({
    db,
  }) => {
    const { token, viewer } = await member(db)
    const { documentId, state } = await sentBy(token)
    expect(state).toBe('clean')
    const links = await apiOf(db, viewer).compliance.openDocument({ documentId })
    expect(links).toMatchObject({ fileName: 'x.pdf', form: 'original' })
    const opened = await viewIt(links.tokens[0]!, token)
    expect(Buffer.from(await opened.arrayBuffer()).equals(pdf('', { pages: 2 }))).toBe(true)
    expect(Object.fromEntries(opened.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="x.pdf"; filename*=UTF-8''x.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    })
  })

  test('E3: staff at work on the case see pages that were drawn anew, never the original, and each look is recorded', async ({
    db,
  }) => {
    const { token, personId, caseId } = await member(db)
    const { documentId } = await sentBy(token)
    const rita = await person(db)
    const viewer = { ...rita.viewer, ...staff }
    await db.$transaction((tx) => submitCase(tx, { personId, now: new Date() }))
    const open = () => apiOf(db, viewer).compliance.openDocument({ documentId })
    await expect(open()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await db.$transaction((tx) => claimCase(tx, { caseId, actorId: rita.personId, now: new Date() }))
    const links = await open()
    expect({ form: links.form, pages: links.tokens.length }).toEqual({ form: 'pages', pages: 2 })
    const page = await viewIt(links.tokens[1]!, rita.token)
    expect(page.headers.get('content-type')).toBe('image/jpeg')
    const bytes = Buffer.from(await page.arrayBuffer())
    expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    expect(bytes.includes('%PDF')).toBe(false)
    expect(await db.documentView.findMany({ where: { documentId } })).toMatchObject([
      { viewerId: rita.personId, part: 2, purpose: 'case' },
    ])
    const entries = await db.logEntry.findMany({
      where: { type: 'vault.documentViewed', body: { contains: documentId } },
    })
    expect(entries).toMatchObject([{ actorId: rita.personId, subjects: [`case:${caseId}`] }])
  })

  test('E5: a way opens once, in its own session, within 30 seconds; of ten at once one gets through', async ({
    db,
  }) => {
    const { token, viewer, personId } = await member(db)
    const { documentId } = await sentBy(token, png(), 'a.png')
    const way = async (now = new Date()) =>
      (await apiOf(db, viewer, now).compliance.openDocument({ documentId })).tokens[0]!
    const first = await way()
    const answers = await Promise.all(Array.from({ length: 10 }, () => viewIt(first, token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(404)])
    const second = await way()
    const at = new Date()
    const elsewhere = await db.$transaction((tx) => startDemoSession(tx, { personId, at, now: at }))
    expect((await viewIt(second, elsewhere.token)).status).toBe(404)
    expect((await viewIt(second, (await person(db)).token)).status).toBe(404)
    expect((await viewIt(second, null)).status).toBe(401)
    expect((await viewIt(second, token)).status).toBe(200)
    expect((await viewIt(await way(plus(new Date(), -30 * SECOND)), token)).status).toBe(404)
    expect((await viewIt('not-a-way', token)).status).toBe(400)
    expect(await db.documentView.count({ where: { documentId } })).toBe(2)
  })

  test('E5: to another member, to staff who are not at work on the case and without a second factor it does not exist', async ({
    db,
  }) => {
    const { token } = await member(db)
    const { documentId } = await sentBy(token)
    const { viewer } = await member(db)
    const roles = ['member', 'reviewer', 'checker', 'admin'] as const
    for (const other of [viewer, { ...viewer, roles: ['member', 'issuer'] as const }, { ...viewer, ...staff, roles }])
      for (const room of ['compliance', 'projects'] as const)
        await expect(apiOf(db, other)[room].openDocument({ documentId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await db.viewLink.count({ where: { documentId } })).toBe(0)
    await expect(apiOf(db, viewer).vault.examine({ documentId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('E2, E3: a hostile file ends in a clear sentence and a refused state, and nothing of it is kept', async ({
    db,
  }) => {
    const { token, caseId } = await member(db)
    const hostile: [string, Buffer, string][] = [
      ['a.png', Buffer.from('<svg onload="alert(1)"/>'), 'Send a JPEG, PNG, WebP or PDF file.'],
      ['a.png', pdf(), 'The name ends in another way'],
      ['a.pdf', pdf('/OpenAction << /S /JavaScript /JS (x) >>'), 'carries a script'],
    ]
    for (const [name, bytes, words] of hostile) {
      const refused = await sendIt(name, token, bytes)
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({
        code: 'vault.refused',
        field: 'file',
        message: expect.stringContaining(words),
      })
    }
    const broken = await sendIt('%E0%A4%A.pdf', token, pdf())
    expect(await broken.json()).toMatchObject({ message: expect.stringContaining('The name ends in another way') })
    const rows = await db.document.findMany({
      where: { subject: `case:${caseId}` },
      include: { objects: true },
      orderBy: { storedAt: 'asc' },
    })
    expect(rows.map(({ state }) => state)).toEqual([
      'rejected_type',
      'rejected_type',
      'rejected_active',
      'rejected_type',
    ])
    expect(rows.flatMap(({ objects }) => objects)).toEqual([])
  })

  test('answer 401 to nobody and 403 to a page of another site', async ({ db }) => {
    const { token } = await member(db)
    expect((await sendIt(upload, null, pdf())).status).toBe(401)
    expect((await sendIt(upload, token, pdf(), 'https://evil.example')).status).toBe(403)
  })

  test('E1: a body without end is cut at the cap, whatever its length was said to be', async ({ db }) => {
    const { token } = await member(db)
    for (const name of ['a.pdf', 'a.png']) {
      let taken = 0
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          taken += 65_536
          controller.enqueue(new Uint8Array(65_536))
        },
      })
      const refused = await sendIt(name, token, body)
      expect(await refused.json()).toMatchObject({ code: 'server.uploadTooLarge', field: 'file' })
      expect(taken).toBeLessThan(10_000_000 + 4 * 65_536)
    }
  })
})
