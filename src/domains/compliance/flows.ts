import bs58 from 'bs58'
import { connection } from '@/chain/connection'
import { LOCAL_TASKS } from '@/chain/k2-tasks/local-tasks'
import { readTasks, stakedTask, type Task, type TaskReading } from '@/chain/k2-tasks/tasks'
import { readMint } from '@/chain/mint-account'
import { verifiesEd25519 } from '@/kit/ed25519'
import { type Asset, KOII } from '@/kit/money'
import { Refusal } from '@/kit/refusal'
import type { Db } from '@/server/db'
import { isLocal } from '@/server/local'
import { log } from '@/server/log'
import { openChallenge, recordOperatorProof } from './actions/operators'
import { refuseOperator } from './rules/operator'

/** The tasks whose stakers count as node operators: OPERATOR_TASKS, comma-separated addresses; on the local chain its own two. */
export function operatorTasks(): string[] {
  const listed = (process.env.OPERATOR_TASKS ?? '').split(',').flatMap((id) => id.trim() || [])
  return listed.length === 0 && isLocal() ? Object.values(LOCAL_TASKS) : listed
}

/**
 * Proves that a person runs a node: the signature over the stored text is checked first, then the stake list is read at a
 * finalized slot, and only then is anything written.
 */
export async function proveOperator(
  { db, personId, now }: { db: Db; personId: string; now: Date },
  answer: { challengeId: string; stakingKey: string; signature: string },
): Promise<{ task: string }> {
  const { challengeId, stakingKey } = answer
  const challenge = await db.$transaction((tx) => openChallenge(tx, { challengeId, personId, now }))
  const signature = signatureBytes(answer.signature)
  const key = bs58.decode(stakingKey)
  if (!signature || !verifiesEd25519(key, Buffer.from(challenge.text, 'utf8'), signature))
    throw refuseOperator.badSignature()
  const reading = await readListedTasks()
  const staked = stakedTask(reading.tasks, stakingKey)
  if (!staked) throw refuseOperator.notStaked()
  const finding = { task: staked.task, stake: staked.stake, slot: BigInt(reading.slot) }
  await db.$transaction((tx) => recordOperatorProof(tx, { personId, challengeId, stakingKey, finding, now }))
  return { task: staked.name }
}

/** A task of the list, and what its stakes are paid in; null where the token cannot be read. */
export type ListedTask = Pick<Task, 'id' | 'name' | 'minimumStake' | 'mint'> & { asset: Asset | null }

/** The listed tasks that run, as a person may read them; null while the chain is away. */
export async function listedTasks(): Promise<ListedTask[] | null> {
  try {
    const { tasks } = await readListedTasks()
    const running = tasks.filter(({ isRunning }) => isRunning)
    return await Promise.all(
      running.map(async ({ id, name, minimumStake, mint }) => ({
        ...{ id, name, minimumStake, mint },
        asset: mint === null ? KOII : await tokenOf(mint),
      })),
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code === refuseOperator.noTasks().code ? [] : null
  }
}

/** A token with the decimals of its mint. K2 keeps no names on chain: PAYMENT_SYMBOLS may have it, else its address begins its name. */
async function tokenOf(mint: string): Promise<Asset | null> {
  const account = await readMint(connection(), mint).catch((error: unknown) => {
    log.warn({ err: error }, 'the token of a task could not be read')
    return null
  })
  const listed = (name: string) => (process.env[name] ?? '').split(',').map((one) => one.trim())
  const symbol = listed('PAYMENT_SYMBOLS')[listed('PAYMENT_MINTS').indexOf(mint)]
  return account && { symbol: symbol || mint.slice(0, 4), decimals: account.decimals, mint }
}

/** Reads every listed task; tasks that cannot be read are logged, since somebody configured them. */
export async function readListedTasks(): Promise<TaskReading> {
  const ids = operatorTasks()
  if (ids.length === 0) throw refuseOperator.noTasks()
  const reading = await readTasks(connection(), ids).catch((error: unknown) => {
    log.warn({ err: error }, 'operator tasks could not be read')
    throw refuseOperator.chainAway()
  })
  for (const { id, problem } of reading.unreadable) log.warn({ task: id, problem }, 'an operator task cannot be read')
  return reading
}

/** 64 bytes from base58 as wallets show them, or from hex as scripts print them. */
function signatureBytes(text: string): Uint8Array | null {
  if (/^[0-9a-fA-F]{128}$/.test(text)) return Buffer.from(text, 'hex')
  const decoded = bs58.decodeUnsafe(text)
  return decoded?.length === 64 ? decoded : null
}
