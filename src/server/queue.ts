import type { Tx } from './db'
import { change, type Sql } from './sql'

const NOTIFY = { name: 'queue.announce', text: "select pg_notify('public_changed', $1)" }

/**
 * Posts news for later, in the same transaction as the act it follows. `name` is `room.verb` (a task of src/server/worker.ts),
 * `key` makes the job exist at most once while it waits. Payloads are JSON: ids only, never personal data or keys.
 */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: Record<string, string>,
  options: { key?: string; runAt?: Date } = {},
) {
  const body = JSON.stringify(payload)
  await tx.$executeRaw`select graphile_worker.add_job(${name}, payload := ${body}::json, job_key := ${options.key ?? null}::text, run_at := coalesce(${options.runAt ?? null}::timestamptz, now()))`
}

/** Tells the web processes that a public page changed, when this transaction commits. */
export async function announcePublicChange(tx: Tx | Sql, path: string) {
  await change(tx, NOTIFY, [path])
}
