import { createPrivateKey, sign as signWith } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { readCommitment } from '@/chain/raise/cosigned'
import { env } from './env'
import { raiseProgramId } from './program'
import { remoteSigner } from './remote-signer'

/** Something that signs for one key. A remote signer has the same shape. */
export type Signer = {
  /** Base58. */
  readonly publicKey: string
  /** An Ed25519 signature (64 bytes) over exactly these bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** The DER prefix of an Ed25519 private key in PKCS#8; the 32-byte seed follows. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A signer for a 64-byte secret key (seed and public key), as Solana's tools write them. */
export function signerOf(secretKey: Uint8Array): Signer {
  if (secretKey.length !== 64) throw new Error('A key file holds 64 numbers: seed and public key.')
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, secretKey.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  })
  return { publicKey: bs58.encode(secretKey.subarray(32)), sign: async (message) => signWith(null, message, key) }
}

/** Reads a key file (a JSON array of 64 numbers); refuses one that others on the machine could read. */
export function readSigner(file: string): Signer {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new Error(`There is no key file at ${file}.`)
  if (found.mode & 0o077) throw new Error(`${file} can be read by others; run: chmod 600 ${file}`)
  const numbers = /^\s*\[[\s\d,]+\]\s*$/.exec(readFileSync(file, 'utf8'))
  const key = numbers && Uint8Array.from(JSON.parse(numbers[0]) as number[])
  if (key?.length !== 64) throw new Error(`${file} is no key file: it does not hold 64 numbers.`)
  return signerOf(key)
}

const opened = new Map<string, Signer>()

function signer(name: string, file: string | undefined): Signer {
  if (!file) throw new Error(`${name} is not set: this process does not hold that key.`)
  const found = opened.get(file) ?? readSigner(file)
  opened.set(file, found)
  return found
}

/** The cosigner's public key: also for a process that does not hold the key. */
export const cosignerKey = (): string =>
  env().COSIGNER ?? signer('COSIGNER_KEY_FILE', env().COSIGNER_KEY_FILE).publicKey

/**
 * Signs commits after the gate has allowed them. It can refuse, never take, and signs nothing else, wherever the key lies: here, or
 * with a signing service.
 */
export function cosigner(): Signer {
  const { COSIGNER_KEY_FILE, SIGNER_URL: url, SIGNER_TOKEN: token } = env()
  const publicKey = cosignerKey()
  const holder = url && token ? remoteSigner({ url, token, publicKey }) : signer('COSIGNER_KEY_FILE', COSIGNER_KEY_FILE)
  const sign = async (message: Uint8Array) => {
    readCommitment(message, { programId: raiseProgramId(), cosigner: new PublicKey(publicKey) })
    return holder.sign(message)
  }
  return { publicKey, sign }
}

/** Signs creation, pause, resume and cancel. Null where the key is kept offline, as it should be on real networks. */
export const guardian = (): Signer | null =>
  env().GUARDIAN_KEY_FILE ? signer('GUARDIAN_KEY_FILE', env().GUARDIAN_KEY_FILE) : null

/** Keeps the nonces that the offline guardian's messages stand on, and signs those last. Worth nothing without the guardian. */
export const clerk = (): Signer => signer('CLERK_KEY_FILE', env().CLERK_KEY_FILE)

/** Pays the fees of what anybody may send. Held by the worker. */
export const crankSigner = (): Signer => signer('CRANK_KEY_FILE', env().CRANK_KEY_FILE)

/** Fills and posts the lists of bonus rounds, together with the guardian. Held by the worker alone; null where it is not. */
export const treasury = (): Signer | null =>
  env().TREASURY_KEY_FILE ? signer('TREASURY_KEY_FILE', env().TREASURY_KEY_FILE) : null
