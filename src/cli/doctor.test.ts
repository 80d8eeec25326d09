import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PublicKey } from '@solana/web3.js'
import pg from 'pg'
import { afterAll, beforeAll, expect } from 'vitest'
import { DISTRIBUTOR_PROGRAM_IDS, RAISE_PROGRAM_IDS } from '@/chain/programs'
import { createPerson } from '@/domains/identity/actions/people'
import { proposeRole } from '@/domains/identity/actions/roles'
import { parseEnv } from '@/server/env'
import { keysOutOfPlace } from '@/server/key-files'
import { readSigner } from '@/server/signers'
import { test } from '@/test/chain'
import { run } from '@/test/command'
import { localEnvironment } from '@/test/environment'
import { main } from './doctor'
import { checkGrants } from './doctor/database'
import { checkReach } from './doctor/people'
import { main as keys } from './keys'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-doctor-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  for (const role of ['cosigner', 'clerk', 'crank']) {
    const file = path.join(folder, `${role}.json`)
    await run(keys, ['new', role, '--to', file])
    process.env[`${role.toUpperCase()}_KEY_FILE`] = file
    process.env[role.toUpperCase()] = readSigner(file).publicKey
  }
})

const marks = (out: string) =>
  out.split('\n').flatMap((line) => /^(OK|NOTE|BAD) +\S+( \S+)?(?= {2})/.exec(line)?.[0] ?? [])

test('what is missing is named with what to do; what works is said', async ({ chain, pool }) => {
  localEnvironment()
  expect((await run(main, ['--machine', 'toaster'])).err).toMatch(/^--machine is web or worker, not toaster[.]\n/)
  const first = await run(main, [])
  expect(first).toMatchObject({ code: 1, err: '' })
  expect(first.out).toMatch(/BAD {2}worker +no worker was heard of\n +-> Start one: npm run serve -- worker/)
  expect(first.out).toMatch(/BAD {2}program raise +no program lies/)
  expect(first.out).toMatch(/BAD {2}fees +the crank \S+ holds 0 KOII\n +-> Send it a few KOII/)
  expect(first.out).toMatch(/OK {3}migrations +all applied/)

  const programs = { raise: RAISE_PROGRAM_IDS.local!, distributor: DISTRIBUTOR_PROGRAM_IDS.local! }
  for (const [name, programId] of Object.entries(programs)) {
    const soPath = path.resolve(`programs/${name}/${name}.so`)
    await chain.rpc('flotilla_deploy', [{ programId: programId.toBase58(), soPath }])
  }
  await chain.rpc('flotilla_fund', [{ address: process.env.CRANK!, lamports: '5000000000' }])
  await pool.query("insert into heartbeat (process, at) values ('worker', now() + interval '1 hour')")
  await pool.query(
    "insert into chain_head (id, slot, block_time, read_at, genesis) values (1, 7, now(), now() + interval '1 hour', 'x')",
  )
  for (const programId of Object.values(programs))
    await expect.poll(() => chain.connection.getAccountInfo(programId, 'finalized'), { timeout: 20_000 }).not.toBeNull()
  await expect
    .poll(() => chain.connection.getBalance(new PublicKey(process.env.CRANK!), 'finalized'), { timeout: 20_000 })
    .toBeGreaterThan(0)
  const second = await run(main, [])
  expect(marks(second.out).filter((line) => line.startsWith('BAD'))).toEqual([])
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is wrong.') })
  expect(second.out).toContain('is the committed code (SHA-256 ')
}, 120_000)

test('who of the staff would hear no alarm is counted', async ({ db, pool }) => {
  expect(await checkReach(db)).toMatchObject([{ state: 'note', said: expect.stringContaining('nobody is staff') }])
  const now = new Date('2027-01-04T09:00:00Z')
  const admin = (email: string) =>
    db.$transaction(async (tx) => {
      const { id } = await createPerson(tx, { displayName: 'Ada', email, now })
      await proposeRole(tx, { personId: id, role: 'admin', kind: 'grant', proposedBy: null, now })
    })
  await admin('ada@example.org')
  expect(await checkReach(db)).toMatchObject([{ state: 'ok', said: 'alarms reach all 1 of the staff' }])
  await admin('eve@example.org')
  await pool.query("update person set email = null where email = 'eve@example.org'")
  expect(await checkReach(db)).toMatchObject([{ state: 'note', said: expect.stringContaining('do not reach 1 of') }])
  await pool.query('update person set email = null')
  expect(await checkReach(db)).toMatchObject([{ state: 'bad', said: expect.stringContaining('nobody hears one') }])
})

