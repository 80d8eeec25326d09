import { type ListAddress, openList } from '@/gateways/sanctions-lists'
import { after, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { raiseAlarm } from '../actions/import-row'
import { importList } from '../flows'
import type { ListSource } from '../schema'
import { readListStream } from './list-file'

const LOOKED_AT_EVERY = HOUR

/**
 * Fetches each list that was not looked at for an hour, and takes it into force when it is a new one. What cannot be fetched or read
 * leaves the list as it is, with an alarm for staff.
 */
export async function fetchLists(db: Db, addresses: ReadonlyMap<ListSource, ListAddress>, now: Date): Promise<void> {
  for (const [source, address] of addresses) {
    const { checkedAt, alarmAt } = await db.sanctionsList.findUniqueOrThrow({ where: { source } })
    const looked = [checkedAt, alarmAt].some((instant) => instant && instant > after(now, -LOOKED_AT_EVERY))
    if (!looked) await fetchOne(db, source, address, now)
  }
}

async function fetchOne(db: Db, source: ListSource, address: ListAddress, now: Date): Promise<void> {
  try {
    const { sha256, bytes, read } = await readListStream(source, await openList(address))
    const outcome = await importList(db, { source, origin: 'fetched', sha256, bytes, sizeReason: null, now }, read)
    if (outcome.kind === 'rejected') log.error({ list: source, problem: outcome.problem }, 'a list was refused')
  } catch (error) {
    log.error({ err: error, list: source }, 'a list could not be fetched')
    const problem = `It could not be fetched: ${error instanceof Error ? error.message : String(error)}.`
    await db.$transaction((tx) => raiseAlarm(tx, { source, problem, now }))
  }
}
