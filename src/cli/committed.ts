import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { PublicKey } from '@solana/web3.js'
import { sha256 } from '@/kit/digest'
import { distributorProgramId, raiseProgramId } from '@/server/program'

/** The checkout that this command line belongs to, as deep above this file as above its bundle in `build/processes`. */
export const ROOT = path.resolve(import.meta.dirname, '../..')

type Committed = {
  /** Below the checkout; its SHA-256 is committed beside it. */
  file: string
  /** The variable that names its address. */
  variable: string
  /** Its address in this installation; throws when the environment does not say. */
  address: () => PublicKey
}

/** The programs whose binaries are committed: what `programs deploy` can deploy, and what doctor compares. */
export const PROGRAMS: Readonly<Record<string, Committed>> = {
  raise: { file: 'programs/raise/raise.so', variable: 'RAISE_PROGRAM_ID', address: raiseProgramId },
  distributor: {
    file: 'programs/distributor/distributor.so',
    variable: 'DISTRIBUTOR_PROGRAM_ID',
    address: distributorProgramId,
  },
}

/** A committed binary and its hash. Throws when the two that are committed do not fit each other. */
export function codeOf(name: string): { code: Uint8Array; hash: string; file: string } {
  const { file } = PROGRAMS[name]!
  const code = new Uint8Array(readFileSync(path.join(ROOT, file)))
  const hash = sha256(code).toString('hex')
  const committed = readFileSync(path.join(ROOT, `${file}.sha256`), 'utf8').slice(0, 64)
  if (hash !== committed)
    throw new Error(`${file} is not the binary whose hash is committed (${committed}). Take a clean checkout.`)
  return { code, hash, file }
}
