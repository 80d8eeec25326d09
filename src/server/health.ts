import { connection } from '@/chain/connection'
import { database } from './db'

export type Health = { database: boolean; chain: boolean; worker: boolean; slot: number | null }

/** The worker writes its sign of life this often; three missed ones count as gone. */
export const HEARTBEAT_MS = 2_000

/** Whoever asks for health wants an answer now: what has not answered by then does not work. */
const PATIENCE_MS = 2_500

function settle(check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout
  const tooLong = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  return Promise.race([check.catch(() => false), tooLong]).finally(() => clearTimeout(timer))
}

async function workerAlive(): Promise<boolean> {
  const { rows } = await database().pool.query<{ alive: boolean }>(
    "select exists (select 1 from heartbeat where process = 'worker' and at > now() - interval '15 seconds') as alive",
  )
  return rows[0]?.alive ?? false
}

/** What works at this moment. Never throws. */
export async function checkHealth(): Promise<Health> {
  let slot: number | null = null
  const [db, chain, worker] = await Promise.all([
    settle(
      database()
        .pool.query('select 1')
        .then(() => true),
    ),
    settle(
      connection()
        .getSlot('finalized')
        .then((finalized) => {
          slot = finalized
          return true
        }),
    ),
    settle(workerAlive()),
  ])
  return { database: db, chain, worker, slot }
}

/** The worker's sign of life, and that of its pools of queue workers: jobs of one that is silent go to another (abandoned.ts). */
export async function beat(queueWorkers: readonly string[] = []): Promise<void> {
  const processes = ['worker', ...queueWorkers.map((id) => `queue:${id}`)]
  await database().pool.query(
    `insert into heartbeat (process, at) select name, now() from unnest($1::text[]) name
     on conflict (process) do update set at = excluded.at`,
    [processes.sort()],
  )
}
