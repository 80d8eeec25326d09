import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseEnv, VARIABLES } from './env'

const key = 'F1oti11aRaise1111111111111111111111111111111'
const local = {
  DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/x',
  RPC_URL: 'http://127.0.0.1:8899',
  SITE_URL: 'http://127.0.0.1:3000',
  AUTH_SECRET: 'q8Jt5mZ1vXy7pLw3bRk9sNf2hCd6gTe4',
  DOCUMENT_KEY: Buffer.alloc(32, 7).toString('base64'),
  STRIPE_SECRET_KEY: 'sk_test_x',
  STRIPE_WEBHOOK_SECRET: 'whsec_x',
  COSIGNER_KEY_FILE: '/keys/cosigner.json',
  CLERK_KEY_FILE: '/keys/clerk.json',
  GUARDIAN: key,
  APPROVER_A: key,
  APPROVER_B: key,
  FEE_WALLET: key,
}
const testnet = {
  ...local,
  DOCUMENT_KEY: Buffer.from('A4v9Tq2LxWm8Yc5ZrKs1NdHf7JgPb3Ue').toString('base64'),
  STRIPE_SECRET_KEY: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  STRIPE_WEBHOOK_SECRET: 'whsec_Lk7Gx2Qp9Vb4Nt6Ry8Wm3Zc5',
  APPROVER_B: 'So11111111111111111111111111111111111111112',
  FLOTILLA_NETWORK: 'k2-testnet',
  RPC_URL: 'https://testnet.koii.network',
  SITE_URL: 'https://flotilla.example.org',
  SMTP_URL: 'smtp://u:p@mail.example.org:587',
  RAISE_PROGRAM_ID: key,
}
const remote = {
  ...{
    COSIGNER_KEY_FILE: '',
    COSIGNER: key,
    SIGNER_URL: 'https://signer.example.org',
    SIGNER_TOKEN: local.AUTH_SECRET,
  },
}

