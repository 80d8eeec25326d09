import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { forgetPostgres, startPostgres } from './postgres.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-postgres-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))

async function ask(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query(statement).finally(() => client.end())
}

test('what was committed survives kill -9, a restart, and a starter that died; "fresh" deletes it all', async () => {
  mkdirSync(path.join(folder, 'postgres/data.new'), { recursive: true }) // a first start that was broken off
  const died = Promise.withResolvers<void>()
  const first = await startPostgres({ folder, onDeath: died.resolve })
  await ask(first.url, 'create table pledge as select 7 as koii')
  process.kill(first.pid, 'SIGKILL')
  await died.promise

  const second = await startPostgres({ folder })
  expect(second).toMatchObject({ adopted: false, url: expect.stringContaining(`:${second.port}/flotilla`) })
  expect((await ask(second.url, 'select koii from pledge')).rows).toEqual([{ koii: 7 }])

  // Nobody stopped the second one: the third start takes it over, with its port and its data.
  const gone = Promise.withResolvers<void>()
  const third = await startPostgres({ folder, onDeath: gone.resolve })
  expect(third).toMatchObject({ adopted: true, pid: second.pid, url: second.url })
  await third.stop()
  await gone.promise

  const fourth = await startPostgres({ folder })
  expect((await ask(fourth.url, 'select koii from pledge')).rows).toEqual([{ koii: 7 }])
  await forgetPostgres({ folder })
  expect(existsSync(path.join(fourth.dir, 'PG_VERSION'))).toBe(false)
  await expect(ask(fourth.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)

  const anew = await startPostgres({ folder })
  await expect(ask(anew.url, 'select koii from pledge')).rejects.toThrow(/does not exist/)
  await anew.stop()
})
