import { once } from 'node:events'
import { expect, test } from '@playwright/test'
import { GENESIS_HASHES } from '@/chain/network'
import { LIMITS } from '@/server/limits'
import { nodeOf, serve, serveOnTestnet, testnet } from './support/other-network'

// What exists on the local network alone, asked of a second server of the same build that works on K2 testnet.

let other: Awaited<ReturnType<typeof serveOnTestnet>>
test.beforeAll(async () => {
  other = await serveOnTestnet()
})
test.afterAll(() => other.stop())

const PAGES = ['/local/mailbox', '/local/stripe/cs_test_x', '/local', '/local/nothing']
const QUERIES = ['local.people', 'local.mails', 'local.time', 'payments.standInPage']
const MUTATIONS = ['local.signInAs', 'local.moveTime', 'local.fund']
const STAND_IN = ['/local/stripe-api/v1/checkout/sessions/cs_test_x', '/local/stripe-api/pay/cs_test_x']

const statusOf = async (path: string, options: RequestInit = {}) =>
  (await fetch(`${other.url}${path}`, { redirect: 'manual', ...options })).status
/** An input that every one of the procedures accepts is not needed: the policy answers before the input is read. */
const post: RequestInit = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

test('pages, procedures and stand-ins for trying things out answer 404', async ({ baseURL }) => {
  for (const path of PAGES) expect(await statusOf(path), path).toBe(404)
  for (const name of QUERIES) expect(await statusOf(`/api/trpc/${name}`), name).toBe(404)
  for (const name of MUTATIONS) expect(await statusOf(`/api/trpc/${name}`, post), name).toBe(404)
  for (const path of STAND_IN) {
    expect(await statusOf(path), path).toBe(404)
    expect(await statusOf(path, { method: 'POST' }), path).toBe(404)
  }
  // The addresses are the right ones: on the local network they answer.
  for (const path of ['/local/mailbox', '/api/trpc/local.people'])
    expect((await fetch(`${baseURL}${path}`)).status, path).toBe(200)
  expect((await fetch(`${baseURL}${STAND_IN[0]}`)).status, 'the stand-in asks for its key').toBe(401)
})

test('nobody signs in with one click, and no page offers it', async ({ baseURL }) => {
  expect(await statusOf('/api/auth/callback/demo', { method: 'POST' })).toBe(404)
  expect(await statusOf('/api/auth/signin/demo')).toBe(404)
  const ways = (site: string) => fetch(`${site}/api/auth/providers`).then((answer) => answer.json())
  expect(Object.keys(await ways(other.url))).toEqual(['wallet', 'passkey', 'email'])
  expect(Object.keys(await ways(baseURL ?? ''))).toContain('demo')
  const home = await fetch(other.url)
  expect(home.status).toBe(200)
  expect(await home.text()).not.toMatch(/Try it as/)
})

test('attempts are counted by what our proxy saw, not by what a client writes into headers', async () => {
  const guess = (claimed: string, seen: string) =>
    statusOf('/api/auth/callback/wallet', {
      method: 'POST',
      headers: { 'x-forwarded-for': `${claimed}, ${seen}`, 'x-flotilla-client': claimed },
    })
  const answers: number[] = []
  for (let count = 0; count <= LIMITS.signIn.most; count += 1)
    answers.push(await guess(`198.51.100.${count}`, '203.0.113.7'))
  expect(answers.filter((status) => status === 503)).toHaveLength(1)
  expect(answers.at(-1)).toBe(503)
  expect(await guess('203.0.113.7', '203.0.113.8')).not.toBe(503)
})

const DEFAULTS = {
  AUTH_SECRET: 'change-me-change-me-change-me-change-me',
  DOCUMENT_KEY: Buffer.alloc(32, 7).toString('base64'),
  STRIPE_SECRET_KEY: 'sk_test_x',
  STRIPE_WEBHOOK_SECRET: 'whsec_x',
  DATABASE_URL: 'postgresql://user:password@127.0.0.1:1/database',
  SMTP_URL: 'smtp://user:password@127.0.0.1:1',
}

/** How a server ended, and its words. */
async function ended(env: NodeJS.ProcessEnv) {
  const { child, words } = serve(env)
  const [code] = await once(child, 'exit')
  return { code, words: words() }
}

for (const [name, value] of Object.entries(DEFAULTS))
  test(`a default ${name} refuses to start`, async () => {
    const node = await nodeOf(GENESIS_HASHES['k2-testnet'])
    const { code, words } = await ended({ ...testnet(node.url, 0), [name]: value })
    node.stop()
    expect(code).toBe(1)
    expect(words).toMatch(new RegExp(`${name}: .*default`))
    expect(words).not.toContain(value)
  })

test('a node of another chain refuses to start', async () => {
  const node = await nodeOf(GENESIS_HASHES['solana-devnet'])
  const { code, words } = await ended(testnet(node.url, 0))
  node.stop()
  expect(code).toBe(1)
  expect(words).toContain('RPC_URL: this node belongs to solana-devnet, but FLOTILLA_NETWORK says k2-testnet.')
})
