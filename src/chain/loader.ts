import {
  type Connection,
  PublicKey,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  SystemProgram,
  TransactionInstruction,
} from '@solana/web3.js'
import { sha256 } from '@/kit/digest'

/** The loader under which a program can be replaced by its upgrade authority. K2 has the same one. */
export const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111')

/** Bytes before the code in an account that is being filled, and in the one that a deployed program keeps its code in. */
export const BUFFER_HEADER = 37
export const PROGRAM_DATA_HEADER = 45
/** Bytes of the account at a program's address: kind and where its code lies. */
export const PROGRAM_SIZE = 36
/** Code bytes that fit one transaction with one signature. */
export const CHUNK = 960

/** What a buffer starts with: u32. */
const BUFFER = 1

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const read = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: false })
const write = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: true })
const sign = (pubkey: PublicKey) => ({ pubkey, isSigner: true, isWritable: false })
const instruction = (keys: TransactionInstruction['keys'], ...data: Uint8Array[]) =>
  new TransactionInstruction({ programId: LOADER, keys, data: Buffer.concat(data) })

/** Where a program keeps its code. */
export const programDataAddress = (programId: PublicKey): PublicKey =>
  PublicKey.findProgramAddressSync([programId.toBytes()], LOADER)[0]

/** Where this payer collects this code before a deployment: the same place every time, so that a broken one goes on. */
export async function bufferOf(payer: PublicKey, code: Uint8Array): Promise<{ address: PublicKey; seed: string }> {
  const seed = sha256(code).toString('hex').slice(0, 32)
  return { address: await PublicKey.createWithSeed(payer, seed, LOADER), seed }
}

type Authorised = { buffer: PublicKey; authority: PublicKey }

/** Makes an empty buffer of so many code bytes; `rent` in lamports. */
export function createBuffer({
  payer,
  seed,
  buffer,
  authority,
  length,
  rent,
}: Authorised & { payer: PublicKey; seed: string; length: number; rent: number }): TransactionInstruction[] {
  const account = { fromPubkey: payer, basePubkey: payer, newAccountPubkey: buffer, programId: LOADER }
  return [
    SystemProgram.createAccountWithSeed({ ...account, seed, lamports: rent, space: BUFFER_HEADER + length }),
    instruction([write(buffer), read(authority)], u32(0)),
  ]
}

/** Writes a piece of code into a buffer. */
export const writeBuffer = ({ buffer, authority }: Authorised, offset: number, bytes: Uint8Array) =>
  instruction([write(buffer), sign(authority)], u32(1), u32(offset), u64(bytes.length), bytes)

/** Turns a buffer into a new program with room for `room` code bytes. `rent` is that of the program's own small account. */
export function deployBuffer({
  payer,
  programId,
  buffer,
  authority,
  room,
  rent,
}: Authorised & { payer: PublicKey; programId: PublicKey; room: number; rent: number }): TransactionInstruction[] {
  const account = { fromPubkey: payer, newAccountPubkey: programId, programId: LOADER }
  const keys = [
    { pubkey: payer, isSigner: true, isWritable: true },
    ...[programDataAddress(programId), programId, buffer].map(write),
    ...[SYSVAR_RENT_PUBKEY, SYSVAR_CLOCK_PUBKEY, SystemProgram.programId].map(read),
    sign(authority),
  ]
  return [
    SystemProgram.createAccount({ ...account, lamports: rent, space: PROGRAM_SIZE }),
    instruction(keys, u32(2), u64(room)),
  ]
}

/** Replaces a program's code by a buffer's; what is left of the buffer's rent goes to `spill`. */
export function upgradeFromBuffer({
  programId,
  buffer,
  authority,
  spill,
}: Authorised & { programId: PublicKey; spill: PublicKey }): TransactionInstruction {
  const keys = [
    ...[programDataAddress(programId), programId, buffer, spill].map(write),
    ...[SYSVAR_RENT_PUBKEY, SYSVAR_CLOCK_PUBKEY].map(read),
    sign(authority),
  ]
  return instruction(keys, u32(3))
}

/** Gives the right to replace a program to another key; null: to nobody, for good. */
export const setUpgradeAuthority = (programId: PublicKey, from: PublicKey, to: PublicKey | null) =>
  instruction([write(programDataAddress(programId)), sign(from), ...(to ? [read(to)] : [])], u32(4))

/** What a buffer holds; null when there is none. Throws when somebody else's key fills it. */
export async function readBuffer(
  connection: Connection,
  { buffer, authority }: Authorised,
): Promise<Uint8Array | null> {
  const account = await connection.getAccountInfo(buffer, 'confirmed')
  if (!account) return null
  const ours = account.data.readUInt32LE(0) === BUFFER && account.data[4] === 1
  if (!ours || !authority.equals(new PublicKey(account.data.subarray(5, 37))))
    throw new Error(`The account ${buffer.toBase58()} is no buffer of ${authority.toBase58()}.`)
  return new Uint8Array(account.data.subarray(BUFFER_HEADER))
}
