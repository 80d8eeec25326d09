import type { Db, Tx } from '@/server/db'

const NAMES = { projectId: true, slug: true, title: true, teamName: true } as const

/** The project at an address, once its raise was seen on chain; null for none. */
export const publishedAt = (db: Db | Tx, slug: string) =>
  db.listing.findFirst({ where: { slug, state: 'published' }, select: NAMES })

/** The names of several projects that are or were listed, by id. */
export async function projectNames(db: Db | Tx, projectIds: readonly string[]) {
  const rows = await db.listing.findMany({ where: { projectId: { in: [...new Set(projectIds)] } }, select: NAMES })
  return new Map(rows.map((row) => [row.projectId, row]))
}
