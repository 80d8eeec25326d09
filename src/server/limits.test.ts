import { randomUUID } from 'node:crypto'
import { NextRequest } from 'next/server'
import { describe, expect } from 'vitest'
import { POST as signIn } from '@/app/api/auth/[...nextauth]/route'
import { POST as send } from '@/app/api/documents/route'
import { sha256 } from '@/kit/digest'
import { after, MINUTE } from '@/kit/time'
import { someone } from '@/test/application-world'
import { test } from '@/test/db'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { callOf, inputsAbout, things } from '@/test/procedure-inputs'
import { CLIENT_HEADER } from './client-address'
import type { Db } from './db'
import { LIMITS } from './limits'
import { createCaller } from './router'

environmentWithKeys()

const BY_LIMIT = {
  signIn: ['identity.prepareSignIn', 'identity.prepareLink', 'identity.linkWallet'],
  link: ['identity.requestLink'],
  code: ['identity.enterCode'],
  upload: ['compliance.attachDocument', 'projects.addDocument'],
  prepare: [
    ...['Commit', 'Withdraw', 'Refund', 'Claim', 'Settle'].map((act) => `raises.prepare${act}`),
    ...['CreateToken', 'Create', 'Deposit', 'Open', 'Cancel'].map((act) => `raises.prepare${act}`),
  ],
} as const

/** As if an address had used up what it may. */
async function exhaust(db: Db, what: keyof typeof LIMITS, address: string) {
  const key = sha256(`address:${what}:${address}`).toString('hex')
  const resetAt = after(new Date(), 3 * MINUTE)
  await db.attemptCount.create({ data: { key, count: LIMITS[what].most, resetAt } })
}
const now = new Date()

describe('one address', () => {
  test.for(Object.entries(BY_LIMIT) as [keyof typeof LIMITS, string[]][])(
    'that asked too often is told when to come back: %s',
    async ([what, names], { db }) => {
      localEnvironment()
      const address = `203.0.113.${what}`
      await exhaust(db, what, address)
      const inputs = inputsAbout(things(), now)
      for (const name of names) {
        const call = (from: string | null) =>
          callOf(
            createCaller({ db, now, viewer: someone(['member']), requestId: 'limits', address: from }),
            name,
          )(inputs[name])
        await expect(call(address), name).rejects.toMatchObject({
          code: 'SERVICE_UNAVAILABLE',
          message: 'Too many attempts. Wait 3 minutes and try again.',
        })
        const others = await call(`198.51.100.${what}`).then(
          () => 'done',
          (error: Error) => error.message,
        )
        expect(others, name).not.toMatch(/Too many/)
      }
    },
  )

  test('is counted once a call, and let through up to the last one allowed', async ({ db }) => {
    localEnvironment()
    const address = `203.0.113.${randomUUID()}`
    const ask = () =>
      createCaller({ db, now, viewer: null, requestId: 'limits', address }).identity.requestLink({
        email: `${randomUUID()}@example.org`,
        next: '/staff',
      })
    for (let count = 0; count < LIMITS.link.most; count += 1) await ask()
    await expect(ask()).rejects.toThrow('Too many attempts. Wait 15 minutes and try again.')
  })

  test('cannot send a document’s bytes, nor guess at a sign-in, beyond it', async ({ db }) => {
    localEnvironment()
    const address = '203.0.113.99'
    await exhaust(db, 'upload', address)
    await exhaust(db, 'signIn', address)
    const { SITE_URL = '' } = process.env
    const headers = { origin: SITE_URL, [CLIENT_HEADER]: address }
    const upload = await send(new Request(`${SITE_URL}/api/documents`, { method: 'POST', headers, body: 'x' }))
    expect(upload.status).toBe(503)
    expect(await upload.json()).toMatchObject({ code: 'identity.tooMany' })
    const guess = new NextRequest(`${SITE_URL}/api/auth/callback/wallet`, { method: 'POST', headers })
    const answer = await signIn(guess, { params: Promise.resolve({ nextauth: ['callback', 'wallet'] }) })
    expect(answer.status).toBe(503)
    const { url } = (await answer.json()) as { url: string }
    expect(new URL(url).searchParams.get('error')).toBe('Too many attempts. Wait 3 minutes and try again.')
  })
})
