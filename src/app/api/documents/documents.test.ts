import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { saveProfile, startCase } from '@/domains/compliance/actions/cases'
import { createDemoPerson, startDemoSession } from '@/domains/identity/actions/demo'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { pdf } from '@/test/files'
import { profile } from '@/test/verification'
import { POST as open } from './[id]/route'
import { POST as send } from './route'

process.env.DOCUMENT_KEY = randomBytes(32).toString('base64')
process.env.SITE_URL = 'http://localhost:3000'

const ask = (path: string, token: string | null, body?: Buffer, origin = 'http://localhost:3000') =>
  new Request(`http://localhost:3000${path}`, {
    method: 'POST',
    headers: { origin, ...(token && { cookie: `next-auth.session-token=${token}` }) },
    ...(body && { body: new Uint8Array(body) }),
  })
const openIt = (id: string, token: string | null, origin?: string) =>
  open(ask(`/api/documents/${id}`, token, undefined, origin), { params: Promise.resolve({ id }) })

/** A signed-in member whose verification waits for a document. */
async function member(db: Db): Promise<string> {
  const at = new Date()
  return db.$transaction(async (tx) => {
    const { id: personId } = await createDemoPerson(tx, { name: randomUUID(), about: 'Sends documents', now: at })
    await startCase(tx, { personId, now: at })
    await saveProfile(tx, { personId, now: at, profile })
    return (await startDemoSession(tx, { personId, at, now: at })).token
  })
}
const upload = '/api/documents?kind=passport&name=..%2F%22%3Bx.pdf'

describe('the document routes', () => {
  test('take a document in, and give it out as a download that nothing renders or keeps', async ({ db }) => {
    const token = await member(db)
    const stored = await send(ask(upload, token, pdf()))
    expect(stored.status).toBe(201)
    const { documentId } = (await stored.json()) as { documentId: string }
    const opened = await openIt(documentId, token)
    expect(Buffer.from(await opened.arrayBuffer()).equals(pdf())).toBe(true)
    expect(Object.fromEntries(opened.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="x.pdf"; filename*=UTF-8''x.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    })
    expect(await db.documentView.count({ where: { documentId } })).toBe(1)
  })

  test('answer 401 to nobody, 404 to another member, 403 to a page of another site', async ({ db }) => {
    const [token, other] = [await member(db), await member(db)]
    const { documentId } = (await (await send(ask(upload, token, pdf()))).json()) as { documentId: string }
    expect((await openIt(documentId, null)).status).toBe(401)
    expect((await openIt(documentId, other)).status).toBe(404)
    expect((await openIt('not-an-id', token)).status).toBe(400)
    expect((await openIt(documentId, token, 'https://evil.example')).status).toBe(403)
    expect((await send(ask(upload, null, pdf()))).status).toBe(401)
    expect((await send(ask(upload, token, pdf(), 'https://evil.example'))).status).toBe(403)
    expect(await db.documentView.count({ where: { documentId } })).toBe(0)
  })

  test('name the field when a file is refused', async ({ db }) => {
    const token = await member(db)
    const refused = await send(ask(upload, token, Buffer.from('MZ')))
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ code: 'compliance.unfit', field: 'file' })
    const large = await send(ask(upload, token, Buffer.alloc(10_000_001)))
    expect(await large.json()).toMatchObject({ code: 'server.uploadTooLarge', field: 'file' })
  })
})
