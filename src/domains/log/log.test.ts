import { describe, expect } from 'vitest'
import { leafHash } from '@/kit/digest'
import { test } from '@/test/db'
import { append } from './actions'
import { actsAbout } from './queries'

const act = {
  type: 'projects.submitted',
  at: new Date('2026-05-01T00:00:00Z'),
  actorId: null,
  subjects: ['project:1'],
  facts: { version: 3 },
}

describe('the log', () => {
  test('an act is kept as canonical JSON under its leaf hash', async ({ db }) => {
    const hash = await db.$transaction((tx) => append(tx, act))
    const [entry] = await actsAbout(db, 'project:1')
    expect(entry).toMatchObject({ type: 'projects.submitted', hash })
    expect(leafHash(entry!.body)).toBe(hash)
    expect(JSON.parse(entry!.body)).toMatchObject({
      at: '2026-05-01T00:00:00.000Z',
      facts: { version: 3 },
      subjects: ['project:1'],
    })
  })
  test('an act that fails leaves no entry', async ({ db }) => {
    const before = await db.logEntry.count()
    await expect(
      db.$transaction(async (tx) => {
        await append(tx, act)
        throw new Error('the act failed')
      }),
    ).rejects.toThrow('the act failed')
    expect(await db.logEntry.count()).toBe(before)
  })
  test.for(['update log_entry set type = type', 'delete from log_entry', 'truncate log_entry cascade'])(
    'the database refuses: %s',
    async (statement, { pool }) => {
      await expect(pool.query(statement)).rejects.toThrow('log_entry is append-only')
    },
  )
})
