import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { noticesOf } from '@/domains/identity/queries/notices'
import { HOUR, MINUTE, after as plus } from '@/kit/time'
import { approved, now } from '@/test/application-world'
import { tablesWith } from '@/test/canary'
import { test as base } from '@/test/db'
import { writer as person, discussionWorld as world } from '@/test/discussion-world'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { forgetPoster } from './actions/remove'
import { followDiscussions } from './jobs'
import { desk, staffPost } from './queries/desk'
import { discussionData, isInDiscussions, ownPosts, standing } from './queries/own'
import { discussionOf, summaryOf } from './queries/public'
import type { WriteInput } from './schema'

environmentWithKeys()
beforeAll(localEnvironment)

const site = 'http://127.0.0.1:3000'
const CODE = (code: string) => ({ code: `discussion.${code}` })

const test = base
  .extend('w', { scope: 'file' }, ({ db }) => world(db))
  .extend('olu', { scope: 'file' }, ({ db }) => person(db, { verified: true }))
  .extend('rosa', { scope: 'file' }, ({ db }) => person(db, { role: 'reviewer' }))

describe('who writes about a project', () => {
  test('verified members under a number, the team under its name, each labelled as they were then', async ({
    db,
    w,
    olu,
  }) => {
    const petra = await person(db, { verified: true })
    const { number } = await w.write(olu, 'Why 20 nodes?')
    await w.write(petra, 'A fine project.', { connection: 'paid' })
    await w.write(w.owner, 'Because that is what we can audit.', { answerTo: number, connection: 'team' })
    const team = (await db.listing.findUniqueOrThrow({ where: { slug: w.slug } })).teamName
    expect((await w.read()).questions).toMatchObject([
      { name: 'Member 2', label: 'promoter', text: 'A fine project.', answers: [] },
      { name: 'Member 1', label: 'member', text: 'Why 20 nodes?', answers: [{ name: team, label: 'team' }] },
    ])
    expect(await summaryOf(db, w.slug)).toMatchObject({ questionCount: 2, answerCount: 1, updateCount: 0 })
    const other = await world(db)
    const { number: there } = await other.write(petra, 'And here?')
    expect((await other.read()).questions).toMatchObject([{ number: there, name: 'Member 1' }])
    expect(JSON.stringify([await w.read(), await other.read()])).not.toMatch(new RegExp(`${olu}|${petra}`))
  })

  test('nobody else, and the team neither as a member nor as somebody who asks', async ({ db, w, olu, rosa }) => {
    const stranger = await person(db)
    const refused = (personId: string, code: string, more: Partial<WriteInput> = {}) =>
      expect(w.write(personId, 'Let me in.', more)).rejects.toMatchObject(CODE(code))
    await refused(stranger, 'notVerified')
    await refused(rosa, 'staffOnlyModerate')
    await refused(w.owner, 'youAreTeam')
    await refused(w.owner, 'teamTells', { connection: 'team' })
    await refused(olu, 'notTeam', { connection: 'team' })
    await refused(olu, 'noPost', { answerTo: 3 })
    await refused(olu, 'noProject', { slug: 'nothing' })
    await expect(w.tell(olu, 'News', 'I am the team.')).rejects.toMatchObject(CODE('notTeam'))
    expect(await standing(db, { slug: w.slug, number: null, personId: stranger, now })).toMatchObject({
      ...{ role: null, because: { code: 'discussion.notVerified' } },
    })
    const unpublished = (await approved(db)).applicationId
    const { slug } = await db.listing.findUniqueOrThrow({ where: { projectId: unpublished } })
    await refused(olu, 'noProject', { slug })
    expect([await discussionOf(db, { slug }), await summaryOf(db, slug)]).toEqual([null, null])
  })

  test('a member of the team’s company, and another account of somebody of the team, are the team', async ({
    db,
    w,
  }) => {
    const [director, double] = [await person(db), await person(db, { verified: true })]
    const party = await db.companyParty.findFirstOrThrow({ where: { company: { projectId: w.projectId } } })
    const { id: _, ...another } = party
    await db.companyParty.create({ data: { ...another, ref: 'p9', personId: director, invitationHash: null } })
    const confirmed = { mark: 'one document', notedAt: now, confirmedAt: now }
    await db.identityMark.createMany({ data: [w.owner, double].map((personId) => ({ personId, ...confirmed })) })
    for (const personId of [director, double])
      expect(await standing(db, { slug: w.slug, number: null, personId, now })).toMatchObject({ role: 'team' })
    await expect(w.write(double, 'Great team.')).rejects.toMatchObject(CODE('youAreTeam'))
  })

  test('thirty answers of members are a full thread, to which the team alone still adds', async ({ db, w, olu }) => {
    const { number } = await w.write(olu, 'Who runs a node?', {}, plus(now, 2 * HOUR))
    const [{ projectId }, parentId] = [w, await w.idOf(number)]
    const { id: authorId } = await db.discussionAuthor.create({ data: { projectId, number: 99 } })
    const answer = { projectId, parentId, authorId, kind: 'answer' as const, label: 'member' as const, at: now }
    const numbered = [...Array(30).keys()].map((n) => ({
      ...answer,
      number: number + 1 + n,
      idempotencyKey: randomUUID(),
    }))
    await db.discussionPost.createMany({ data: numbered })
    const to = { answerTo: number }
    await expect(w.write(olu, 'I do.', to, plus(now, 4 * HOUR))).rejects.toMatchObject(CODE('threadFull'))
    expect(await w.write(w.owner, 'So do we.', { ...to, connection: 'team' })).toEqual({ number: number + 31 })
  })

  test('posts once for each key, five times an hour, however many come at once and with which account', async ({
    db,
    w,
  }) => {
    const [nia, also] = [await person(db, { verified: true }), await person(db, { verified: true })]
    const confirmed = { mark: 'another document', notedAt: now, confirmedAt: now }
    await db.identityMark.createMany({ data: [nia, also].map((personId) => ({ personId, ...confirmed })) })
    const idempotencyKey = randomUUID()
    const same = await Promise.all([1, 2, 3].map(() => w.write(nia, 'Once.', { idempotencyKey })))
    expect(new Set(same.map(({ number }) => number)).size).toBe(1)
    const many = await Promise.allSettled([nia, also, nia, also, nia, also, nia].map((who) => w.write(who, 'Again.')))
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    await expect(w.write(also, 'Once more.')).rejects.toThrow('You can post again at 4 Jan 2027, 10:00 UTC')
    const { number } = await w.write(also, 'An hour later.', {}, plus(now, HOUR))
    const names = (await w.read()).questions.filter(({ text }) => /Once|Again|An hour/.test(text ?? ''))
    expect(new Set(names.map(({ name }) => name)).size).toBe(1)
    expect(names[0]).toMatchObject({ number, text: 'An hour later.' })
  })
})

