import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, PublicKey, TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { type DeployedProgram, readProgram } from '@/chain/deployed-program'
import {
  BUFFER_HEADER,
  bufferOf,
  CHUNK,
  createBuffer,
  deployBuffer,
  PROGRAM_DATA_HEADER,
  PROGRAM_SIZE,
  readBuffer,
  setUpgradeAuthority,
  upgradeFromBuffer,
  writeBuffer,
} from '@/chain/loader'
import { compareCode } from '@/chain/published-code'
import { deliveriesOf, send } from '@/chain/send'
import { compileTransaction, networkFee, withSignatures } from '@/chain/transactions'
import type { Signer } from '@/server/signers'

/** What a deployment starts from. `authority` is who can replace the program afterwards; null: nobody. */
export type Deployment = {
  connection: Connection
  programId: PublicKey
  code: Uint8Array
  payer: PublicKey
  authority: PublicKey | null
  /** Code bytes that there shall be room for, now and in later versions. */
  room: number
}

/** What a deployment would do and cost, in lamports. */
export type Plan = {
  found: DeployedProgram | null
  act: 'deploy' | 'upgrade' | 'nothing'
  transactions: number
  fees: bigint
  /** Stays in the program's accounts. */
  rent: bigint
  /** Held by the buffer while the deployment runs, and given back or used at its end. */
  held: bigint
  /** What the payer must hold at the start. */
  needed: bigint
}

/** Asks the chain what a deployment would do and cost. Sends nothing. */
export async function planOf(deployment: Deployment): Promise<Plan> {
  const { connection, code, programId, payer, authority, room } = deployment
  const rentOf = async (bytes: number) => BigInt(await connection.getMinimumBalanceForRentExemption(bytes))
  const found = await readProgram(connection, programId)
  const act = !found ? 'deploy' : compareCode(found.code, code).same ? 'nothing' : 'upgrade'
  if (act === 'upgrade' && found?.upgradeAuthority !== payer.toBase58())
    throw new Error(
      `The program at ${programId.toBase58()} is another one, and ${found?.upgradeAuthority ? `only ${found.upgradeAuthority}` : 'nobody'} can replace it.`,
    )
  if (act === 'upgrade' && found && found.code.length < code.length)
    throw new Error(
      `The program's account has room for ${found.code.length} bytes, the new code has ${code.length}. Deploy it at a new address.`,
    )
  const { message } = await compileTransaction(connection, {
    feePayer: payer,
    instructions: [writeBuffer({ buffer: programId, authority: payer }, 0, code.subarray(0, 1))],
  })
  const each = await networkFee(connection, message)
  const handsOver = base58(authority) !== (found ? found.upgradeAuthority : payer.toBase58())
  const pieces = Math.ceil(code.length / CHUNK)
  const transactions = (act === 'nothing' ? 0 : pieces + 2) + (handsOver ? 1 : 0)
  // The deploying transaction carries the program key's signature too.
  const fees = each * BigInt(transactions + (act === 'deploy' ? 1 : 0))
  const own = act === 'deploy' ? await rentOf(PROGRAM_SIZE) : 0n
  const held = act === 'nothing' ? 0n : await rentOf(BUFFER_HEADER + code.length)
  const data = act === 'deploy' ? await rentOf(PROGRAM_DATA_HEADER + room) : 0n
  const needed = fees + own + (data > held ? data : held)
  return { found, act, transactions, fees, rent: own + data, held, needed }
}

const POLL_MS = 300
/** Transactions on their way at once. */
const AT_ONCE = 16

