import { parseArgs } from 'node:util'
import { breakGlass, glassBefore } from '@/domains/identity/actions/break-glass'
import { formatInstant } from '@/kit/time'
import { openDatabase } from '@/server/db'

const USAGE = `Usage:
  flotilla staff recover EMAIL --reason TEXT [--confirm]
    When nobody is left who could propose or confirm a fresh key: lets this admin make a first passkey within 24 hours. Their old keys,
    codes and sessions end, and all staff are told by mail. Without --confirm it only says what it would do.
    --reason  why, and who stood beside you, in 20 to 280 characters; it is kept for ever
Needs MIGRATION_DATABASE_URL: the user that owns the tables.`

type Say = (line: string) => void

/** `flotilla staff recover`: the way back in when the last key is lost. */
export async function main(args: readonly string[], say: Say = console.log): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { reason: { type: 'string' }, confirm: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [verb, email, ...more] = positionals
  if (verb !== 'recover' || !email || more.length > 0) throw new Error(USAGE)
  const reason = reasonOf(values.reason)
  const address = process.env.MIGRATION_DATABASE_URL || process.env.DATABASE_URL
  if (!address) throw new Error('MIGRATION_DATABASE_URL: set it to the user that owns the tables.')
  // The machine's time, as for sessions and permits; a chain that cannot be reached must not stand in the way.
  const now = new Date()
  const { db, pool } = openDatabase(address)
  try {
    if (!values.confirm) {
      const { keys } = await db.$transaction((tx) => glassBefore(tx, { email, now }))
      say(
        `Would end ${keys} of their passkeys and every session, let them make a first passkey for 24 hours, and mail all staff.`,
      )
      say('Nothing was done. Add --confirm to do it.')
      return 0
    }
    await assertOwner(pool)
    const { until } = await db.$transaction((tx) => breakGlass(tx, { email, reason, now }))
    say(
      `Open until ${formatInstant(until)}. They ask for a link at /sign-in, open it, and make a passkey. All staff are told.`,
    )
    return 0
  } finally {
    await db.$disconnect()
    await pool.end()
  }
}

function reasonOf(given: string | undefined): string {
  const reason = given?.trim() ?? ''
  if (reason.length < 20 || reason.length > 280)
    throw new Error('--reason: say why, and who stood beside you, in 20 to 280 characters.')
  return reason
}

/** The database refuses everybody else too; this says it in words. */
async function assertOwner(pool: ReturnType<typeof openDatabase>['pool']): Promise<void> {
  const { rows } = await pool.query<{ owns: boolean }>(
    `select pg_has_role(current_user, relowner, 'MEMBER') as owns from pg_class where oid = 'break_glass'::regclass`,
  )
  if (!rows[0]?.owns)
    throw new Error('MIGRATION_DATABASE_URL: this user does not own the tables. Set it to the one that does.')
}