describe('an update', () => {
  test('is corrected in the open, and never deleted or changed: not by its author, not by SQL', async ({
    db,
    pool,
    w,
    olu,
  }) => {
    const { number } = await w.tell(w.owner, 'Disks', 'We bought 20 disks.')
    const both = await Promise.allSettled([1, 2].map(() => w.correct(w.owner, number, 1, 'We bought 12 disks.')))
    const late = both.find(({ status }) => status === 'rejected')
    expect(late).toMatchObject({ reason: CODE('otherVersion') })
    const [update] = (await w.read()).updates
    expect(update!.versions).toMatchObject([
      { number: 2, text: 'We bought 12 disks.', at: plus(now, HOUR) },
      { number: 1, text: 'We bought 20 disks.', at: now },
    ])
    const { number: asked } = await w.write(olu, 'Where are they?')
    const answer = { answerTo: asked, connection: 'team' as const }
    for (const said of [number, (await w.write(w.owner, 'In a cellar.', answer)).number])
      await expect(w.remove(w.owner, said)).rejects.toMatchObject(CODE('teamStays'))
    const id = await w.idOf(number)
    for (const change of [
      `update discussion_text set text = 'We bought 90 disks.' where post_id = '${id}'`,
      `update discussion_text set text = null where post_id = '${id}'`,
      `update discussion_post set state = 'deleted', deleted_at = now() where id = '${id}'`,
      `update discussion_post set label = 'member' where id = '${id}'`,
      `insert into discussion_post (id, project_id, number, kind, parent_id, author_id, label, at, idempotency_key)
       select gen_random_uuid(), project_id, 99, 'answer', id, author_id, 'team', at, gen_random_uuid() from discussion_post where id = '${id}'`,
      'delete from discussion_text',
      'delete from discussion_post',
      'update discussion_author set number = 9 where number = 1',
    ])
      await expect(pool.query(change), change).rejects.toThrow()
    expect(await summaryOf(db, w.slug)).toMatchObject({ newest: { number, title: 'Disks' } })
  })
})