/** Signs and sends one transaction, the first signer paying, and waits until the chain says what became of it. */
async function sendOne(
  connection: Connection,
  instructions: readonly TransactionInstruction[],
  signers: readonly Signer[],
  payer: PublicKey,
): Promise<'confirmed' | 'expired'> {
  const { message, lastValidBlockHeight } = await compileTransaction(connection, { feePayer: payer, instructions })
  const signatures = Object.fromEntries(
    await Promise.all(signers.map(async (signer) => [signer.publicKey, await signer.sign(message)] as const)),
  )
  const wire = withSignatures(message, signatures)
  const signature = bs58.encode(signatures[payer.toBase58()]!)
  for (;;) {
    await send(connection, wire)
    const [delivery] = await deliveriesOf(connection, [{ signature, lastValidBlockHeight }])
    if (delivery?.kind === 'failed') throw new Error(delivery.failure.sentence)
    if (delivery?.kind === 'expired') return 'expired'
    if (delivery?.kind === 'confirmed' || delivery?.kind === 'finalized') return 'confirmed'
    await pause(POLL_MS)
  }
}

/** A signed act that cannot be sent twice: it either arrived or must be started anew from what the chain then shows. */
async function act(...args: Parameters<typeof sendOne>): Promise<void> {
  if ((await sendOne(...args)) === 'expired')
    throw new Error('The chain did not take a transaction in time. Run the same command again: it goes on from here.')
}

/** Fills the buffer: writes what is missing, looks, and goes on until everything is there. What an earlier run wrote stays. */
async function fill({ connection, code, payer }: Deployment, signer: Signer, say: (line: string) => void) {
  const { address: buffer, seed } = await bufferOf(payer, code)
  const authorised = { buffer, authority: payer }
  if (!(await readBuffer(connection, authorised))) {
    const rent = await connection.getMinimumBalanceForRentExemption(BUFFER_HEADER + code.length)
    const made = createBuffer({ ...authorised, payer, seed, rent, length: code.length })
    await act(connection, made, [signer], payer)
  }
  for (;;) {
    const present = await readBuffer(connection, authorised)
    const missing = Array.from({ length: Math.ceil(code.length / CHUNK) }, (_, index) => index * CHUNK).filter(
      (at) => !Buffer.from(code.subarray(at, at + CHUNK)).equals(Buffer.from(present!.subarray(at, at + CHUNK))),
    )
    if (missing.length === 0) return authorised
    say(`${missing.length} pieces of code to write`)
    for (let first = 0; first < missing.length; first += AT_ONCE)
      await Promise.all(
        missing.slice(first, first + AT_ONCE).map((at) => {
          const piece = writeBuffer(authorised, at, code.subarray(at, at + CHUNK))
          return sendOne(connection, [piece], [signer], payer)
        }),
      )
  }
}

/** Does what the plan says, then compares what lies on the chain with the code. Broken off, it goes on when run again. */
export async function carryOut(
  deployment: Deployment,
  plan: Plan,
  keys: { payer: Signer; program: Signer | null },
  say: (line: string) => void,
): Promise<DeployedProgram> {
  const { connection, programId, code, payer, room, authority } = deployment
  if (plan.act !== 'nothing') {
    const authorised = await fill(deployment, keys.payer, say)
    if (plan.act === 'deploy') {
      const rent = await connection.getMinimumBalanceForRentExemption(PROGRAM_SIZE)
      const made = deployBuffer({ ...authorised, payer, programId, room, rent })
      await act(connection, made, [keys.payer, keys.program!], payer)
    } else await act(connection, [upgradeFromBuffer({ ...authorised, programId, spill: payer })], [keys.payer], payer)
    say(plan.act === 'deploy' ? 'deployed' : 'replaced')
  }
  const holder = plan.found ? plan.found.upgradeAuthority : payer.toBase58()
  if (holder === payer.toBase58() && holder !== base58(authority))
    await act(connection, [setUpgradeAuthority(programId, payer, authority)], [keys.payer], payer)
  for (;;) {
    const deployed = await readProgram(connection, programId)
    if (deployed && compareCode(deployed.code, code).same && deployed.upgradeAuthority === base58(authority))
      return deployed
    await pause(POLL_MS) // not final yet
  }
}

const base58 = (authority: PublicKey | null) => authority?.toBase58() ?? null
