import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Keypair } from '@solana/web3.js'
import fc from 'fast-check'
import { afterAll, describe, expect } from 'vitest'
import { GET } from '@/app/api/reputation/[wallet]/route'
import { main as recompute } from '@/cli/reputation'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { canonicalJson } from '@/kit/canonical-json'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { createCaller } from '@/server/router'
import { inTransaction } from '@/server/sql'
import { test as base } from '@/test/db'
import { forgetProfiles, recordHappenings } from './actions'
import { exportOf, isShown, profileOf, profilesOf, shownProfiles } from './queries'
import { fileOf, fileProblems, scoresAt } from './rules/file'
import { DIMENSIONS, EVENT_KINDS, type EventKind, type Happening, KIND_NAMES, reputationFile } from './schema'

const now = new Date('2026-05-04T09:00:00Z')
const folder = mkdtempSync(path.join(tmpdir(), 'reputation-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The route opens the process's own database. */
const test = base.extend('url', { scope: 'file', auto: true }, async ({ databaseUrl }) => {
  process.env.DATABASE_URL = databaseUrl
  return databaseUrl
})

const someWallet = () => Keypair.generate().publicKey.toBase58()
const happened = (subject: string, kind: EventKind, ref: string, daysAgo = 0): Happening => ({
  ...{ subject, kind, ref },
  at: plus(now, -daysAgo * DAY),
})
const record = (db: Db, happenings: readonly Happening[]) => db.$transaction((tx) => recordHappenings(tx, happenings))

/** A member with a linked wallet, and what they may call. */
async function member(db: Db) {
  const wallet = someWallet()
  const personId = await db.$transaction(async (tx) => {
    const { id } = await createPerson(tx, {
      displayName: 'Somebody Unnamed',
      email: `${randomUUID()}@example.org`,
      now,
    })
    await addWallet(tx, { address: wallet, personId: id, now })
    return id
  })
  const viewer = {
    personId,
    sessionId: personId,
    roles: ['member'],
    displayName: 'Somebody Unnamed',
    wallets: [wallet],
  } as const
  const api = createCaller({
    db,
    now,
    viewer: { ...viewer, secondFactorAt: null, steppedUp: [] },
    requestId: 'reputation',
  }).reputation
  return { wallet, personId, api }
}

describe('what happened', () => {
  test('is written down once, whoever sees it twice, through either kind of transaction', async ({ db }) => {
    const wallet = someWallet()
    const seen = [happened(wallet, 'round.paid', `a:${wallet}`), happened(wallet, 'tranche.missed', `b:${wallet}`)]
    await record(db, seen)
    await inTransaction(db, (sql) => recordHappenings(sql, [...seen, { ...seen[0]!, kind: 'tranche.missed' }]))
    await Promise.all([1, 2, 3].map(() => record(db, [happened(wallet, 'stake.kept', `c:${wallet}`)])))
    const rows = await db.reputationEvent.findMany({ where: { subject: wallet }, orderBy: { ref: 'asc' } })
    expect(rows.map(({ kind, dimension, outcome, weight }) => [kind, dimension, outcome, weight])).toEqual([
      ['round.paid', 'rounds', 'kept', 1],
      ['tranche.missed', 'delivery', 'broken', 1],
      ['stake.kept', 'stake', 'kept', 1],
    ])
  })

  test('goes with its transaction when that does not hold', async ({ db }) => {
    const wallet = someWallet()
    const broken = db.$transaction(async (tx) => {
      await recordHappenings(tx, [happened(wallet, 'round.paid', wallet)])
      throw new Error('the payment was not booked')
    })
    await expect(broken).rejects.toThrow('not booked')
    expect(await db.reputationEvent.count({ where: { subject: wallet } })).toBe(0)
  })

  test.for(['update reputation_event set weight = 2', 'delete from reputation_event', 'truncate reputation_event'])(
    'E24: cannot be changed by the owner of the table either: %s',
    async (statement, { db, pool }) => {
      await record(db, [happened(someWallet(), 'round.paid', `one:${statement}`)])
      await expect(pool.query(statement)).rejects.toThrow('reputation_event is append-only')
    },
  )

  test('is refused by the database when it is about no wallet, of no weight, or of an outcome of its own', async ({
    pool,
  }) => {
    const insert = (subject: string, outcome: string, weight: number) =>
      pool.query(
        `insert into reputation_event (subject, dimension, kind, ref, outcome, weight, at) values ($1, 'stake', 'x', $1, $2, $3, now())`,
        [subject, outcome, weight],
      )
    await expect(insert('ann@example.org', 'kept', 1)).rejects.toThrow(/reputation_event_subject/)
    await expect(insert(someWallet(), 'fine', 1)).rejects.toThrow(/reputation_event_outcome/)
    for (const weight of [0, 1_001]) await expect(insert(someWallet(), 'kept', weight)).rejects.toThrow(/_weight/)
  })
})

describe('a profile', () => {
  test('is there only when its owner shows it, and names nobody', async ({ db }) => {
    const { wallet, personId, api } = await member(db)
    await record(db, [happened(wallet, 'tranche.approved', `t:${wallet}`, 3)])
    const gone = { code: 'NOT_FOUND', cause: { code: 'reputation.noProfile' } }
    const anybody = createCaller({ db, now, viewer: null, requestId: 'reputation' }).reputation
    for (const look of [
      () => anybody.profile({ wallet }),
      () => anybody.export({ wallet }),
      () => api.profile({ wallet }),
    ])
      await expect(look()).rejects.toMatchObject(gone)
    expect((await shownProfiles(db, undefined, now)).profiles.map((one) => one.wallet)).not.toContain(wallet)
    expect((await GET(new Request('http://x'), { params: Promise.resolve({ wallet }) })).status).toBe(404)

    await api.show({ wallet })
    await api.show({ wallet })
    expect(await api.mine()).toEqual([{ wallet, shownAt: now }])
    const profile = await anybody.profile({ wallet })
    expect(profile.scores).toContainEqual({ dimension: 'delivery', score: expect.any(BigInt), kept: 1, broken: 0 })
    const shown = canonicalJson(
      JSON.parse(JSON.stringify(profile, (_, one) => (typeof one === 'bigint' ? `${one}` : one))),
    )
    const { text } = await anybody.export({ wallet })
    for (const word of [personId, 'Unnamed', 'example.org']) expect(shown + text).not.toContain(word)

    await api.hide({ wallet })
    await expect(anybody.profile({ wallet })).rejects.toMatchObject(gone)
    await expect(api.hide({ wallet })).rejects.toMatchObject(gone)
    const acts = await db.logEntry.findMany({ where: { subjects: { has: `person:${personId}` } } })
    expect(acts.map(({ type }) => type).slice(-2)).toEqual(['reputation.profileShown', 'reputation.profileHidden'])
    expect(acts.some(({ body }) => body.includes(wallet))).toBe(false)
  })

  test('E5: is nobody else’s to show or to hide, and ends with the use of the wallet', async ({ db }) => {
    const [ann, eve] = [await member(db), await member(db)]
    await ann.api.show({ wallet: ann.wallet })
    for (const wallet of [ann.wallet, someWallet()])
      await expect(eve.api.show({ wallet })).rejects.toMatchObject({ cause: { code: 'reputation.notYourWallet' } })
    await expect(eve.api.hide({ wallet: ann.wallet })).rejects.toMatchObject({
      cause: { code: 'reputation.noProfile' },
    })
    expect(await isShown(db, ann.wallet)).toBe(true)
    await db.wallet.update({ where: { address: ann.wallet }, data: { retiredAt: now } })
    await expect(profileOf(db, ann.wallet, now)).rejects.toMatchObject({ code: 'reputation.noProfile' })
    expect((await shownProfiles(db, undefined, now)).profiles.map((one) => one.wallet)).not.toContain(ann.wallet)
    await db.$transaction((tx) => forgetProfiles(tx, { personId: ann.personId }))
    expect(await profilesOf(db, ann.personId)).toEqual([])
  })

  test('is found page by page', async ({ db }) => {
    const shown = await Promise.all(Array.from({ length: 23 }, () => member(db)))
    for (const { api, wallet } of shown) await api.show({ wallet })
    const first = await shownProfiles(db, undefined, now)
    const second = await shownProfiles(db, first.next!, now)
    const seen = [...first.profiles, ...second.profiles].map(({ wallet }) => wallet)
    expect(first.profiles).toHaveLength(20)
    expect(second.next).toBeNull()
    expect(seen).toEqual([...seen].sort())
    expect(seen).toEqual(expect.arrayContaining(shown.map(({ wallet }) => wallet)))
  })
})

describe('the exported file', () => {
  const said: string[] = []
  const run = async (...args: string[]) => {
    said.length = 0
    return recompute(args, (line) => void said.push(line))
  }
  const write = (name: string, text: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    return file
  }

  test('is what the page hands out, and gives the same scores again', async ({ db }) => {
    const { wallet, api } = await member(db)
    await api.show({ wallet })
    await record(
      db,
      Array.from({ length: 12 }, (_, n) =>
        happened(wallet, n === 3 ? 'stake.broken' : 'stake.kept', `${n}:${wallet}`, n),
      ),
    )
    const answer = await GET(new Request('http://x'), { params: Promise.resolve({ wallet }) })
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="reputation-${wallet}.json"`)
    expect(await run(write('page.json', await answer.text()))).toBe(0)
    const { text } = await exportOf(db, wallet, now)
    expect(await run(write('own.json', text))).toBe(0)
    expect(said.at(-1)).toBe('Every score follows from the events.')
    expect(said).toContainEqual(expect.stringMatching(/^stake {5}0\.\d{9} {2}11 of 12 kept$/))
    const { score } = (await profileOf(db, wallet, now)).scores.find(({ dimension }) => dimension === 'stake')!
    expect(JSON.parse(text).scores.stake).toBe(score.toString())

    const changed = JSON.parse(text)
    changed.events[0].outcome = 'kept'
    changed.events[1].ref = changed.events[0].ref
    changed.scores.stake = '999999999'
    expect(await run(write('bent.json', JSON.stringify(changed)))).toBe(1)
    expect(said).toContainEqual(expect.stringMatching(/^stake: the file says 999999999, its events give \d+$/))
    expect(said).toContainEqual(expect.stringMatching(/is counted twice$/))
  })

  test('that is none is refused with a sentence', async () => {
    expect(await run()).toBe(2)
    expect(await run('a', 'b')).toBe(2)
    expect(await run(path.join(folder, 'nothing'))).toBe(1)
    expect(said[0]).toMatch(/cannot be read/)
    expect(await run(write('no.json', '{'))).toBe(1)
    expect(said[0]).toMatch(/is no JSON/)
    expect(await run(write('other.json', '{"format":"flotilla.reputation"}'))).toBe(1)
    expect(said[0]).toMatch(/is no reputation file: version/)
  })

  test('holds for any record, and its scores are of each dimension alone', () => {
    const wallet = someWallet()
    const event = fc.record({
      kind: fc.constantFrom(...KIND_NAMES),
      weight: fc.integer({ min: 1, max: 1_000 }),
      hours: fc.nat(40_000),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (list) => {
        const events = list.map(({ kind, weight, hours }, n) => {
          return {
            ...EVENT_KINDS[kind],
            ...{ subject: wallet, kind, weight, ref: `${n}`, at: plus(now, (-hours * DAY) / 24) },
          }
        })
        const file = reputationFile.parse(JSON.parse(canonicalJson(fileOf(wallet, events, now))))
        expect(fileProblems(file).problems).toEqual([])
        expect(canonicalJson(fileOf(wallet, events.toReversed(), now))).toBe(canonicalJson(file))
        for (const dimension of DIMENSIONS) {
          const alone = scoresAt(
            events.filter((one) => one.dimension === dimension),
            now,
          )
          expect(file.scores[dimension]).toBe(alone[dimension].toString())
        }
      }),
    )
  })
})
