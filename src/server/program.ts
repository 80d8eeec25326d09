import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Connection, PublicKey } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { readProgram } from '@/chain/deployed-program'
import { isUnreachable } from '@/chain/failure'
import { DISTRIBUTOR_PROGRAM_IDS, RAISE_PROGRAM_IDS } from '@/chain/programs'
import { compareCode } from '@/chain/published-code'
import { sha256 } from '@/kit/digest'
import { env } from './env'

export type ProgramFacts = {
  programId: string
  /** SHA-256 of the committed binary, hex. */
  publishedHash: string
  /** What lies on the chain, asked at `finalized`: `absent` for no program there, `unknown` while the chain does not answer. */
  onChain:
    | { found: 'same' | 'different'; hash: string; upgradeAuthority: string | null }
    | { found: 'absent' | 'unknown' }
}

const FRESH_MS = 60_000
/** A chain that does not answer keeps no page waiting for longer, and is asked again only after a while. */
const PATIENCE_MS = 2_000
const UNKNOWN_FRESH_MS = 10_000
let kept: { facts: ProgramFacts; until: number } | undefined

/** The raise program of the configured network. */
export function raiseProgramId(): PublicKey {
  const { RAISE_PROGRAM_ID, FLOTILLA_NETWORK } = env()
  const fixed = RAISE_PROGRAM_IDS[FLOTILLA_NETWORK]
  if (RAISE_PROGRAM_ID) return new PublicKey(RAISE_PROGRAM_ID)
  if (!fixed) throw new Error('RAISE_PROGRAM_ID is not set')
  return fixed
}

/** The distributor program of the configured network. */
export function distributorProgramId(): PublicKey {
  const { DISTRIBUTOR_PROGRAM_ID, FLOTILLA_NETWORK } = env()
  const fixed = DISTRIBUTOR_PROGRAM_IDS[FLOTILLA_NETWORK]
  if (DISTRIBUTOR_PROGRAM_ID) return new PublicKey(DISTRIBUTOR_PROGRAM_ID)
  if (!fixed) throw new Error('DISTRIBUTOR_PROGRAM_ID is not set')
  return fixed
}

/** Compares the program on the chain with the binary that this repository publishes. */
export async function compareProgram(
  connection: Connection,
  programId: PublicKey,
  published: Uint8Array,
): Promise<ProgramFacts['onChain']> {
  const program = await readProgram(connection, programId)
  if (!program) return { found: 'absent' }
  const { same, hash } = compareCode(program.code, published)
  return { found: same ? 'same' : 'different', hash, upgradeAuthority: program.upgradeAuthority }
}

/** What a stranger needs to check the program that holds the money. Asked of the chain once a minute. */
export async function programFacts(): Promise<ProgramFacts> {
  if (kept && Date.now() < kept.until) return kept.facts
  const programId = raiseProgramId()
  const published = readFileSync(path.join(process.cwd(), 'programs/raise/raise.so'))
  const onChain = await orUnknown(compareProgram(connection(), programId, published))
  const facts = { programId: programId.toBase58(), publishedHash: sha256(published).toString('hex'), onChain }
  kept = { facts, until: Date.now() + (onChain.found === 'unknown' ? UNKNOWN_FRESH_MS : FRESH_MS) }
  return facts
}

/** What the chain says within the patience of a page; `unknown` when it says nothing. */
async function orUnknown(answer: Promise<ProgramFacts['onChain']>): Promise<ProgramFacts['onChain']> {
  const unknown = { found: 'unknown' as const }
  const tooLong = new Promise<typeof unknown>((resolve) => setTimeout(() => resolve(unknown), PATIENCE_MS).unref())
  const told = answer.catch((error: unknown) => {
    if (isUnreachable(error)) return unknown
    throw error
  })
  return Promise.race([told, tooLong])
}
