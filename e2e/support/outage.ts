import { startPostgres } from '../../tools/postgres.mjs'

const folder = process.env.DATA_DIR ?? ''

/** Holds a process of the world where it is, while `body` runs. It answers nothing meanwhile, and knows nothing of it afterwards. */
export async function whileHeld(pid: number, body: () => Promise<void>): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  try {
    await body()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

/** The world's chain. */
export const chainProcess = (): number => Number(process.env.CHAIN_PID)

/** Stops the world's database, for good as far as anybody can tell, while `body` runs; then starts it where it was. */
export async function withoutDatabase(body: () => Promise<void>): Promise<void> {
  const running = await startPostgres({ folder }) // finds the one that runs
  await running.stop()
  try {
    await body()
  } finally {
    await startPostgres({ folder, port: running.port })
  }
}
