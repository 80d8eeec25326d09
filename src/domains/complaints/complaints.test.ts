import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { proposeRole } from '@/domains/identity/actions/roles'
import { noticesOf } from '@/domains/identity/queries/notices'
import { placeHold } from '@/domains/vault/actions/erasure'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { approved } from '@/test/application-world'
import { tablesWith } from '@/test/canary'
import { test } from '@/test/db'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { addByKey, addToOwn, fileComplaint } from './actions/file'
import { forgetComplainant } from './actions/forget'
import { handleComplaint, nameConcerned, readComplaint } from './actions/handle'
import { followComplaints } from './jobs'
import { register, staffComplaint } from './queries/desk'
import { complaintByKey, ownComplaints } from './queries/own'
import { complaintTimes } from './queries/times'
import { KEPT, OWN_TIMES } from './rules'
import { complaintInput, type HandleInput } from './schema'

environmentWithKeys()
beforeAll(localEnvironment)

const now = new Date('2027-01-04T09:00:00Z')
const CANARY = 'Quelle Zumutung im Mai'
const input = (more: object = {}) => complaintInput.parse({ topic: 'platform', what: CANARY, ...more })

const person = async (db: Db, role?: 'reviewer' | 'checker'): Promise<string> => {
  const email = `${randomUUID()}@example.org`
  const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Somebody', email, now }))
  if (role) await db.$transaction((tx) => proposeRole(tx, { personId: id, role, kind: 'grant', proposedBy: null, now }))
  return id
}
const file = (db: Db, personId: string | null = null, more: object = {}, at = now) =>
  db.$transaction((tx) => fileComplaint(tx, { input: input(more), personId, now: at }))
type Act = HandleInput extends infer One ? (One extends HandleInput ? Omit<One, 'complaintId'> : never) : never
const handle = (db: Db, complaintId: string, actorId: string, act: Act, at = now) =>
  db.$transaction((tx) =>
    handleComplaint(tx, {
      ...{ input: { complaintId, ...act } as HandleInput, actorId, now: at },
      ...{ site: 'http://127.0.0.1:3000', contact: 'complaints@example.org' },
    }),
  )
const CODE = (code: string) => ({ code: `complaints.${code}` })

