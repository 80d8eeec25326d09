import type pg from 'pg'

/** A queue worker that was silent for so long is gone; it says that it lives every two seconds (HEARTBEAT_MS). */
const GONE_AFTER = '15 seconds'

/**
 * Gives back the jobs of workers that were killed: the queue itself would wait four hours. A worker that only seemed gone may then do
 * a job that another one does too, which every job must bear anyway. Returns how many workers were gone.
 */
export async function unlockAbandoned(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ gone: number }>(`
    with gone as (
      delete from heartbeat where process like 'queue:%' and at < now() - interval '${GONE_AFTER}' returning substr(process, 7) as id
    ), unlocked as (select graphile_worker.force_unlock_workers(array_agg(id)) from gone having count(*) > 0)
    select count(*)::int as gone from gone, unlocked`)
  return rows[0]?.gone ?? 0
}