describe('moderators', () => {
  test('hide with a reason and show again; what they did is in the log, without a word of the post', async ({
    db,
    pool,
    rosa,
  }) => {
    const w = await world(db)
    const [petra, quentin] = [await person(db, { verified: true }), await person(db)]
    const { number } = await w.write(petra, 'You crooked scarecrows.')
    for (const _ of [1, 2]) await w.report(quentin, number)
    expect((await desk(db, rosa)).reported).toMatchObject([{ number, text: 'You crooked scarecrows.', reports: [{}] }])
    const both = await Promise.allSettled([1, 2].map(() => w.moderate(rosa, number, 'hide')))
    expect(both.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: CODE('notNow') }])
    const hidden = { reason: 'insult', at: plus(now, MINUTE) }
    expect((await w.read()).questions).toMatchObject([{ number, state: 'hidden', text: null, hidden }])
    expect(await desk(db, rosa)).toMatchObject({ reported: [], hidden: [{ number, hidden }] })
    await expect(w.write(petra, 'An answer.', { answerTo: number })).rejects.toMatchObject(CODE('noPost'))
    await w.moderate(rosa, number, 'show')
    await w.report(petra, number)
    await w.moderate(rosa, number, 'keep')
    expect((await w.read()).questions).toMatchObject([{ state: 'shown', hidden: null }])
    expect((await desk(db, rosa)).reported).toEqual([])
    const entries = await db.logEntry.findMany({ where: { subjects: { has: `project:${w.projectId}` } } })
    const acts = entries.filter(({ type }) => type.startsWith('discussion.'))
    expect(acts.map(({ type, actorId }) => [type, actorId])).toEqual([
      ['discussion.posted', petra],
      ['discussion.reported', null],
      ['discussion.hidden', rosa],
      ['discussion.shown', rosa],
      ['discussion.reported', null],
      ['discussion.kept', rosa],
    ])
    expect(await tablesWith(pool, 'crooked scarecrows')).toEqual(['discussion_text'])
  })

  test('neither see nor decide what is theirs: their project, their post, their report', async ({ db, pool, rosa }) => {
    const w = await world(db)
    const petra = await person(db, { verified: true })
    const { number } = await w.write(petra, 'Why that price?')
    const nell = await person(db)
    await w.report(nell, number)
    for (const actorId of [w.owner, petra, nell]) {
      await expect(w.moderate(actorId, number, 'hide')).rejects.toMatchObject(CODE('concerned'))
      const { reported } = await desk(db, actorId)
      expect(reported.filter(({ slug }) => slug === w.slug)).toEqual([])
      await expect(staffPost(db, { slug: w.slug, number, viewerId: actorId })).rejects.toMatchObject(CODE('noPost'))
    }
    expect(await staffPost(db, { slug: w.slug, number, viewerId: rosa })).toMatchObject({ number, state: 'shown' })
    const hide =
      "update discussion_post set state = 'hidden', hidden_at = now(), hidden_reason = 'spam', hidden_by = $2"
    await expect(pool.query(`${hide} where id = $1`, [await w.idOf(number), petra])).rejects.toThrow('of their own')
    await expect(
      pool.query("update discussion_post set state = 'hidden' where id = $1", [await w.idOf(number)]),
    ).rejects.toThrow('discussion_post_hidden')
  })
})

