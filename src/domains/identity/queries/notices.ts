import type { Db, Tx } from '@/server/db'

/** How many notices a person has not read. */
export const unreadNotices = (db: Db | Tx, personId: string): Promise<number> =>
  db.notice.count({ where: { personId, readAt: null } })

/** What a person was told and has not put away, the newest first. */
export const noticesOf = (db: Db | Tx, personId: string) =>
  db.notice.findMany({
    where: { personId, readAt: null },
    orderBy: { madeAt: 'desc' },
    select: { id: true, title: true, text: true, link: true, madeAt: true },
    take: 50,
  })
