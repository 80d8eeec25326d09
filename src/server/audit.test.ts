import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { main } from '@/cli/audit'
import { append } from '@/domains/log/actions'
import { headWords, linkHash, NO_LINK, readHead } from '@/domains/log/rules'
import { folderStore } from '@/gateways/storage/folder'
import { leafHash } from '@/kit/digest'
import { DAY, after as plus } from '@/kit/time'
import { run } from '@/test/command'
import { inReview, rosa } from '@/test/company-world'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { staff } from '@/test/staff-keys'
import { clear, now } from '@/test/verification'
import { auditOf, checkLog, linkLog, verifyLog } from './audit'
import type { Db } from './db'

beforeAll(() => {
  localEnvironment()
})
const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-heads-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What nobody who works here can do: the owner of the tables, with the triggers off. */
async function byHand(pool: pg.Pool, statement: string, values: unknown[] = []): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query("set local session_replication_role = 'replica'")
    await client.query(statement, values)
    await client.query('commit')
  } finally {
    client.release()
  }
}

const some = (db: Db, facts: Record<string, string> = {}) =>
  db.$transaction((tx) =>
    append(tx, { type: 'test.acted', at: now, actorId: randomUUID(), subjects: ['test:1'], facts }),
  )

describe('E24: the whole log', () => {
  test('fits after verifications, companies and their decisions, and its links are never given twice', async ({
    db,
  }) => {
    await clear(db, randomUUID())
    const company = await inReview(db)
    await company.claim(rosa)
    await company.propose(rosa)
    await company.confirm(randomUUID())
    expect(await linkLog(db, now)).toBe(await db.logEntry.count())
    await Promise.all([some(db), some(db), linkLog(db, now), linkLog(db, now)])
    await linkLog(db, now)
    const found = await verifyLog(db)
    expect(found).toMatchObject({ problems: [], entries: BigInt(await db.logEntry.count()) })
    expect(found.head.place).toBe(found.entries)
    expect(await db.decision.count({ where: { state: 'confirmed' } })).toBeGreaterThan(2)
  })

  test('names the row of which one byte was changed, whichever column it stands in', async ({ db, pool }) => {
    await some(db)
    await linkLog(db, now)
    const row = await db.logEntry.findFirstOrThrow({ orderBy: { serial: 'desc' } })
    const name = `Entry ${row.serial} (${row.id})`
    const changed = row.body.replace('test.acted', 'test.actee')
    const changes: Record<string, [string, unknown, unknown]> = {
      body: ['body', changed, row.body],
      hash: ['hash', 'f'.repeat(64), row.hash],
      type: ['type', 'test.actee', row.type],
      at: ['at', new Date(row.at.getTime() + 1), row.at],
      subjects: ['subjects', ['test:2'], row.subjects],
      actor: ['actor_id', randomUUID(), row.actorId],
    }
    for (const [what, [column, bad, good]] of Object.entries(changes)) {
      await byHand(pool, `update log_entry set ${column} = $1 where serial = $2`, [bad, row.serial])
      const { problems } = await verifyLog(db)
      expect(problems, what).toHaveLength(1)
      expect(problems[0], what).toContain(name)
      await byHand(pool, `update log_entry set ${column} = $1 where serial = $2`, [good, row.serial])
    }
    // A body that was changed together with its hash fits itself, and no more the chain.
    const both = 'update log_entry set body = $1, hash = $2, type = $3 where serial = $4'
    await byHand(pool, both, [changed, leafHash(changed), 'test.actee', row.serial])
    expect((await verifyLog(db)).problems).toEqual([expect.stringContaining(`${name} is not what place`)])
    await byHand(pool, both, [row.body, row.hash, row.type, row.serial])
    expect((await verifyLog(db)).problems).toEqual([])
  })

  test('names an entry that is gone, one that was put in, and a decision without two people or without its entry', async ({
    db,
    pool,
  }) => {
    await some(db)
    await linkLog(db, now)
    const last = await db.logEntry.findFirstOrThrow({ orderBy: { serial: 'desc' } })
    const columns = 'serial, id, type, at, actor_id, subjects, parents, body, hash'
    await pool.query(`create table away as select ${columns} from log_entry where serial = ${last.serial}`)
    await byHand(pool, `delete from log_entry where serial = ${last.serial}`)
    expect((await verifyLog(db)).problems).toEqual([expect.stringContaining(`Entry ${last.serial}, at place`)])
    await byHand(pool, `insert into log_entry (${columns}) select ${columns} from away`)
    const { id, checkerId } = await db.decision.findFirstOrThrow({
      where: { kind: 'case.approve', state: 'confirmed' },
    })
    const checker = 'update decision set checker_id = $1 where id = $2'
    await byHand(pool, 'alter table decision drop constraint decision_two_people')
    await byHand(pool, 'update decision set checker_id = maker_id where id = $1', [id])
    expect((await verifyLog(db)).problems.toSorted()).toEqual([
      expect.stringContaining(`Decision ${id} (case.approve) does not stand in the log`),
      expect.stringContaining(`Decision ${id} (case.approve) was not taken by two people`),
      expect.stringContaining('records a decision that nobody took'),
    ])
    await byHand(pool, checker, [checkerId, id])
    expect((await verifyLog(db)).problems).toEqual([])
  })

  test('whose chain was computed anew after a change does not pass the heads that were kept', async ({ db, pool }) => {
    await checkLog(db, now, folderStore(folder))
    const kept = await auditOf(db)
    expect(kept.check).toMatchObject({ problems: [], keptAt: now, head: kept.head })
    expect(await checkLog(db, plus(now, DAY - 1), null)).toBe(false)
    const entry = await db.logEntry.findFirstOrThrow({ orderBy: { serial: 'asc' } })
    await byHand(pool, 'update log_entry set actor_id = $1 where serial = $2', [randomUUID(), entry.serial])
    // Whoever reaches the tables can compute every link again; what they do not reach is the head that lies elsewhere.
    let before = NO_LINK
    for (const link of await db.logLink.findMany({ orderBy: { place: 'asc' }, include: { entry: true } })) {
      before = linkHash(before, { ...link.entry, serial: link.serial.toString() })
      await byHand(pool, 'update log_link set hash = $1 where place = $2', [before, link.place])
    }
    await byHand(pool, 'delete from log_check')
    expect((await verifyLog(db)).problems).toEqual([])
    const head = readHead(kept.head)!
    const wrong = `The chain does not pass ${headWords(head)}`
    expect((await verifyLog(db, [head])).problems).toEqual([expect.stringContaining(wrong)])
    expect((await run(main, ['--head', kept.head])).out).toContain(wrong)
    // The daily look finds the copy in the store by itself, and tells the staff.
    const admin = await staff(db, 'admin')
    const { email } = await db.person.findUniqueOrThrow({ where: { id: admin } })
    expect(await checkLog(db, plus(now, 2 * DAY), folderStore(folder))).toBe(true)
    expect((await auditOf(db)).check).toMatchObject({ problems: [expect.stringContaining(wrong)], keptAt: null })
    const mail = await db.outgoingMail.findFirstOrThrow({ where: { to: email! } })
    expect(mail.subject).toBe('The audit log does not fit')
  })

  test('is looked at by a command, which prints the head to keep and refuses what is no head', async ({ db }) => {
    await db.logCheck.deleteMany()
    const { out, code } = await run(main, [])
    expect([code, out]).toEqual([0, expect.stringMatching(/entries and every decision fit\. .*: \d+:[0-9a-f]{64}\n$/)])
    expect((await run(main, ['--head', 'nothing'])).err).toContain('flotilla audit [--head PLACE:HASH]')
  })
})