describe('what is deleted', () => {
  test('has no text any more, anywhere; its place, its label and the answers to it stay', async ({ db, pool }) => {
    const w = await world(db)
    const [petra, quentin] = [await person(db, { verified: true }), await person(db, { verified: true })]
    const { number } = await w.write(petra, 'My neighbour told me.', { connection: 'paid' })
    await w.write(quentin, 'What did she say?', { answerTo: number })
    await expect(w.remove(quentin, number)).rejects.toMatchObject(CODE('noPost'))
    await w.remove(petra, number)
    await expect(w.remove(petra, number)).rejects.toMatchObject(CODE('notNow'))
    const stub = { name: 'Member 1', label: 'promoter', state: 'deleted', text: null }
    expect((await w.read()).questions).toMatchObject([{ ...stub, answers: [{ text: 'What did she say?' }] }])
    expect(await tablesWith(pool, 'My neighbour')).toEqual([])
    const back = "update discussion_post set state = 'shown', deleted_at = null where state = 'deleted'"
    await expect(pool.query(back)).rejects.toThrow('stays')
  })

  test('is what a forgotten person wrote, hidden or not; nothing leads from their number to them', async ({
    db,
    rosa,
  }) => {
    const w = await world(db)
    const petra = await person(db, { verified: true })
    const first = await w.write(petra, 'I live in Lisbon.')
    await w.write(petra, 'Rua do Exemplo, that is.', { answerTo: first.number, connection: 'paid' })
    await w.report(petra, first.number)
    await w.moderate(rosa, first.number + 1, 'hide')
    expect(await discussionData(db, petra)).toMatchObject({ discussion: { posts: [{}, {}], reports: [{}] } })
    await db.$transaction((tx) => forgetPoster(tx, { personId: petra, now }))
    expect((await w.read()).questions).toMatchObject([
      { ...{ name: 'Member 1', state: 'deleted', text: null }, answers: [{ label: 'promoter', state: 'deleted' }] },
    ])
    expect([await isInDiscussions(db, petra), await ownPosts(db, petra)]).toEqual([false, []])
    expect((await desk(db, rosa)).hidden.filter(({ slug }) => slug === w.slug)).toEqual([])
  })
})

describe('a page of it', () => {
  test('has ten questions, the newest first, and goes on where it ended', async ({ db }) => {
    const w = await world(db)
    const people = [await person(db, { verified: true }), await person(db, { verified: true })]
    for (const hours of [0, 1, 2])
      for (const who of people)
        for (const n of hours === 2 ? [1] : [1, 2, 3, 4, 5])
          await w.write(who, `Question ${n} of hour ${hours}`, {}, plus(now, hours * HOUR + n))
    const first = await w.read()
    expect(first).toMatchObject({ questionCount: 22, nextQuestions: 13 })
    const second = await w.read({ before: first.nextQuestions })
    const third = await w.read({ before: second.nextQuestions })
    expect(third.nextQuestions).toBeNull()
    const all = [first, second, third].flatMap(({ questions }) => questions.map(({ number }) => number))
    expect(all).toEqual([...Array(22).keys()].map((n) => 22 - n))
  })
})

describe('what time does', () => {
  test('a team hears of posts of others at most once an hour, and not a word of them', async ({ db, olu }) => {
    const w = await world(db)
    const petra = await person(db, { verified: true })
    const late = plus(now, 5 * HOUR)
    const told = async () => (await noticesOf(db, w.owner)).filter(({ link }) => link.includes(w.slug))
    const follow = (minutes: number) => followDiscussions(db, { site, now: plus(late, minutes * MINUTE) })
    const { number } = await w.write(olu, 'Where are the disks?', {}, late)
    await w.write(w.owner, 'In the cellar.', { answerTo: number, connection: 'team' }, late)
    await follow(1)
    await w.write(petra, 'Which cellar is meant?', {}, plus(late, 2 * MINUTE))
    await w.write(petra, 'And is it dry?', {}, plus(late, 3 * MINUTE))
    for (const minutes of [4, 60]) await follow(minutes)
    expect((await told()).map(({ title }) => title)).toEqual([expect.stringMatching(/^1 new post about /)])
    for (const minutes of [61, 62]) await follow(minutes)
    expect((await told()).map(({ title }) => title.slice(0, 11))).toEqual(['2 new posts', '1 new post '])
    const said = JSON.stringify([await told(), await db.outgoingMail.findMany()])
    expect(said).not.toMatch(/cellar|disks/)
  })
})
