import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { sha256 } from '@/kit/digest'
import { after, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'
import { type ImportOutcome, importList } from '../flows'
import { readListXml } from '../rules/read-list'
import { LIST_SOURCES, type ListSource } from '../schema'

/** Invented lists of a few entries each, in the publishers' own formats. */
const INVENTED = path.resolve('prisma/demo/lists')
const LOOKED_AT_EVERY = 6 * HOUR

/** Takes one invented list into force, or finds it unchanged. */
export async function importInvented(db: Db, source: ListSource, now: Date): Promise<ImportOutcome> {
  const bytes = await readFile(path.join(INVENTED, `${source}.xml`))
  const arrived = { source, origin: 'invented' as const, sha256: sha256(bytes).toString('hex'), bytes: bytes.length }
  return importList(db, { ...arrived, sizeReason: null, now }, () => readListXml(source, bytes.toString('utf8')))
}

/**
 * On the local network, whose clock moves by weeks at a time, the invented lists are looked at again whenever the clock has moved
 * six hours on. A list of which a real file was imported is left alone.
 */
export async function keepInventedLists(db: Db, now: Date): Promise<void> {
  const lists = await db.sanctionsList.findMany({ where: { provenAt: null } })
  for (const source of LIST_SOURCES) {
    const list = lists.find((one) => one.source === source)
    if (list && (!list.checkedAt || list.checkedAt < after(now, -LOOKED_AT_EVERY)))
      await importInvented(db, source, now)
  }
}
