import { append } from '@/domains/log/actions'
import type { ListImport } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { type ImportEvent, stepImport } from '../rules/machines'
import type { Importable, ReadList } from '../schema'

/** Where a file came from: by hand, from its publisher, or invented for the local network. */
export type Origin = 'file' | 'fetched' | 'invented'

/** A file before it is read. */
export type Arrived = {
  source: Importable
  origin: Origin
  sha256: string
  bytes: number
  sizeReason: string | null
  now: Date
}

/** The list's row, locked until the transaction ends: one file of a publisher comes into force at a time. */
export async function lockList(tx: Tx, source: Importable) {
  await tx.$executeRaw`select from sanctions_list where source = ${source} for update`
  return tx.sanctionsList.findUniqueOrThrow({ where: { source } })
}

/**
 * Notes a file that arrived; returns the id of its import. Null when it is the very one in force: then the list is as new as the
 * publisher's, and the alarm is over.
 */
export async function recordArrival(tx: Tx, { now, ...arrived }: Arrived): Promise<string | null> {
  const list = await lockList(tx, arrived.source)
  const active = list.activeImportId && (await tx.listImport.findUnique({ where: { id: list.activeImportId } }))
  if (active && active.sha256 === arrived.sha256) {
    const data = { checkedAt: now, alarm: null, alarmAt: null }
    await tx.sanctionsList.update({ where: { source: arrived.source }, data })
    return null
  }
  const { id } = await tx.listImport.create({ data: { ...arrived, state: 'fetched', fetchedAt: now } })
  return id
}

/** Moves an import on by one event of its table. */
export async function moveImport(
  tx: Tx,
  importId: string,
  event: ImportEvent,
  data: Partial<Pick<ListImport, 'rows' | 'added' | 'removed' | 'publishedAt' | 'problem' | 'settledAt'>> = {},
): Promise<void> {
  const { state } = await tx.listImport.findUniqueOrThrow({ where: { id: importId }, select: { state: true } })
  await tx.listImport.update({ where: { id: importId }, data: { ...data, state: stepImport(state, event) } })
}

/** Notes what a file turned out to hold. */
export const recordParsed = (tx: Tx, importId: string, { entries, publishedAt }: ReadList): Promise<void> =>
  moveImport(tx, importId, 'parse', { rows: entries.length, publishedAt })

/** Refuses a file: what is in force stays, and staff see why. */
export async function rejectImport(
  tx: Tx,
  { importId, source, problem, now }: { importId: string; source: Importable; problem: string; now: Date },
): Promise<void> {
  await moveImport(tx, importId, 'reject', { problem, settledAt: now })
  await raiseAlarm(tx, { source, problem: `A new file was refused: ${problem}`, now })
  const facts = { list: source, import: importId }
  await append(tx, { type: 'screening.listRejected', at: now, actorId: null, subjects: [`list:${source}`], facts })
}

/** Tells staff that something about a list went wrong. */
export async function raiseAlarm(
  tx: Tx,
  { source, problem, now }: { source: Importable; problem: string; now: Date },
): Promise<void> {
  await tx.sanctionsList.update({ where: { source }, data: { alarm: problem, alarmAt: now } })
}
