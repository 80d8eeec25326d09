import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { breakGlass } from '@/domains/identity/actions/break-glass'
import { createPerson } from '@/domains/identity/actions/people'
import { proposeRole } from '@/domains/identity/actions/roles'
import { makeFirstAdmin } from '@/domains/identity/actions/staff'
import { isNobodyLeft } from '@/domains/identity/rules/passkey'
import type { Db } from '@/server/db'
import { openDatabase } from '@/server/db'
import { run } from '@/test/command'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { signedIn, staff } from '@/test/staff-keys'
import { main } from './staff'

beforeAll(localEnvironment)
const REASON = ['--reason', 'Her laptop was stolen; Chidi of the board stands beside me.']
const recover = (email: string, ...more: string[]) => run(main, ['recover', email, ...REASON, ...more])

test('what was typed wrong is said before anything is asked', async ({ databaseUrl }) => {
  process.env.MIGRATION_DATABASE_URL = databaseUrl
  expect((await run(main, ['show'])).err).toContain('flotilla staff recover EMAIL')
  expect((await run(main, ['recover', 'ada@example.org', '--reason', 'lost'])).err).toContain('20 to 280')
  expect((await recover('nobody@example.org', '--confirm')).err).toContain('no admin has this address')
})

describe('E10: the way back in when the last key is lost', () => {
  const admin = async (db: Db) => {
    const email = 'ada@example.org'
    await db.$transaction((tx) => makeFirstAdmin(tx, { email, now: new Date() }))
    return { email, ...(await db.person.findUniqueOrThrow({ where: { email }, select: { id: true } })) }
  }

  test('opens for 24 hours, ends what was there, tells all staff, and is in the log for ever', async ({
    db,
    pool,
    appUrl,
  }) => {
    const { email, id } = await admin(db)
    const me = await signedIn(db, id, 'email', new Date())
    await me.register()
    const reviewer = await db.$transaction((tx) =>
      createPerson(tx, { displayName: 'Rosa', email: 'rosa@example.org', now: new Date() }),
    )
    const role = { personId: reviewer.id, role: 'reviewer' as const, kind: 'grant' as const, proposedBy: id }
    await db.$transaction((tx) => proposeRole(tx, { ...role, now: new Date() }))

    expect((await recover(email)).out).toContain('Nothing was done')
    expect(await db.passkey.count({ where: { personId: id, state: 'live' } })).toBe(1)

    process.env.MIGRATION_DATABASE_URL = appUrl
    expect((await recover(email, '--confirm')).err).toContain('does not own the tables')
    const app = openDatabase(appUrl)
    const byTheSite = { email, reason: REASON[1] ?? '', now: new Date() }
    await expect(app.db.$transaction((tx) => breakGlass(tx, byTheSite))).rejects.toThrow('only the user that owns')
    await app.db.$disconnect()
    await app.pool.end()
    process.env.MIGRATION_DATABASE_URL = process.env.DATABASE_URL

    expect(await recover(email.toUpperCase(), '--confirm')).toMatchObject({ code: 0, err: '' })
    expect(await db.passkey.count({ where: { personId: id, state: 'live' } })).toBe(0)
    expect(await db.session.count({ where: { personId: id } })).toBe(0)
    const opened = await db.breakGlass.findFirstOrThrow({ where: { personId: id } })
    expect(opened.until.getTime() - opened.at.getTime()).toBe(24 * 3_600_000)
    const mails = await db.outgoingMail.findMany({ where: { subject: { contains: 'by command line' } } })
    expect(mails.map(({ to }) => to).sort()).toEqual([email, 'rosa@example.org'])
    const log = await db.logEntry.findFirstOrThrow({ where: { type: 'identity.glassBroken' } })
    expect(log.body).not.toContain('laptop')
    for (const change of ['update break_glass set until = at', 'delete from break_glass'])
      await expect(pool.query(change)).rejects.toThrow()

    const again = await signedIn(db, id, 'email', new Date())
    await again.register()
    expect(await db.passkey.count({ where: { personId: id, state: 'live' } })).toBe(1)
    const late = new Date(opened.until)
    await db.$transaction((tx) => breakGlass(tx, { email, reason: REASON[1] ?? '', now: new Date() }))
    const tooLate = await signedIn(db, id, 'email', late)
    await expect(tooLate.register(undefined, {}, new Date(late.getTime() + 3_600_000))).rejects.toMatchObject({
      code: 'identity.noPermit',
    })
  })

  test('opens nothing while anybody else has a key or may make one, by no way', async ({ db }) => {
    const { email, id } = await admin(db)
    const checker = await staff(db)
    const refused = expect.stringContaining('Somebody else who is admin or checker')
    await (await signedIn(db, checker)).register()
    expect(await recover(email, '--confirm')).toMatchObject({ code: 1, err: refused })
    const row = { personId: id, reason: 'Straight into the table, past every rule.', at: new Date() }
    const until = new Date(row.at.getTime() + 3_600_000)
    await expect(db.breakGlass.create({ data: { ...row, until } })).rejects.toThrow('somebody else can')
    const forged = { personId: id, kind: 'passkey', grantedAt: row.at, until, id: randomUUID() }
    await db.keyPermit.updateMany({ where: { personId: id, state: 'open' }, data: { state: 'ended' } })
    await expect(db.keyPermit.create({ data: forged })).rejects.toThrow('a decision of two people')
    // All of them lost theirs: then nobody is left, and it opens.
    await db.passkey.updateMany({ where: { personId: checker }, data: { state: 'replaced', endedAt: row.at } })
    await db.keyPermit.updateMany({ where: { personId: checker, state: 'open' }, data: { state: 'ended' } })
    expect(await recover(email, '--confirm')).toMatchObject({ code: 0 })
  })

  test('a permit that is over counts for nothing, at its very end', () => {
    const until = new Date('2026-05-02T00:00:00Z')
    const others = [{ keys: 0, permits: [{ state: 'open', until }] }]
    expect(isNobodyLeft(others, new Date(until.getTime() - 1))).toBe(false)
    expect(isNobodyLeft(others, until)).toBe(true)
    expect(isNobodyLeft([{ keys: 1, permits: [] }], until)).toBe(false)
    expect(isNobodyLeft([], until)).toBe(true)
  })
})
