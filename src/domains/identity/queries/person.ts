import type { Db, Tx } from '@/server/db'
import { isStaffRole, STAFF_ROLES } from '../rules/roles'

/** Everything that this room knows of a person, for themselves; null for nobody. */
export async function personData(db: Db | Tx, personId: string) {
  const person = await db.person.findUnique({
    where: { id: personId },
    select: {
      ...{ id: true, displayName: true, email: true, createdAt: true },
      roles: { select: { role: true, grantedAt: true } },
      wallets: { select: { address: true, linkedAt: true, retiredAt: true } },
      sessions: { select: { method: true, startedAt: true, expiresAt: true } },
      ties: { select: { kind: true, addedAt: true, endedAt: true } },
    },
  })
  const notices = await db.notice.findMany({ where: { personId }, select: { title: true, text: true, madeAt: true } })
  return person && { ...person, notices }
}

/** Whether a person has a role of staff. */
export async function isStaff(db: Db | Tx, personId: string): Promise<boolean> {
  const roles = await db.roleGrant.findMany({ where: { personId }, select: { role: true } })
  return roles.some(({ role }) => isStaffRole(role))
}

/** Everybody who has a role of staff. */
async function staffIds(db: Db | Tx): Promise<string[]> {
  const roles = await db.roleGrant.findMany({ where: { role: { in: [...STAFF_ROLES] } }, select: { personId: true } })
  return [...new Set(roles.map(({ personId }) => personId))]
}

/** Everybody who may work on verifications, with the roles that let them. */
export async function reviewingStaff(db: Db | Tx): Promise<Map<string, ('reviewer' | 'checker')[]>> {
  const where = { role: { in: ['reviewer' as const, 'checker' as const] } }
  const grants = await db.roleGrant.findMany({ where, select: { personId: true, role: true } })
  const roles = new Map<string, ('reviewer' | 'checker')[]>()
  for (const { personId, role } of grants)
    if (role === 'reviewer' || role === 'checker') roles.set(personId, [...(roles.get(personId) ?? []), role])
  return roles
}

/** Those of several people who work here, own 20 % of this platform or sit in one of its bodies. */
export async function insidersAmong(db: Db | Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(personIds)]
  const where = { personId: { in: ids }, role: { in: [...STAFF_ROLES] } }
  const [roles, ties] = await Promise.all([
    db.roleGrant.findMany({ where, select: { personId: true } }),
    db.platformTie.findMany({ where: { personId: { in: ids }, endedAt: null }, select: { personId: true } }),
  ])
  return new Set([...roles, ...ties].map(({ personId }) => personId))
}

/** Everybody who works here, owns 20 % of this platform or sits in one of its bodies. */
export async function insiderIds(db: Db | Tx): Promise<string[]> {
  const ties = await db.platformTie.findMany({ where: { endedAt: null }, select: { personId: true } })
  return [...new Set([...(await staffIds(db)), ...ties.map(({ personId }) => personId)])]
}

/** All addresses that a person ever proved, retired ones too. */
export async function walletsEver(db: Db | Tx, personId: string): Promise<string[]> {
  const wallets = await db.wallet.findMany({ where: { personId }, select: { address: true } })
  return wallets.map(({ address }) => address)
}

/** The ids of all people, in lots, to compare with what was shredded. */
export async function* allPeople(db: Db, lot = 5_000): AsyncGenerator<string[]> {
  let cursor: string | undefined
  do {
    const people = await db.person.findMany({
      where: cursor ? { id: { gt: cursor } } : {},
      select: { id: true },
      orderBy: { id: 'asc' },
      take: lot,
    })
    cursor = people.length === lot ? people.at(-1)!.id : undefined
    yield people.map(({ id }) => id)
  } while (cursor)
}
