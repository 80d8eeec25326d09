import pg from 'pg'
import { Crowd } from '@/test/crowd'
import { withBooks } from './faults/books'

const settings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track_planning=on',
]
await withBooks(1, settings, async ([one]) => {
  const c = new pg.Client({ connectionString: one!.url })
  await c.connect()
  await c.query('create extension pg_stat_statements')
  const u = process.cpuUsage(),
    t = Date.now()
  const r = await new Crowd(one!.url, { seed: 7, buyers: 60, actsEach: 10 }).run()
  const d = process.cpuUsage(u)
  console.log('node cpu', (d.user + d.system) / 1e6, 'wall', (Date.now() - t) / 1e3, r.turns, r.hash)
  const { rows } = await c.query(
    `select calls, plans, round(total_plan_time)::int as plan, round(total_exec_time)::int as exec, left(regexp_replace(query,'\\s+',' ','g'),110) q from pg_stat_statements order by total_plan_time+total_exec_time desc limit 40`,
  )
  for (const x of rows) console.log(x.calls, x.plans, x.plan, x.exec, x.q)
  console.log(
    (
      await c.query(
        'select sum(calls) calls, sum(total_plan_time) plan, sum(total_exec_time) exec from pg_stat_statements',
      )
    ).rows[0],
  )
  await c.end()
})
process.exit(0)
