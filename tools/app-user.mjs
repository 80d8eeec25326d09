// The rights of the user that site and worker connect as, when it is not the user that owns the tables.
import pg from 'pg'

const userOf = (url) => decodeURIComponent(new URL(url).username)

/** What the triggers of a table refuse: the bits of pg_trigger.tgtype, as rights to take away. */
const REFUSED = `
  select c.oid::regclass::text as table, bool_or(t.tgtype & 16 > 0) as update, bool_or(t.tgtype & 8 > 0) as delete
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
  where f.proname = 'refuse_change' and not t.tgisinternal group by c.oid`

/** Tables of the job queue whose rows are hidden from everybody but their owner until a policy says otherwise. */
const HIDDEN = `
  select c.relname as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'graphile_worker' and c.relrowsecurity
    and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = $1)`

/** One after another: two starts at once would meet in the catalogue. */
const LOCK = "select pg_advisory_xact_lock(hashtext('flotilla.grants'))"

async function grant(client, app) {
  const user = client.escapeIdentifier(app)
  for (const statement of [
    `grant usage on schema public, graphile_worker to ${user}`,
    `grant select, insert, update, delete on all tables in schema public to ${user}`,
    `grant usage, select on all sequences in schema public to ${user}`,
    `grant select, insert, update, delete on all tables in schema graphile_worker to ${user}`,
    `grant usage, select on all sequences in schema graphile_worker to ${user}`,
    `grant execute on all functions in schema graphile_worker to ${user}`,
    `revoke insert, update, delete on _prisma_migrations from ${user}`,
  ])
    await client.query(statement)
  for (const { table, update, delete: remove } of (await client.query(REFUSED)).rows) {
    const rights = [update && 'update', remove && 'delete'].filter(Boolean).join(', ')
    if (rights) await client.query(`revoke ${rights} on ${table} from ${user}`)
  }
  const policy = `flotilla_${app}`
  for (const { table } of (await client.query(HIDDEN, [policy])).rows) {
    const [name, on] = [client.escapeIdentifier(policy), client.escapeIdentifier(table)]
    await client.query(`create policy ${name} on graphile_worker.${on} to ${user} using (true) with check (true)`)
  }
}

/** Gives the app's user its rights; does nothing when both addresses name one user. Repeating it changes nothing. */
export async function grantToApp({ owner, app }) {
  if (userOf(owner) === userOf(app)) return
  const client = new pg.Client({ connectionString: owner })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(LOCK)
    await grant(client, userOf(app))
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** Makes the user, or gives it this password. It can sign in and nothing else. */
export async function ensureAppUser(client, { user, password }) {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [user])
  const verb = found.rowCount ? 'alter' : 'create'
  const secret = client.escapeLiteral(password)
  await client.query(
    `${verb} role ${client.escapeIdentifier(user)} login nosuperuser nocreatedb nocreaterole noreplication password ${secret}`,
  )
}
