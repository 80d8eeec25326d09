import { beforeAll, describe, expect } from 'vitest'
import type { Context } from '@/server/context'
import type { Db } from '@/server/db'
import { createCaller } from '@/server/router'
import type { Role, Viewer } from '@/server/viewer'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { testWallet } from '@/test/wallet'
import { createDemoPerson } from './actions/demo'
import { createPerson } from './actions/people'

beforeAll(localEnvironment)
const now = new Date('2026-05-01T12:00:00Z')

const callAs = (db: Db, viewer: Viewer | null) => {
  const context: Context = { db, now, viewer, requestId: 'test' }
  return createCaller(context)
}
async function member(db: Db, ...roles: Role[]): Promise<Viewer> {
  const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Kim', now }))
  const viewer = { personId: id, displayName: 'Kim', wallets: [], secondFactorAt: now, steppedUp: 'every act' as const }
  return { ...viewer, sessionId: id, roles: ['member', ...roles] }
}

describe('the local network’s conveniences', () => {
  test('a demo person is listed without the key; one click hands the key to the browser', async ({ db }) => {
    const wallet = testWallet()
    const person = { name: 'Ada', about: 'verified operator', wallet, now }
    const { id } = await db.$transaction((tx) => createDemoPerson(tx, person))
    const people = await callAs(db, null).local.people()
    expect(people).toContainEqual({ id, name: 'Ada', about: 'verified operator', roles: ['member'] })
    expect(await callAs(db, null).local.signInAs({ personId: id })).toMatchObject({ walletSeed: expect.any(String) })
  })

  test('somebody who is no demo person cannot be signed in as', async ({ db }) => {
    const { personId } = await member(db)
    await expect(callAs(db, null).local.signInAs({ personId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('on another network every one of them answers 404', async ({ db }) => {
    const { local } = callAs(db, await member(db, 'admin'))
    const { personId } = await member(db)
    process.env.FLOTILLA_NETWORK = 'k2-testnet'
    const calls = [
      local.people(),
      local.mails(),
      local.time(),
      local.signInAs({ personId }),
      local.moveTime({ seconds: 60 }),
      local.fund({ address: testWallet().address }),
    ]
    const outcomes = await Promise.allSettled(calls)
    process.env.FLOTILLA_NETWORK = 'local'
    expect(outcomes).toHaveLength(6)
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } })
    }
  })
})

describe('who may call what', () => {
  test('a member sees neither people, nor waiting changes, nor the audit trail', async ({ db }) => {
    const { identity } = callAs(db, await member(db))
    for (const call of [identity.people({}), identity.roleChanges(), identity.audit({})]) {
      await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  test('a checker sees waiting changes and no e-mail addresses', async ({ db }) => {
    const { identity } = callAs(db, await member(db, 'checker'))
    expect(await identity.roleChanges()).toEqual([])
    await expect(identity.people({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('an admin without a second factor in this session is asked for a passkey first', async ({ db }) => {
    const admin = { ...(await member(db, 'admin')), secondFactorAt: null }
    await expect(callAs(db, admin).identity.people({})).rejects.toMatchObject({
      cause: { code: 'server.staffOver' },
    })
  })

  test('a stranger who asks who is there learns that nobody is signed in', async ({ db }) => {
    expect(await callAs(db, null).identity.me()).toEqual({ viewer: null, local: true, network: 'local', notices: 0 })
  })

  test('the audit trail names who acted and pages from the newest to the oldest', async ({ db }) => {
    const admin = callAs(db, await member(db, 'admin'))
    for (let count = 0; count < 60; count += 1) await member(db)
    const first = await admin.identity.audit({ type: 'identity.joined' })
    expect(first.rows).toHaveLength(50)
    expect(first.rows[0]).toMatchObject({ type: 'identity.joined', actor: 'Kim' })
    const second = await admin.identity.audit({ type: 'identity.joined', before: first.next ?? '' })
    expect(BigInt(second.rows[0]!.serial)).toBeLessThan(BigInt(first.rows.at(-1)!.serial))
  })

  test('a link leads back to a path of this site only', async ({ db }) => {
    const { identity } = callAs(db, null)
    const ask = (next: string) => identity.requestLink({ email: 'a@example.org', next })
    await expect(ask('//evil.example/')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(ask('https://evil.example/')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await ask('/staff')).toBeUndefined()
  })

  test('an eleventh text for one wallet within five minutes is refused', async ({ db }) => {
    const { identity } = callAs(db, null)
    const { address } = testWallet()
    for (let count = 0; count < 10; count += 1) await identity.prepareSignIn({ address })
    await expect(identity.prepareSignIn({ address })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })

  test('searching people finds by name, by part of an e-mail address and by wallet', async ({ db }) => {
    const admin = callAs(db, await member(db, 'admin'))
    const wallet = testWallet()
    const { id } = await db.$transaction((tx) =>
      createDemoPerson(tx, { name: 'Findable', about: 'x', email: 'find.me@example.org', wallet, now }),
    )
    for (const search of ['findab', 'find.me@', wallet.address]) {
      const { rows } = await admin.identity.people({ search })
      expect(rows.map((person) => person.id)).toEqual([id])
    }
  })
})
