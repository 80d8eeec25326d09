import { EventEmitter } from 'node:events'
import { Logger, run, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { followChainClock, refreshClock } from './clock'
import { refuseWrongCluster } from './cluster'
import { database } from './db'
import { env } from './env'
import { beat, HEARTBEAT_MS } from './health'
import { leftOut } from './left-out'
import { log } from './log'
import { tasks, ticks } from './rooms'
import { databaseSocket, NOTICE_GONE } from './sockets'
import { stopWith } from './supervised'
import { startTicks } from './ticks'
import { watchDatabase } from './watch'

async function main(): Promise<void> {
  const { FLOTILLA_NETWORK } = env()
  await refuseWrongCluster()
  await refreshClock()
  const stopClock = followChainClock((error) =>
    log.warn({ err: error }, 'the chain does not answer; the last known time is used'),
  )
  const { pool } = database()
  watchDatabase(env().DATABASE_URL)
  const queueWorkers: string[] = []
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => queueWorkers.push(workerPool.id))
  const runner = await run({
    events,
    pgPool: pool,
    taskList: tasks(),
    concurrency: 4,
    noHandleSignals: true,
    logger: queueLog(),
  })
  const stopTicks = startTicks(lockConnection, ticks())
  // Every worker says that it lives, also the one that holds no lock.
  const heart = setInterval(
    () => beat(queueWorkers).catch((error: unknown) => log.warn({ err: error }, 'no sign of life written')),
    HEARTBEAT_MS,
  )
  await beat(queueWorkers)
  for (const what of leftOut(env())) log.warn(what)
  log.info({ network: FLOTILLA_NETWORK }, 'worker works')
  const stop = async () => {
    clearInterval(heart)
    stopClock()
    await Promise.all([stopTicks(), runner.stop()])
    process.exit(0)
  }
  stopWith(stop)
}

/** Apart from the pool of the work, so that a lock never waits for it. */
const lockConnection = (): pg.Client =>
  new pg.Client({
    connectionString: env().DATABASE_URL,
    ...{ connectionTimeoutMillis: 5_000, query_timeout: 5_000 },
    ...{ stream: databaseSocket, options: NOTICE_GONE },
  })

/** The queue's own words, as far as they tell of trouble. */
function queueLog(): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ queue: message }, 'queue')
  })
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