describe('the environment', () => {
  test('every variable is explained in .env.example', () => {
    const example = readFileSync('.env.example', 'utf8')
    expect(VARIABLES.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([])
  })
  test('every variable of .env.example is checked at the start; two belong to the starter and to the migrations', () => {
    const named = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name)
    expect(named.filter((name) => !VARIABLES.includes(name!))).toEqual(['MIGRATION_DATABASE_URL', 'DATA_DIR'])
  })
  test('what npm start sets is enough on the local network', () => {
    expect(parseEnv(local)).toMatchObject({
      FLOTILLA_NETWORK: 'local',
      PORT: 3000,
      PAYMENT_MINTS: [],
      APPLICATION_FEE_CENTS: 0,
    })
  })
  test('a full configuration of a real network is accepted', () => {
    expect(parseEnv({ ...testnet, PAYMENT_MINTS: `${key}, ${key}` })).toMatchObject({
      FLOTILLA_NETWORK: 'k2-testnet',
      PAYMENT_MINTS: [key, key],
    })
  })
  test('a signing service instead of a key file is accepted', () => {
    expect(parseEnv({ ...testnet, ...remote })).toMatchObject({ COSIGNER: key })
  })
  test.each([
    ['a missing variable', { ...local, DATABASE_URL: '' }, 'DATABASE_URL: missing (see .env.example).'],
    ['an unknown network', { ...local, FLOTILLA_NETWORK: 'mainnet' }, 'FLOTILLA_NETWORK'],
    [
      'a local network on another machine',
      { ...local, RPC_URL: 'https://mainnet.koii.network' },
      'RPC_URL: The network "local" must be on this machine.',
    ],
    [
      'one-click sign-in on a public address',
      { ...local, SITE_URL: 'https://flotilla.example.org' },
      'SITE_URL: On the network "local"',
    ],
    [
      'a default secret',
      { ...testnet, AUTH_SECRET: 'change-me-change-me-change-me-change-me' },
      'AUTH_SECRET: This is a default',
    ],
    [
      'a document key of one repeated byte',
      { ...testnet, DOCUMENT_KEY: local.DOCUMENT_KEY },
      'DOCUMENT_KEY: This is a default',
    ],
    ['one character as a secret', { ...testnet, AUTH_SECRET: 'a'.repeat(40) }, 'AUTH_SECRET: This is a default'],
    [
      'a default key for Stripe',
      { ...testnet, STRIPE_SECRET_KEY: 'sk_test_x' },
      'STRIPE_SECRET_KEY: This is a default',
    ],
    [
      'the key of an example for Stripe',
      { ...testnet, STRIPE_SECRET_KEY: 'sk_test_example_of_the_docs_1' },
      'STRIPE_SECRET_KEY: This is a default',
    ],
    [
      'a default secret for webhooks',
      { ...testnet, STRIPE_WEBHOOK_SECRET: 'whsec_x' },
      'STRIPE_WEBHOOK_SECRET: This is a default',
    ],
    [
      'the database password of the example',
      { ...testnet, DATABASE_URL: 'postgresql://user:password@host:5432/x' },
      'DATABASE_URL: The password in it is a default',
    ],
    [
      'the mail password of the example',
      { ...testnet, SMTP_URL: 'smtp://user:password@mail.example.org:587' },
      'SMTP_URL: The password in it is a default',
    ],
    ['one approver twice', { ...testnet, APPROVER_B: key }, 'APPROVER_B: Two different people'],
    ['a short secret', { ...testnet, AUTH_SECRET: 'short' }, 'AUTH_SECRET: Write at least 32 random characters.'],
    ['no mail on a real network', { ...testnet, SMTP_URL: '' }, 'SMTP_URL: Needed'],
    [
      'a Stripe stand-in on a real network',
      { ...testnet, STRIPE_API_URL: 'http://127.0.0.1:1' },
      'STRIPE_API_URL: A stand-in',
    ],
    [
      'a plain http site on a real network',
      { ...testnet, SITE_URL: 'http://flotilla.example.org' },
      'SITE_URL: Needs https',
    ],
    ['no cosigner at all', { ...local, COSIGNER_KEY_FILE: '' }, 'COSIGNER_KEY_FILE: Name the file'],
    [
      'a signing service in the clear on another machine',
      { ...testnet, ...remote, SIGNER_URL: 'http://signer.example.org' },
      'SIGNER_URL: Needs https',
    ],
    ['a signing service without its token', { ...testnet, ...remote, SIGNER_TOKEN: '' }, 'SIGNER_TOKEN: Needed'],
    ['a key in two places', { ...testnet, ...remote, COSIGNER_KEY_FILE: '/k' }, 'COSIGNER_KEY_FILE: Leave it empty'],
    ['a document key of the wrong length', { ...local, DOCUMENT_KEY: 'abcd' }, 'DOCUMENT_KEY: Write 32 bytes'],
    ['an unknown level of the log', { ...local, LOG_LEVEL: 'loud' }, 'LOG_LEVEL: Write debug, info'],
    [
      'a retired document key that is none',
      { ...local, DOCUMENT_KEYS_RETIRED: `${local.DOCUMENT_KEY},abcd` },
      'DOCUMENT_KEYS_RETIRED.1: Write 32 bytes',
    ],
    ['a mint that is no address', { ...local, PAYMENT_MINTS: `${key},0OIl` }, 'PAYMENT_MINTS'],
  ])('%s is refused by name', (_, variables, sentence) => {
    expect(() => parseEnv(variables)).toThrow(sentence)
  })
  test('no refusal repeats a value, which could be a secret', () => {
    const attempt = () =>
      parseEnv({ ...testnet, AUTH_SECRET: 'tiny-but-private', DATABASE_URL: 'mysql://root:hunter2@db/x' })
    expect(attempt).toThrow(/^(?!.*(tiny-but-private|hunter2)).*$/s)
  })
})
