import { type AccountInfo, type Connection, PublicKey } from '@solana/web3.js'
import { FormatError } from './borsh'
import { decodeKoiiTask } from './koii-task'
import { decodeKplTask } from './kpl-task'

/** The program of tasks whose stakes are KOII; native to K2. Its accounts hold JSON. */
export const KOII_TASK_PROGRAM_ID = new PublicKey('Koiitask22222222222222222222222222222222222')
/** The program of tasks whose stakes are a KPL token. Its accounts hold Borsh. */
export const KPL_TASK_PROGRAM_ID = new PublicKey('KPLTRVs6jA7QTthuJH2cEmyCEskFbSV2xpZw46cganN')

/** What matters of a task when somebody claims to run it. Stakes are base units of KOII or of the task's KPL mint. */
export type Task = {
  id: string
  name: string
  /** Allow-listed by K2, active, and not moved to another account. */
  isRunning: boolean
  minimumStake: bigint
  /** Whether stakes are KOII; else they are the task's KPL token. */
  stakesKoii: boolean
  /** The mint of that KPL token; null where stakes are KOII. */
  mint: string | null
  stakes: ReadonlyMap<string, bigint>
}

/** The tasks that could be read, at one finalized slot. What is missing or no task is named, and hides no other. */
export type TaskReading = { slot: number; tasks: Task[]; unreadable: { id: string; problem: string }[] }

/** Accounts smaller than this under the task programs are staking accounts. */
const SMALLEST_STATE = 150
/** An account holds 10 MiB at most, and no more of one is taken into memory, whatever a node says; one call asks for a few. */
const LARGEST_STATE = 10 * 1_024 * 1_024
const ACCOUNTS_PER_CALL = 5

/** Reads tasks by their addresses at `finalized`. */
export async function readTasks(connection: Connection, ids: readonly string[]): Promise<TaskReading> {
  const reading: TaskReading = { slot: 0, tasks: [], unreadable: [] }
  for (let from = 0; from < ids.length; from += ACCOUNTS_PER_CALL) {
    const some = ids.slice(from, from + ACCOUNTS_PER_CALL)
    const keys = some.map((id) => new PublicKey(id))
    const { context, value } = await connection.getMultipleAccountsInfoAndContext(keys, {
      commitment: 'finalized',
      dataSlice: { offset: 0, length: LARGEST_STATE },
    })
    // The reading is as old as its oldest part.
    reading.slot = from === 0 || context.slot < reading.slot ? context.slot : reading.slot
    for (const [index, id] of some.entries()) {
      const task = decodeTask(id, value[index] ?? null)
      if ('problem' in task) reading.unreadable.push(task)
      else reading.tasks.push(task)
    }
  }
  return reading
}

/** One task from its account, whichever of the two programs owns it. */
export function decodeTask(
  id: string,
  account: Pick<AccountInfo<Uint8Array>, 'owner' | 'data'> | null,
): Task | { id: string; problem: string } {
  if (!account) return { id, problem: 'there is no such account' }
  if (account.data.length > LARGEST_STATE) return { id, problem: 'the account is larger than any on the chain' }
  if (account.data.length < SMALLEST_STATE) return { id, problem: 'the account is too small for a task' }
  try {
    if (account.owner.equals(KOII_TASK_PROGRAM_ID)) return koiiTask(id, account.data)
    if (account.owner.equals(KPL_TASK_PROGRAM_ID)) return kplTask(id, account.data)
    return { id, problem: 'the account belongs to no task program' }
  } catch (error) {
    if (error instanceof FormatError) return { id, problem: error.message }
    throw error
  }
}

function koiiTask(id: string, data: Uint8Array): Task {
  const task = decodeKoiiTask(data)
  return {
    id,
    name: task.task_name.trim(),
    isRunning: task.is_allowlisted && task.is_active && !task.is_migrated,
    minimumStake: task.minimum_stake_amount,
    stakesKoii: true,
    mint: null,
    stakes: new Map(Object.entries(task.stake_list)),
  }
}

function kplTask(id: string, data: Uint8Array): Task {
  const task = decodeKplTask(data)
  return {
    id,
    name: task.task_name.trim(),
    isRunning: task.is_allowlisted && task.is_active && !task.is_migrated,
    minimumStake: task.minimum_stake_amount,
    stakesKoii: false,
    mint: new PublicKey(task.token_type).toBase58(),
    stakes: task.stake_list,
  }
}

/** The first running task, in the order given, whose stake list has the key with at least the task's minimum; null for none. */
export function stakedTask(
  tasks: readonly Task[],
  stakingKey: string,
): { task: string; name: string; stake: bigint } | null {
  for (const { id, name, isRunning, minimumStake, stakes } of tasks) {
    const stake = stakes.get(stakingKey) ?? 0n
    if (isRunning && stake > 0n && stake >= minimumStake) return { task: id, name, stake }
  }
  return null
}