describe('a complaint', () => {
  test('of somebody who is not signed in is opened by its key alone, and nothing of it is readable in the database', async ({
    db,
    pool,
  }) => {
    const { complaintId, key } = await file(db, null, { name: 'Ada Zwölf' })
    expect(await complaintByKey(db, key!)).toMatchObject({
      ...{ id: complaintId, state: 'received', form: { what: CANARY, name: 'Ada Zwölf' }, words: [] },
      acknowledgeBy: new Date('2027-01-18T09:00:00Z'),
    })
    await expect(complaintByKey(db, 'a'.repeat(43))).rejects.toMatchObject(CODE('noComplaint'))
    for (const secret of [CANARY, 'Ada Zwölf', key!]) expect(await tablesWith(pool, secret)).toEqual([])
  })

  test('is acknowledged, asked about, answered, taken up again, and closed; its owner is told, and reads all but what was done', async ({
    db,
    pool,
  }) => {
    const [owner, rosa] = [await person(db), await person(db, 'reviewer')]
    const { complaintId, key } = await file(db, owner)
    expect(key).toBeNull()
    const act = (one: Act, at = now) => handle(db, complaintId, rosa, one, at)
    await expect(act({ act: 'answer', text: 'No.', outcome: 'rejected' })).rejects.toMatchObject(CODE('notNow'))
    await act({ act: 'acknowledge', text: '' })
    await act({ act: 'ask', text: 'Which day?' })
    await db.$transaction((tx) => addToOwn(tx, { complaintId, personId: owner, text: 'The third.', now }))
    await act({ act: 'delay', text: 'The bank is slow.', until: '2027-02-10' })
    await act({ act: 'answer', text: 'It was slow, and is not now.', outcome: 'partly' })
    const again = plus(now, 20 * DAY)
    await db.$transaction((tx) => addToOwn(tx, { complaintId, personId: owner, text: 'It still is.', now: again }))
    const [open] = await ownComplaints(db, owner)
    expect(open).toMatchObject({ state: 'acknowledged', outcome: null, answerBy: plus(again, 30 * DAY) })
    await act({ act: 'answer', text: 'You are right.', outcome: 'upheld' }, again)
    await act({ act: 'close', text: 'A disk was changed.' }, again)
    const [closed] = await ownComplaints(db, owner)
    expect(closed).toMatchObject({ state: 'closed', outcome: 'upheld', closedAt: again })
    const kinds = ['acknowledgement', 'question', 'reply', 'delay', 'answer', 'reply', 'answer']
    expect(closed!.words.map(({ kind }) => kind)).toEqual(kinds)
    expect(closed!.words[0]!.text).toContain('by 2027-02-03 (UTC)')
    expect(closed!.words[0]!.text).toContain('complaints@example.org')
    const read = await db.$transaction((tx) => readComplaint(tx, { complaintId, actorId: rosa, now: again }))
    expect(read.words.at(-1)).toMatchObject({ kind: 'measures', text: 'A disk was changed.' })
    await expect(act({ act: 'ask', text: 'More?' }, again)).rejects.toMatchObject(CODE('notNow'))
    await expect(
      db.$transaction((tx) => addToOwn(tx, { complaintId, personId: owner, text: 'More.', now: again })),
    ).rejects.toMatchObject(CODE('notNow'))
    expect((await noticesOf(db, owner)).map(({ title }) => title)).toHaveLength(5)
    const entries = await db.logEntry.findMany({ where: { subjects: { has: `complaint:${complaintId}` } } })
    expect(entries.some(({ actorId }) => actorId === owner)).toBe(false)
    expect(entries.map(({ type }) => type)).toEqual(expect.arrayContaining(['complaints.received', 'complaints.read']))
    for (const text of [CANARY, 'The bank is slow', 'A disk was changed', 'The third.'])
      expect(await tablesWith(pool, text)).toEqual([])
  })

  test('that is not taken up ends with why; one of somebody else’s does not exist', async ({ db }) => {
    const [owner, rosa] = [await person(db), await person(db, 'reviewer')]
    const { complaintId } = await file(db, owner)
    await handle(db, complaintId, rosa, { act: 'refuse', text: 'It is about another platform.' })
    expect(await ownComplaints(db, owner)).toMatchObject([
      { state: 'closed', outcome: 'inadmissible', words: [{ text: 'It is about another platform.' }] },
    ])
    const { key } = await file(db)
    const other = await file(db, owner)
    const stranger = { complaintId: other.complaintId, personId: rosa, text: 'Mine?', now }
    await expect(db.$transaction((tx) => addToOwn(tx, stranger))).rejects.toMatchObject(CODE('noComplaint'))
    await db.$transaction((tx) => addByKey(tx, { key: key!, text: 'And it hurt.', now }))
    expect(await complaintByKey(db, key!)).toMatchObject({ words: [{ kind: 'reply', text: 'And it hurt.' }] })
  })

  test('is one of five at most that somebody has open, however many come at once', async ({ db }) => {
    const owner = await person(db)
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => file(db, owner)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    await expect(file(db, owner)).rejects.toMatchObject(CODE('tooManyOpen'))
  })

  test('has its times from the rule in force, with the version that gave them', async ({ db }) => {
    expect(await complaintTimes(db, now)).toEqual({ regime: 'ECSPR', version: 2, workingDays: 10, days: 30 })
    expect(await complaintTimes(db, new Date('2020-01-01T00:00:00Z'))).toEqual(OWN_TIMES)
  })
})

