import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, inject, test } from 'vitest'

const MIGRATION = '0017_cases'
const sqlOf = (folder: string) => readFileSync(`prisma/migrations/${folder}/migration.sql`, 'utf8')

/** A database of its own as it stood before the migration, and what runs the migration in it. */
async function before() {
  const name = `old_${randomBytes(8).toString('hex')}`
  const url = new URL(inject('templateUrl'))
  url.pathname = '/postgres'
  const admin = new pg.Client({ connectionString: url.href })
  await admin.connect()
  await admin.query(`create database ${name}`)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const folders = readdirSync('prisma/migrations').filter((folder) => /^\d{4}_/.test(folder) && folder < MIGRATION)
  for (const folder of folders.sort()) await client.query(sqlOf(folder))
  const close = async () => {
    await client.end()
    await admin.query(`drop database ${name}`)
    await admin.end()
  }
  return { client, close, migrate: () => client.query(sqlOf(MIGRATION)) }
}

test('verifications from before keep their decisions and stand where they stood', async () => {
  const { client, close, migrate } = await before()
  const insert = async (state: string, { hasProfile = true, erased = false } = {}): Promise<string> => {
    const id = randomUUID()
    const sealed = hasProfile && !erased ? ['\\x01', '\\x01', 'key', 'salt'] : [null, null, null, null]
    await client.query(
      `insert into verification_case (id, person_id, state, profile, profile_key, profile_key_id, salt, started_at, submitted_at, changes_reason, erased_at)
       values ($1, $2, $3::"VerificationState", $4, $5, $6, $7, now(), now(), $8, $9)`,
      [
        id,
        randomUUID(),
        state,
        ...sealed,
        state === 'needs_resubmission' ? 'name_differs' : null,
        erased ? new Date() : null,
      ],
    )
    return id
  }
  const propose = async (caseId: string, decision: string | null) => {
    const [maker, checker] = [randomUUID(), decision && decision !== 'void' ? randomUUID() : null]
    await client.query(
      `insert into verification_proposal (id, case_id, person_id, outcome, note, proposed_by, proposed_at, reviewed_digest, decided_by, decided_at, decision)
       select $1, id, person_id, 'approve', 'As compared.', $3, now() - interval '9 days', 'digest', $4, $5, $6 from verification_case where id = $2`,
      [randomUUID(), caseId, maker, checker, decision ? new Date() : null, decision],
    )
  }
  const cases = {
    fresh: await insert('draft', { hasProfile: false }),
    filled: await insert('draft'),
    waiting: await insert('submitted'),
    proposed: await insert('proposed_approve'),
    asked: await insert('needs_resubmission'),
    approved: await insert('approved'),
    erased: await insert('rejected', { erased: true }),
  }
  await propose(cases.proposed, null)
  await propose(cases.approved, 'confirmed')
  await propose(cases.asked, 'returned')
  await client.query(
    `insert into clearance_grant (id, case_id, person_id, level, limits, granted_at, until)
     select $1, id, person_id, 'standard', '{}', now(), '2027-05-01T12:00:00Z' from verification_case where id = $2`,
    [randomUUID(), cases.approved],
  )
  await migrate()
  const { rows } = await client.query<{
    id: string
    state: string
    route: string | null
    asked: unknown
    due: Date | null
  }>('select id, state, route, asked, next_review_at as due from verification_case')
  const at = (id: string) => rows.find((row) => row.id === id)
  expect(Object.entries(cases).map(([name, id]) => [name, at(id)?.state])).toEqual([
    ...[
      ['fresh', 'draft'],
      ['filled', 'manual_upload'],
      ['waiting', 'in_review'],
      ['proposed', 'pending_second'],
    ],
    ...[
      ['asked', 'needs_resubmission'],
      ['approved', 'approved'],
      ['erased', 'erased'],
    ],
  ])
  expect(at(cases.filled)?.route).toBe('manual')
  expect(at(cases.asked)?.asked).toEqual([{ reason: 'name_differs', documentId: null }])
  expect(at(cases.approved)?.due).toEqual(new Date('2027-04-01T12:00:00Z'))
  const decisions = await client.query<{ subject: string; kind: string; state: string; open: boolean }>(
    'select subject, kind, state, expires_at > now() as open from decision order by state',
  )
  expect(decisions.rows).toMatchObject([
    { subject: `case:${cases.approved}`, kind: 'case.approve', state: 'confirmed' },
    { subject: `case:${cases.proposed}`, state: 'proposed', open: true },
    { subject: `case:${cases.asked}`, state: 'returned' },
  ])
  await close()
})
