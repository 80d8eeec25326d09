import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { localKeys } from '../../tools/keys.mjs'

const ANY_KEY = 'F1oti11aRaise1111111111111111111111111111111'

/** Sets a whole environment of the local network for code that asks `env()`; what is set already stays. */
export function localEnvironment(): void {
  const values = {
    FLOTILLA_NETWORK: 'local',
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
    RPC_URL: 'http://127.0.0.1:1',
    SITE_URL: 'http://127.0.0.1:3000',
    AUTH_SECRET: 'q8Jt5mZ1vXy7pLw3bRk9sNf2hCd6gTe4',
    DOCUMENT_KEY: Buffer.alloc(32, 7).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_x',
    STRIPE_WEBHOOK_SECRET: 'whsec_x',
    COSIGNER_KEY_FILE: '/keys/cosigner.json',
    CLERK_KEY_FILE: '/keys/clerk.json',
    GUARDIAN: ANY_KEY,
    APPROVER_A: ANY_KEY,
    APPROVER_B: ANY_KEY,
    FEE_WALLET: ANY_KEY,
  }
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value
}

/**
 * For a file of tests that call procedures through the whole router: the environment of the local network with key files that
 * exist, in a folder that is deleted afterwards. `more` wins. No stand-in of Stripe runs: asking it ends on this machine.
 */
export function environmentWithKeys(more: Readonly<Record<string, string>> = {}): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-keys-'))
  beforeAll(() => {
    Object.assign(process.env, localKeys(folder), { STRIPE_API_URL: 'http://127.0.0.1:1/stripe-api', ...more })
  })
  afterAll(() => rmSync(folder, { recursive: true }))
}