test('late work and work that was given up are found', async ({ chain, pool }) => {
  expect(chain.rpcUrl).toBe(process.env.RPC_URL)
  await pool.query("select graphile_worker.add_job('identity.sendMail', run_at := now() - interval '1 hour')")
  await pool.query(
    "select graphile_worker.add_job('identity.sendMail', run_at := now() + interval '1 hour', max_attempts := 1)",
  )
  await pool.query('update graphile_worker._private_jobs set attempts = max_attempts where run_at > now()')
  const { code, out } = await run(main, [])
  expect(code).toBe(1)
  expect(out).toMatch(/BAD {2}queue +1 jobs are due for more than 5 minutes/)
  expect(out).toMatch(/BAD {2}queue +1 jobs failed too often/)
}, 60_000)

test('an application user is told from one that could change what must not change', async ({
  pool,
  databaseUrl,
  appUrl,
}) => {
  expect(await checkGrants(pool, false)).toMatchObject([
    { state: 'bad', said: expect.stringContaining('log_entry (update, delete, truncate, trigger, owner)') },
  ])
  expect(await checkGrants(pool, true)).toMatchObject([{ state: 'note' }])
  const own = new pg.Pool({ connectionString: appUrl, max: 1 })
  expect(await checkGrants(own, false)).toMatchObject([{ state: 'ok' }])
  await own.end()
  const name = `app_${randomBytes(6).toString('hex')}`
  await pool.query(`create role ${name} login password 'app'`)
  const url = Object.assign(new URL(databaseUrl), { username: name, password: 'app' })
  const app = new pg.Pool({ connectionString: url.href, max: 1 })
  expect(await checkGrants(app, false)).toMatchObject([
    { state: 'bad', said: expect.stringContaining('can not add to') },
  ])
  await pool.query(`grant select, insert on all tables in schema public to ${name}`)
  expect(await checkGrants(app, false)).toMatchObject([{ state: 'ok', said: expect.stringContaining('transfer') }])
  await pool.query(`grant update (body) on log_entry to ${name}`)
  expect(await checkGrants(app, false)).toMatchObject([
    { state: 'bad', said: expect.stringContaining('log_entry (update)') },
  ])
  await app.end()
  await pool.query(`drop owned by ${name}`)
  await pool.query(`drop role ${name}`)
})

test('keys that do not belong on a machine are named, and the guardian belongs on none', () => {
  const key = RAISE_PROGRAM_IDS.local!.toBase58()
  const settings = parseEnv({
    ...Object.fromEntries(
      ['GUARDIAN', 'APPROVER_A', 'FEE_WALLET', 'RAISE_PROGRAM_ID', 'COSIGNER'].map((n) => [n, key]),
    ),
    ...{ FLOTILLA_NETWORK: 'k2-testnet', RPC_URL: 'https://rpc.example.org', SITE_URL: 'https://flotilla.example.org' },
    ...{ DATABASE_URL: 'postgresql://a@b/c', SMTP_URL: 'smtp://mail.example.org' },
    ...{
      APPROVER_B: 'So11111111111111111111111111111111111111112',
      STRIPE_SECRET_KEY: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    },
    ...{ STRIPE_WEBHOOK_SECRET: 'whsec_Lk7Gx2Qp9Vb4Nt6Ry8Wm3Zc5' },
    ...{ AUTH_SECRET: randomBytes(32).toString('hex'), DOCUMENT_KEY: randomBytes(32).toString('base64') },
    ...{
      CLERK_KEY_FILE: '/k',
      COSIGNER_KEY_FILE: '/k',
      CRANK_KEY_FILE: '/k',
      TREASURY_KEY_FILE: '/k',
      GUARDIAN_KEY_FILE: '/k',
    },
  })
  const names = (machine: 'web' | 'worker') => keysOutOfPlace(settings, machine).map((line) => line.split(':')[0])
  expect(names('web')).toEqual(['GUARDIAN_KEY_FILE', 'CRANK_KEY_FILE', 'TREASURY_KEY_FILE'])
  expect(names('worker')).toEqual(['COSIGNER_KEY_FILE', 'GUARDIAN_KEY_FILE', 'CLERK_KEY_FILE'])
})