describe('whom a complaint is about', () => {
  test('neither sees, reads nor answers it: who decided on a project, who owns it, and who complained', async ({
    db,
  }) => {
    const w = await approved(db)
    const { slug } = await db.listing.findUniqueOrThrow({ where: { projectId: w.applicationId } })
    const complainant = await person(db, 'reviewer')
    const { complaintId } = await file(db, complainant, { topic: 'project', project: `/projects/${slug}` })
    await expect(file(db, null, { project: 'nothing' })).rejects.toMatchObject({ field: 'project' })
    for (const actorId of [w.reviewer, w.checker, w.owner].map(({ personId }) => personId).concat(complainant)) {
      expect((await register(db, actorId)).map(({ id }) => id)).not.toContain(complaintId)
      const refused = expect.objectContaining(CODE('concerned'))
      await expect(staffComplaint(db, { complaintId, viewerId: actorId })).rejects.toEqual(refused)
      await expect(db.$transaction((tx) => readComplaint(tx, { complaintId, actorId, now }))).rejects.toEqual(refused)
      await expect(handle(db, complaintId, actorId, { act: 'acknowledge', text: '' })).rejects.toEqual(refused)
      await expect(
        db.complaintWord.create({
          data: { complaintId, number: 9, kind: 'answer', authorId: actorId, at: now, sealed: Buffer.from('x') },
        }),
      ).rejects.toThrow('about themselves')
    }
  })

  test('is who decided about the complainant, with every account of theirs, and whoever a colleague names', async ({
    db,
  }) => {
    const [owner, judge, rosa, carl] = [
      await person(db),
      await person(db),
      await person(db, 'reviewer'),
      await person(db),
    ]
    const decision = { kind: 'case.reject', subject: `case:${randomUUID()}`, aboutId: owner, content: {}, note: 'No.' }
    await db.decision.create({
      data: { ...decision, makerId: judge, madeAt: now, reviewedDigest: 'a'.repeat(64), expiresAt: plus(now, DAY) },
    })
    await db.identityMark.createMany({
      data: [judge, carl].map((personId) => ({ personId, mark: 'm', notedAt: now, confirmedAt: now })),
    })
    const { complaintId } = await file(db, owner, { topic: 'verification' })
    const { concernedIds } = await db.complaint.findUniqueOrThrow({ where: { id: complaintId } })
    expect(concernedIds).toEqual([owner, judge, carl].sort())
    const name = (personId: string, actorId = rosa) =>
      db.$transaction((tx) => nameConcerned(tx, { complaintId, personId, actorId, now }))
    await expect(name(carl)).rejects.toMatchObject(CODE('notStaff'))
    const nell = await person(db, 'reviewer')
    await name(nell)
    await expect(handle(db, complaintId, nell, { act: 'acknowledge', text: '' })).rejects.toMatchObject(
      CODE('concerned'),
    )
    const others = (await staffComplaint(db, { complaintId, viewerId: rosa })).colleagues.filter(({ isYou }) => !isYou)
    for (const { id } of others) await name(id)
    await expect(name(rosa)).rejects.toMatchObject(CODE('nobodyLeft'))
  })

  test('cannot be changed by SQL: neither who it is about, nor its times, nor what was written', async ({
    db,
    pool,
  }) => {
    const { complaintId } = await file(db, await person(db))
    for (const change of [
      "concerned_ids = '{}'",
      "acknowledge_by = '2030-01-01'",
      'person_id = null',
      "topic = 'data'",
    ])
      await expect(pool.query(`update complaint set ${change} where id = $1`, [complaintId])).rejects.toThrow('stays')
    await expect(pool.query("update complaint_word set sealed = '\\x00'")).rejects.toThrow('stays')
    await expect(pool.query('delete from complaint_word')).rejects.toThrow()
    await expect(pool.query('delete from complaint')).rejects.toThrow()
  })
})

describe('what time does', () => {
  test('staff hear of new ones at most once an hour, and of each end once, without a word of what was written', async ({
    db,
  }) => {
    await db.complaint.updateMany({ data: { toldAt: plus(now, -DAY), dueToldAt: now } })
    await db.outgoingMail.deleteMany()
    const subjects = async () => [...new Set((await db.outgoingMail.findMany()).map(({ subject }) => subject))]
    const late = new Date('2029-01-01T09:00:00Z')
    for (const n of [1, 2]) {
      await file(db, null, {}, late)
      await followComplaints(db, plus(late, n * 60_000))
    }
    expect(await subjects()).toEqual(['A complaint came'])
    await followComplaints(db, plus(late, 2 * HOUR))
    await file(db, null, {}, plus(late, 2 * HOUR))
    await followComplaints(db, plus(late, 11.25 * DAY))
    await followComplaints(db, plus(late, 11.5 * DAY))
    expect(await subjects()).toEqual(['A complaint came', 'The time of 3 complaints is nearly over'])
    const mails = await db.outgoingMail.findMany()
    expect(mails.some(({ text }) => text.includes(CANARY))).toBe(false)
  })

  test('what was closed five years ago is emptied, unless a hold stands against it; a forgotten person’s at once', async ({
    db,
    pool,
  }) => {
    const [owner, held, rosa, gone] = [
      await person(db),
      await person(db),
      await person(db, 'reviewer'),
      await person(db),
    ]
    const ids: string[] = []
    for (const who of [owner, held]) {
      const { complaintId } = await file(db, who)
      await handle(db, complaintId, rosa, { act: 'refuse', text: 'Elsewhere.' })
      ids.push(complaintId)
    }
    await db.$transaction((tx) => placeHold(tx, { personId: held, actorId: rosa, now }))
    await followComplaints(db, plus(now, KEPT - 1))
    expect(await ownComplaints(db, owner)).toHaveLength(1)
    await followComplaints(db, plus(now, KEPT))
    expect([await ownComplaints(db, owner), (await ownComplaints(db, held)).length]).toEqual([[], 1])
    expect(await staffComplaint(db, { complaintId: ids[0]!, viewerId: rosa })).toMatchObject({
      ...{ outcome: 'inadmissible', isMember: false, erasedAt: plus(now, KEPT) },
    })
    await file(db, gone)
    await db.$transaction((tx) => forgetComplainant(tx, { personId: gone, now }))
    expect(await ownComplaints(db, gone)).toEqual([])
    const { rows } = await pool.query('select from complaint where person_id = any ($1)', [[owner, gone]])
    expect(rows).toEqual([])
  })
})
