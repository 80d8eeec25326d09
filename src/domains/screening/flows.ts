import type { Db } from '@/server/db'
import { activateImport } from './actions/activate'
import { type Arrived, moveImport, recordArrival, recordParsed, rejectImport } from './actions/import-row'
import { ruleAt } from './queries/rule'
import { problemOf } from './rules/validate'
import type { Importable, ReadList } from './schema'

export type ImportOutcome =
  | { kind: 'unchanged' }
  | { kind: 'active'; rows: number; added: number; removed: number }
  | { kind: 'rejected'; problem: string }

/** Writing 60,000 names into their indexes takes seconds, and switching must not be done by halves. */
const LONG = { timeout: 120_000, maxWait: 10_000 }

/**
 * Takes a publisher's file through its machine. `read` turns it into entries and throws what is wrong with it; it is called only when
 * the file is another one than that in force. A file that is refused leaves the list as it is, with an alarm for staff.
 */
export async function importList(db: Db, arrived: Arrived, read: () => ReadList): Promise<ImportOutcome> {
  const { source, origin, now } = arrived
  const importId = await db.$transaction((tx) => recordArrival(tx, arrived))
  if (!importId) return { kind: 'unchanged' }
  const reject = async (problem: string): Promise<ImportOutcome> => {
    await db.$transaction((tx) => rejectImport(tx, { importId, source, problem, now }))
    return { kind: 'rejected', problem }
  }
  const list = attempt(read)
  if (typeof list === 'string') return reject(`The file cannot be read: ${list}.`)
  await db.$transaction((tx) => recordParsed(tx, importId, list))
  const { sizeReason } = arrived
  const known = { source, sizeReason, rowsBefore: await rowsInForce(db, source, origin) }
  const problem = problemOf(list, known, await ruleAt(db, now))
  if (problem) return reject(problem)
  await db.$transaction((tx) => moveImport(tx, importId, 'validate'))
  const counts = await db.$transaction((tx) => activateImport(tx, { importId, source, origin, read: list, now }), LONG)
  return { kind: 'active', rows: list.entries.length, ...counts }
}

function attempt(read: () => ReadList): ReadList | string {
  try {
    return read()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** How many entries are in force. An invented list is no measure for a real one. */
async function rowsInForce(db: Db, source: Importable, origin: Arrived['origin']): Promise<number | null> {
  const active = await db.listImport.findFirst({ where: { source, state: 'active' } })
  if (!active || (active.origin === 'invented') !== (origin === 'invented')) return null
  return active.rows
}
