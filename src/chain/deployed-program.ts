import { type Connection, PublicKey } from '@solana/web3.js'

const UPGRADEABLE_LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111'
/** Loaders whose programs nobody can ever replace; there the program's own account is the code. */
const FINAL_LOADERS = ['BPFLoader2111111111111111111111111111111111', 'BPFLoader1111111111111111111111111111111111']
/** The upgradeable loader's kinds of account: u32 at the start. */
const [PROGRAM, PROGRAM_DATA] = [2, 3]
/** Of the account with the code: u32 kind, u64 slot, u8 whether somebody can replace it, 32 bytes who, then the code. */
const [HAS_AUTHORITY_AT, AUTHORITY_AT, CODE_AT] = [12, 13, 45]

/** A program as it lies on the chain: its code with the loader's padding, and who can replace it (base58; null for nobody). */
export type DeployedProgram = { code: Uint8Array; upgradeAuthority: string | null }

/** Reads a program from the chain at `finalized`; null when there is none at this address. */
export async function readProgram(connection: Connection, programId: PublicKey): Promise<DeployedProgram | null> {
  const program = await connection.getAccountInfo(programId, 'finalized')
  if (!program?.executable) return null
  const loader = program.owner.toBase58()
  if (FINAL_LOADERS.includes(loader)) return { code: program.data, upgradeAuthority: null }
  if (loader !== UPGRADEABLE_LOADER || program.data.length < 36 || program.data.readUInt32LE(0) !== PROGRAM) return null
  const address = new PublicKey(program.data.subarray(4, 36))
  const found = await connection.getAccountInfo(address, 'finalized')
  if (found?.owner.toBase58() !== UPGRADEABLE_LOADER) return null
  const { data } = found
  if (data.length < CODE_AT || data.readUInt32LE(0) !== PROGRAM_DATA) return null
  const authority = data[HAS_AUTHORITY_AT] === 1 ? new PublicKey(data.subarray(AUTHORITY_AT, CODE_AT)).toBase58() : null
  return { code: data.subarray(CODE_AT), upgradeAuthority: authority }
}
