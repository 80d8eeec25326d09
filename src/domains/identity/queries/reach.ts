import type { Db, Tx } from '@/server/db'
import { STAFF_ROLES } from '../rules/roles'

/**
 * Who of the staff hears a page (a mail to those who keep watch), and who has no address to send it to. A role is given to nobody without
 * one; this finds those who came to it otherwise, as from an older installation.
 */
export async function reachOfStaff(db: Db | Tx): Promise<{ heard: number; unheard: { id: string; name: string }[] }> {
  const staff = await db.person.findMany({
    where: { roles: { some: { role: { in: [...STAFF_ROLES] } } } },
    select: { id: true, displayName: true, email: true },
    orderBy: { displayName: 'asc' },
  })
  const unheard = staff.filter(({ email }) => email === null).map(({ id, displayName: name }) => ({ id, name }))
  return { heard: staff.length - unheard.length, unheard }
}
