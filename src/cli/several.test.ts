import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { test } from '@/test/chain'
import { type TestWallet, testWallet } from '@/test/wallet'
import { build, generateClient } from '../../tools/build.mjs'
import { localKeys } from '../../tools/keys.mjs'
import { freePort } from '../../tools/port.mjs'

const ADMIN = 'admin@flotilla.test'
/** Everything here happens within seconds on an idle machine. */
const SOON = { timeout: 150_000, interval: 100 }
vi.setConfig({ testTimeout: 500_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-several-'))
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})
// The journeys need the same build; one that is there already is not made again.
beforeAll(async () => {
  await generateClient(process.env)
  await build(process.env)
}, 600_000)

/** Starts one process of production, as a server's init system does. */
function serve(machine: 'web' | 'worker', env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['bin/flotilla.mjs', 'serve', machine], {
    env: { PATH: process.env.PATH!, LOG_LEVEL: 'error', ...env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

async function kill9(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  expect((await gone)[1]).toBe('SIGKILL')
}

/** One site's address, and what a browser would do there. */
class Browser {
  constructor(readonly site: string) {}

  async call(procedure: string, { input, cookie = '' }: { input?: object; cookie?: string } = {}) {
    const method = input ? 'POST' : 'GET'
    const response = await fetch(`${this.site}/api/trpc/${procedure}`, {
      method,
      headers: { cookie, origin: this.site, 'content-type': 'application/json' },
      ...(input && { body: JSON.stringify({ json: input }) }),
    })
    const answer = (await response.json()) as { result?: { data: { json: Record<string, string> } }; error?: unknown }
    if (!answer.result) throw new Error(JSON.stringify(answer.error))
    return answer.result.data.json
  }

  health = async () => (await fetch(`${this.site}/healthz`)).json() as Promise<Record<string, unknown>>
  page = async (at: string) => (await fetch(`${this.site}${at}`)).text()
  /** Health alone can be a moment ahead of the process's own watch over its database. */
  serves = async () => {
    expect(await this.health()).toMatchObject({ database: true, chain: true, worker: true })
    await this.call('identity.me')
  }
  who = async (cookie: string) => (await this.call('identity.me', { cookie })).viewer
}

const cookies = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)

/** Asks one process for the text and brings the signature to another: what signs a person in lies in the database alone. */
async function signIn(asked: Browser, answered: Browser, wallet: TestWallet): Promise<string> {
  const { nonce, message } = await asked.call('identity.prepareSignIn', { input: { address: wallet.address } })
  const csrf = await fetch(`${answered.site}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const response = await fetch(`${answered.site}/api/auth/callback/wallet`, {
    method: 'POST',
    headers: { cookie: cookies(csrf).join('; '), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, nonce: nonce!, signature: wallet.sign(message!), json: 'true' }),
    redirect: 'manual',
  })
  return cookies(response).find((cookie) => cookie.includes('session-token'))!
}

/** How many mails were handed over; each is one job of the queue. */
async function mailsSent(pool: pg.Pool): Promise<number> {
  return (await pool.query('select 1 from outgoing_mail where sent_at is not null')).rowCount!
}
const followedAt = async (pool: pg.Pool) =>
  (await pool.query<{ slot: string }>('select slot::text from chain_head')).rows[0]?.slot

/** Makes every mail wait at its last step, in the middle of its job; returns how to let them go. */
async function holdMail(pool: pg.Pool): Promise<() => Promise<void>> {
  await pool.query(`
    create or replace function wait_here() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(4711); return new; end $$;
    create or replace trigger wait_here before update on outgoing_mail for each row execute function wait_here()`)
  const client = await pool.connect()
  await client.query('select pg_advisory_lock(4711)')
  return async () => {
    await client.query('select pg_advisory_unlock(4711)')
    client.release()
  }
}

/** The name of the worker process whose job waits. */
async function whoWaits(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `select application_name as name from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and query like '%outgoing_mail%'`,
  )
  if (!rows[0]) throw new Error('nobody waits yet')
  return rows[0].name
}

async function announceRound(pool: pg.Pool, title: string): Promise<void> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query(
    `insert into round (id, title, state, sheet, sheet_digest, pool, starts_at, ends_at, proposed_by, published_by, created_at)
     values (gen_random_uuid(), $1, 'published', '{}', repeat('a', 64), 1, now(), now() + interval '1 day',
       gen_random_uuid(), gen_random_uuid(), now())`,
    [title],
  )
  await client.query("select pg_notify('public_changed', '/rounds')")
  await client.query('commit')
  client.release()
}

test('two web and two worker processes share everything, and either may be killed', async ({ chain, pool, appUrl }) => {
  const soPath = path.resolve('programs/raise/raise.so')
  await chain.rpc('flotilla_deploy', [{ programId: RAISE_PROGRAM_IDS.local!.toBase58(), soPath }])
  const ports = [await freePort(), await freePort()]
  const common = {
    ...localKeys(path.join(folder, 'keys')),
    ...{ FLOTILLA_NETWORK: 'local', DATABASE_URL: appUrl, RPC_URL: chain.rpcUrl, WS_URL: chain.wsUrl },
    ...{ SITE_URL: `http://127.0.0.1:${ports[0]}`, ADMIN_EMAIL: ADMIN },
  }
  const startWeb = (index: number) => serve('web', { ...common, PORT: String(ports[index]) })
  const webs = [startWeb(0), startWeb(1)]
  const startWorker = (index: number) =>
    serve('worker', { ...common, DATABASE_URL: `${appUrl}?application_name=worker-${index}` })
  const workers = [startWorker(0), startWorker(1)]
  const [a, b] = ports.map((port) => new Browser(`http://127.0.0.1:${port}`)) as [Browser, Browser]
  for (const site of [a, b]) await vi.waitFor(site.serves, SOON)
  await vi.waitFor(async () => expect(await followedAt(pool)).toBeDefined(), SOON)
  const queueWorkers = async () =>
    (await pool.query("select 1 from heartbeat where process like 'queue:%' and at > now() - interval '10 s'")).rowCount
  await vi.waitFor(async () => expect(await queueWorkers()).toBe(2), SOON)

  // Sessions: asked here, answered there, known in both; a web process that is killed takes nobody's session with it.
  const cookie = await signIn(a, b, testWallet())
  expect(await a.who(cookie)).toMatchObject({ roles: ['member'] })
  expect(await b.who(cookie)).toEqual(await a.who(cookie))
  await kill9(webs[0]!)
  expect(await b.who(cookie)).toMatchObject({ roles: ['member'] })
  webs[0] = startWeb(0)
  await vi.waitFor(a.serves, SOON)
  expect(await a.who(cookie)).toMatchObject({ roles: ['member'] })

  // Public pages: what one transaction announces, both show.
  for (const site of [a, b]) expect(await site.page('/rounds')).not.toContain('A round for both')
  await announceRound(pool, 'A round for both')
  for (const site of [a, b])
    await vi.waitFor(async () => expect(await site.page('/rounds')).toContain('A round for both'), SOON)

  // Jobs: one worker is killed in the middle of one; the other does it, once, and goes on following the chain.
  const release = await holdMail(pool)
  await b.call('identity.requestLink', { input: { email: ADMIN, next: '/staff' } })
  const victim = Number((await vi.waitFor(() => whoWaits(pool), SOON)).at(-1))
  await kill9(workers[victim]!)
  await release()
  const before = await followedAt(pool)
  await vi.waitFor(async () => expect(await mailsSent(pool)).toBe(1), SOON)
  await vi.waitFor(async () => expect(await followedAt(pool)).not.toBe(before), SOON)

  // Then the other one is killed, and the first, started anew, does what comes.
  workers[victim] = startWorker(victim)
  await vi.waitFor(async () => expect(await queueWorkers()).toBe(2), SOON)
  await kill9(workers[1 - victim]!)
  const then = await followedAt(pool)
  await a.call('identity.requestLink', { input: { email: ADMIN, next: '/staff' } })
  await vi.waitFor(async () => expect(await mailsSent(pool)).toBe(2), SOON)
  await vi.waitFor(async () => expect(await followedAt(pool)).not.toBe(then), SOON)
  expect((await pool.query('select 1 from graphile_worker.jobs')).rowCount).toBe(0)
})
