import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PublicKey } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { env } from './env'

export type ProgramFacts = {
  programId: string
  /** SHA-256 of the committed binary, hex. */
  buildHash: string
  /** Who can replace the program: base58; null for nobody; unknown while the chain does not answer. */
  upgradeAuthority: string | null | 'unknown'
}

const FRESH_MS = 60_000
let kept: { facts: ProgramFacts; at: number } | undefined

/** The raise program of the configured network. */
export function raiseProgramId(): PublicKey {
  const { RAISE_PROGRAM_ID, FLOTILLA_NETWORK } = env()
  const fixed = RAISE_PROGRAM_IDS[FLOTILLA_NETWORK]
  if (RAISE_PROGRAM_ID) return new PublicKey(RAISE_PROGRAM_ID)
  if (!fixed) throw new Error('RAISE_PROGRAM_ID is not set')
  return fixed
}

/**
 * Reads from the chain who could replace the program. The upgradeable loader keeps code and authority in a second account: u32
 * kind (3), u64 slot, u8 whether there is an authority, 32 bytes of it.
 */
async function readAuthority(programId: PublicKey): Promise<string | null> {
  const program = await connection().getAccountInfo(programId, 'finalized')
  if (!program || program.data.length < 36 || program.data.readUInt32LE(0) !== 2) return null
  const data = await connection().getAccountInfo(new PublicKey(program.data.subarray(4, 36)), 'finalized')
  if (!data || data.data.length < 45 || data.data[12] !== 1) return null
  return new PublicKey(data.data.subarray(13, 45)).toBase58()
}

/** What a stranger needs to check the program that holds the money. Asked of the chain once a minute. */
export async function programFacts(): Promise<ProgramFacts> {
  if (kept && Date.now() - kept.at < FRESH_MS) return kept.facts
  const programId = raiseProgramId()
  const file = path.join(process.cwd(), 'programs/raise/raise.so.sha256')
  const buildHash = readFileSync(file, 'utf8').slice(0, 64)
  const upgradeAuthority = await readAuthority(programId).catch(() => 'unknown' as const)
  const facts = { programId: programId.toBase58(), buildHash, upgradeAuthority }
  if (upgradeAuthority !== 'unknown') kept = { facts, at: Date.now() }
  return facts
}
