import type pg from 'pg'
import { pendingMigrations } from '@/server/migrations'
import { ROOT } from '../committed'
import { bad, type Finding, note, ok } from './finding'

/** Work that is due for longer than this waits for a worker that does not come. */
const LATE_MINUTES = 5
/** As in src/server/health.ts: a worker that was silent for so long is gone. */
const SILENT_SECONDS = 15

/** Whether the database answers, and has every table of this version. */
export async function checkDatabase(pool: pg.Pool): Promise<Finding[]> {
  const { rows } = await pool.query('select current_user as who, current_database() as what')
  const pending = await pendingMigrations(pool, ROOT)
  const reach = ok('database', `${rows[0]!.what} answers, as ${rows[0]!.who}`)
  if (pending.length === 0) return [reach, ok('migrations', 'all applied')]
  const todo = "Run, with the migrating user's DATABASE_URL: npm run migrate"
  return [reach, bad('migrations', `not applied: ${pending.join(', ')}`, todo)]
}

const APPEND_ONLY = `
  select c.relname as name,
    has_table_privilege(c.oid, 'UPDATE') or has_any_column_privilege(c.oid, 'UPDATE') as update,
    has_table_privilege(c.oid, 'DELETE') as delete, has_table_privilege(c.oid, 'TRUNCATE') as truncate,
    has_table_privilege(c.oid, 'TRIGGER') as trigger, pg_has_role(c.relowner, 'MEMBER') as owner,
    has_table_privilege(c.oid, 'SELECT') and has_table_privilege(c.oid, 'INSERT') as works
  from pg_class c
  where exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname like '%append_only%')
  order by 1`
type Rights = Record<'update' | 'delete' | 'truncate' | 'trigger' | 'owner' | 'works', boolean> & { name: string }

/** What the site's database user could do to tables that nobody may change. `lenient`: one user for all is usual here. */
export async function checkGrants(pool: pg.Pool, lenient: boolean): Promise<Finding[]> {
  const { rows } = await pool.query<Rights>(APPEND_ONLY)
  const todo = 'Let the site use the application user, not the migrating one (docs/deploy.md, "PostgreSQL").'
  if (rows.length === 0) return [bad('grants', 'no append-only table was found', 'Apply the migrations first.')]
  const rights = ['update', 'delete', 'truncate', 'trigger', 'owner'] as const
  const loose = rows.flatMap((row) => {
    const found = rights.filter((right) => row[right])
    return found.length > 0 ? [`${row.name} (${found.join(', ')})`] : []
  })
  const unable = rows.filter(({ works }) => !works).map(({ name }) => name)
  if (unable.length > 0) return [bad('grants', `this user can not add to ${unable.join(', ')}`, todo)]
  if (loose.length === 0) return [ok('grants', `append-only for this user: ${rows.map(({ name }) => name).join(', ')}`)]
  const said = `this user has rights on append-only tables: ${loose.join('; ')}`
  return [
    lenient
      ? note('grants', `${said}; usual on the local network, triggers refuse it all the same`)
      : bad('grants', said, todo),
  ]
}

/** Work that waits, work that was given up, and whether a worker lives. */
export async function checkQueue(pool: pg.Pool): Promise<Finding[]> {
  const { rows } = await pool.query<{ waiting: string; late: string; given_up: string }>(
    `select count(*) as waiting,
       count(*) filter (where run_at < now() - make_interval(mins => ${LATE_MINUTES}) and locked_at is null) as late,
       count(*) filter (where attempts >= max_attempts) as given_up from graphile_worker.jobs`,
  )
  const { waiting, late, given_up } = rows[0]!
  const beat = await pool.query<{ age: number }>(
    "select extract(epoch from now() - at)::int as age from heartbeat where process = 'worker'",
  )
  const age = beat.rows[0]?.age
  const alive = age !== undefined && age <= SILENT_SECONDS
  const todo = 'Start one: npm run serve -- worker. What waits is done then.'
  return [
    alive ? ok('worker', `lives, heard ${age} s ago`) : bad('worker', 'no worker was heard of', todo),
    late === '0'
      ? ok('queue', `${waiting} jobs wait, none late`)
      : bad('queue', `${late} jobs are due for more than ${LATE_MINUTES} minutes`, todo),
    ...(given_up === '0'
      ? []
      : [
          bad(
            'queue',
            `${given_up} jobs failed too often and were given up`,
            'Read why at /staff/jobs and mend that first.',
          ),
        ]),
  ]
}
