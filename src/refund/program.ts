import type { Connection, PublicKey } from '@solana/web3.js'
import { readProgram } from '@/chain/deployed-program'

/** The committed program, as far as its code can be told apart from any other. */
export type PublishedProgram = { bytes: number; sha256: string }

/** What lies at a program's address, beside the published code. */
export type ProgramCheck = { published: boolean; sha256: string | null; upgradeAuthority: string | null }

/**
 * Whether the program of a raise is the published one, padding aside. Only such a program is known to send money nowhere but to
 * those whom the raise records: any other could take what the payer of the fees holds.
 */
export async function checkProgram(
  connection: Connection,
  programId: PublicKey,
  { bytes, sha256 }: PublishedProgram,
): Promise<ProgramCheck> {
  const program = await readProgram(connection, programId)
  if (!program) return { published: false, sha256: null, upgradeAuthority: null }
  const { code, upgradeAuthority } = program
  const found = await digest(code.subarray(0, bytes))
  const padded = code.subarray(bytes).every((byte) => byte === 0)
  return { published: found === sha256 && padded, sha256: found, upgradeAuthority }
}

/** SHA-256 in hex, in a browser as in Node. */
async function digest(data: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(data)))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
