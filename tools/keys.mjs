// Keys and secrets of a local installation: random, made once, readable by their owner alone.
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import bs58 from 'bs58'

const NAMES = ['guardian', 'cosigner', 'approver-a', 'approver-b', 'fee-wallet', 'clerk', 'crank', 'treasury']

/** A key in the form of Solana's tools: 64 numbers, seed and public key. */
export function newKey() {
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  return [...seed, ...publicKey]
}

/** Makes what is missing below `folder` and returns the environment that points to it. */
export function localKeys(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const address = {}
  for (const name of NAMES) {
    const file = path.join(folder, `${name}.json`)
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(newKey()), { mode: 0o600 })
    address[name] = bs58.encode(Uint8Array.from(JSON.parse(readFileSync(file, 'utf8')).slice(32)))
  }
  const secretsFile = path.join(folder, 'secrets.json')
  if (!existsSync(secretsFile)) {
    const secrets = {
      AUTH_SECRET: randomBytes(32).toString('base64url'),
      DOCUMENT_KEY: randomBytes(32).toString('base64'),
      STRIPE_SECRET_KEY: `sk_test_${randomBytes(16).toString('hex')}`,
      STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(16).toString('hex')}`,
    }
    writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
  }
  return {
    ...JSON.parse(readFileSync(secretsFile, 'utf8')),
    COSIGNER_KEY_FILE: path.join(folder, 'cosigner.json'),
    GUARDIAN_KEY_FILE: path.join(folder, 'guardian.json'),
    CLERK_KEY_FILE: path.join(folder, 'clerk.json'),
    CRANK_KEY_FILE: path.join(folder, 'crank.json'),
    TREASURY_KEY_FILE: path.join(folder, 'treasury.json'),
    GUARDIAN: address.guardian,
    APPROVER_A: address['approver-a'],
    APPROVER_B: address['approver-b'],
    FEE_WALLET: address['fee-wallet'],
    CLERK: address.clerk,
    CRANK: address.crank,
    TREASURY: address.treasury,
  }
}
