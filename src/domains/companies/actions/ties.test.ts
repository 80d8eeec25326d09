import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { decideTie, proposeTie } from '@/domains/identity/actions/ties'
import { tiesNow } from '@/domains/identity/queries/ties'
import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { NOW as now } from '@/test/application'
import { approvedCompany, handedIn } from '@/test/company-world'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'

beforeAll(() => {
  localEnvironment()
})

const person = async (db: Db, id?: string) => {
  if (!id) return (await db.$transaction((tx) => createPerson(tx, { displayName: 'Somebody', now }))).id
  await db.person.create({ data: { id, displayName: 'Owner', createdAt: now } })
  return id
}
const propose = (db: Db, personId: string, actorId: string, ends = false) =>
  db.$transaction((tx) => proposeTie(tx, { personId, tie: 'owner', ends, actorId, now }))
const decide = (db: Db, personId: string, by: string, confirm = true) =>
  db.$transaction((tx) => decideTie(tx, { personId, confirm, viewer: { personId: by, roles: ['checker'] }, now }))
const viewer = { personId: randomUUID(), roles: ['checker'] } as unknown as Viewer

describe('who owns 20 % of this platform or sits in its bodies (ECSPR 8)', () => {
  test('E10: is stored once, by two people, neither of them about themselves, and by nobody in SQL', async ({
    db,
    pool,
  }) => {
    const [holder, ada, chidi] = [await person(db), randomUUID(), randomUUID()]
    await expect(propose(db, holder, holder)).rejects.toMatchObject({ code: 'identity.aboutYou' })
    await propose(db, holder, ada)
    await expect(propose(db, holder, ada)).rejects.toMatchObject({ code: 'identity.proposalOpen' })
    await expect(decide(db, holder, ada)).rejects.toMatchObject({ code: 'identity.samePerson' })
    await expect(decide(db, holder, holder)).rejects.toMatchObject({ code: 'identity.aboutYou' })
    const reviewer = { personId: randomUUID(), roles: ['reviewer' as const] }
    const byReviewer = db.$transaction((tx) =>
      decideTie(tx, { personId: holder, confirm: true, viewer: reviewer, now }),
    )
    await expect(byReviewer).rejects.toMatchObject({ code: 'identity.notDecider' })
    expect((await tiesNow(db, viewer, now)).waiting).toMatchObject([
      { personId: holder, tie: 'owner', mayDecide: true },
    ])
    const row = { personId: holder, kind: 'owner', decisionId: randomUUID(), addedAt: now }
    await expect(db.platformTie.create({ data: row })).rejects.toThrow('a decision of two people')
    await decide(db, holder, chidi)
    await expect(propose(db, holder, ada)).rejects.toMatchObject({ code: 'identity.tieThere' })
    for (const change of [
      'update platform_tie set ended_at = now(), end_decision_id = decision_id',
      'delete from platform_tie',
    ])
      await expect(pool.query(change)).rejects.toThrow()
    await propose(db, holder, ada, true)
    await decide(db, holder, chidi, false)
    expect((await tiesNow(db, viewer, now)).stored).toMatchObject([{ personId: holder, tie: 'owner' }])
    await propose(db, holder, chidi, true)
    await decide(db, holder, ada)
    expect((await tiesNow(db, viewer, now)).stored).toEqual([])
    await expect(propose(db, holder, ada, true)).rejects.toMatchObject({ code: 'identity.noTie' })
  })

  test('takes no invitation of a company, and holds one that they belong to, also after its approval', async ({
    db,
  }) => {
    const holder = await person(db)
    await propose(db, holder, randomUUID())
    await decide(db, holder, randomUUID())
    const company = await handedIn(db)
    await expect(company.accept('p1', holder)).rejects.toMatchObject({ code: 'companies.worksHere' })

    const approved = await approvedCompany(db)
    const owner = await person(db, approved.owner)
    await propose(db, owner, randomUUID())
    await approved.follow()
    expect((await approved.row()).hold).toBeNull()
    await decide(db, owner, randomUUID())
    await approved.follow()
    expect((await approved.row()).hold).toBe('party')
    await propose(db, owner, randomUUID(), true)
    await decide(db, owner, randomUUID())
    await approved.follow()
    expect((await approved.row()).hold).toBeNull()
  })
})
