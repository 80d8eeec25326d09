import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import type { Sheet } from '../rules/sheet'

/** A sheet that is in force: what an investor is shown and what a commitment names. */
export type CurrentSheet = { number: number; hash: string; complete: boolean }

const CURRENT = {
  name: 'projects.currentSheet',
  text: 'select number, hash, complete from information_sheet where project_id = $1::uuid order by number desc limit 1',
}

/** The information sheet of a project's present terms; null where there is none. */
export async function currentSheet(db: Db | Tx | Sql, projectId: string): Promise<CurrentSheet | null> {
  const [row] = await rowsOf<CurrentSheet>(db, CURRENT, [projectId])
  return row ?? null
}

/** All versions of a listed project's sheet, the newest first, without their text. Null for no such project. */
export async function sheetsOf(db: Db, slug: string) {
  const listing = await db.listing.findUnique({
    where: { slug, state: { not: 'withdrawn' } },
    select: { projectId: true, title: true },
  })
  if (!listing) return null
  const versions = await db.informationSheet.findMany({
    where: { projectId: listing.projectId },
    orderBy: { number: 'desc' },
    select: { number: true, hash: true, at: true, complete: true },
  })
  return { ...listing, versions }
}

/** One version, whole: as canonical JSON and as it reads. Null for none. */
export async function sheetDocument(db: Db, slug: string, number: number) {
  const sheets = await sheetsOf(db, slug)
  if (!sheets) return null
  const key = { projectId: sheets.projectId, number }
  const row = await db.informationSheet.findUnique({ where: { projectId_number: key } })
  return row && { ...row, sheet: JSON.parse(row.document) as Sheet }
}
