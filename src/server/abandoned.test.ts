import { expect } from 'vitest'
import { test } from '@/test/db'
import { unlockAbandoned } from './abandoned'

test('jobs of a worker that is silent are given back; those of one that lives are left to it', async ({ pool }) => {
  for (const [worker, age] of [
    ['dead', '1 minute'],
    ['alive', '2 seconds'],
  ]) {
    await pool.query("select graphile_worker.add_job('identity.sendMail', job_key := $1)", [worker])
    await pool.query(
      'update graphile_worker._private_jobs set locked_by = $1, locked_at = now(), attempts = 1 where key = $1',
      [worker],
    )
    await pool.query('insert into heartbeat (process, at) values ($1, now() - $2::interval)', [`queue:${worker}`, age])
  }
  expect(await unlockAbandoned(pool)).toBe(1)
  const { rows } = await pool.query('select key, locked_by from graphile_worker.jobs order by key')
  expect(rows).toEqual([
    { key: 'alive', locked_by: 'alive' },
    { key: 'dead', locked_by: null },
  ])
  expect(await unlockAbandoned(pool)).toBe(0)
})
