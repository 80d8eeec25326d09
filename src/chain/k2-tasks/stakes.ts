import { Message } from '@solana/web3.js'
import bs58 from 'bs58'
import { verifiesEd25519 } from '@/kit/ed25519'
import type { RpcNode } from '../node'
import { PACKET_LIMIT, SIGNATURE_BYTES } from '../transactions'
import { KOII_TASK_PROGRAM_ID, KPL_TASK_PROGRAM_ID, stakedTask, type Task } from './tasks'

/** A Stake instruction of a K2 task program: who paid for it, and which key it made a staker. Keys are base58. */
export type StakeAct = {
  /** Signed first and paid the network fee: the node's main wallet. */
  feePayer: string
  /** Signed too. */
  stakingKey: string
  task: string
  /** Whether the program of KOII stakes ran it; else that of KPL stakes. */
  stakesKoii: boolean
  /** Base units of KOII or of the task's token. */
  amount: bigint
}

export const STAKE_TAG = 9
/** Behind the tag: the amount, little-endian. What follows it names the node's address and is not read. */
const STAKE_LENGTH = 1 + 8

/** How far back a wallet's history is looked through. */
const MOST_LISTED = 1_000
const MOST_READ = 200
const READ_AT_ONCE = 10

/**
 * The Stake instructions of a transaction that stand in the message itself, each with a fee payer and a staking key whose
 * signatures verify here: no node has to be believed about who signed. Bytes that are no legacy transaction hold none.
 */
export function stakesIn(wire: Uint8Array): StakeAct[] {
  const signed = opened(wire)
  if (!signed) return []
  const { message, hasSigned } = signed
  return message.instructions.flatMap(({ programIdIndex, accounts, data }): StakeAct[] => {
    const program = message.accountKeys[programIdIndex]
    const [task, stakingKey] = accounts.map((index) => message.accountKeys[index])
    const [stakesKoii, stakesKpl] = [KOII_TASK_PROGRAM_ID, KPL_TASK_PROGRAM_ID].map((known) => program?.equals(known))
    if (!(stakesKoii || stakesKpl) || !task || !stakingKey || !hasSigned(0) || !hasSigned(accounts[1]!)) return []
    const bytes = bs58.decodeUnsafe(data)
    if (!bytes || bytes.length < STAKE_LENGTH || bytes[0] !== STAKE_TAG) return []
    const amount = Buffer.from(bytes).readBigUInt64LE(1)
    const [feePayer] = message.accountKeys
    const keys = { feePayer: feePayer!.toBase58(), stakingKey: stakingKey.toBase58(), task: task.toBase58() }
    return amount === 0n ? [] : [{ ...keys, stakesKoii: stakesKoii === true, amount }]
  })
}

/** A legacy transaction, and whether the key at an index of its message has signed these bytes. */
function opened(wire: Uint8Array): { message: Message; hasSigned: (index: number) => boolean } | null {
  const count = wire[0] ?? 0
  const start = 1 + SIGNATURE_BYTES * count
  if (wire.length > PACKET_LIMIT || count === 0 || start >= wire.length) return null
  const body = wire.subarray(start)
  const message = legacyMessage(body)
  if (message?.header.numRequiredSignatures !== count) return null
  const hasSigned = (index: number) => {
    const key = message.accountKeys[index]
    if (!key || index >= count) return false
    const at = 1 + SIGNATURE_BYTES * index
    return verifiesEd25519(key.toBytes(), body, wire.subarray(at, at + SIGNATURE_BYTES))
  }
  return { message, hasSigned }
}

/** Null for bytes that are none, among them messages with a version, which K2's node software never makes. */
function legacyMessage(body: Uint8Array): Message | null {
  try {
    return Message.from(body)
  } catch {
    return null
  }
}

/** A stake that stands at this moment: a wallet paid for it, and the task's list has its key with the minimum or more. */
export type StandingStake = { stakingKey: string; task: string; name: string; stake: bigint; signature: string }

/**
 * The stakes that a wallet paid for and that still stand. `tasks` are the listed ones as they were just read; `signature` names
 * the transaction that staked, else the wallet's last transactions are looked through, the newest first, until one is found.
 */
export async function standingStake(
  node: RpcNode,
  tasks: readonly Task[],
  { wallet, signature }: { wallet: string; signature: string | null },
): Promise<StandingStake | null> {
  const listed = signature ? [signature] : (await node.succeeded(wallet, MOST_LISTED)).slice(0, MOST_READ)
  for (let from = 0; from < listed.length; from += READ_AT_ONCE) {
    const some = listed.slice(from, from + READ_AT_ONCE)
    const found = await Promise.all(some.map((one) => node.transaction(one)))
    for (const [index, landed] of found.entries()) {
      const standing = landed && stillStanding(tasks, wallet, stakesIn(landed.wire))
      if (standing) return { ...standing, signature: some[index]! }
    }
  }
  return null
}

/** The newest fee payer of a key proves nothing: anybody can send it dust. Only a stake that the wallet paid for counts. */
function stillStanding(tasks: readonly Task[], wallet: string, acts: readonly StakeAct[]) {
  for (const { feePayer, stakingKey, task, stakesKoii } of acts) {
    if (feePayer !== wallet) continue
    const own = tasks.filter((one) => one.id === task && one.stakesKoii === stakesKoii)
    const staked = stakedTask(own, stakingKey)
    if (staked) return { stakingKey, ...staked }
  }
  return null
}
