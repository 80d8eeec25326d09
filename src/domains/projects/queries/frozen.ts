import { heldProjects } from '@/domains/companies/queries/standing'
import { frozenSubjects } from '@/domains/payments/queries'
import type { Db, Tx } from '@/server/db'

/** The raises of several projects, with the address of each project's page; projects without one are left out. */
export async function raisesOfProjects(db: Db | Tx, projectIds: readonly string[]) {
  const where = { projectId: { in: [...projectIds] }, raiseAddress: { not: null } }
  const rows = await db.listing.findMany({ where, select: { projectId: true, raiseAddress: true, slug: true } })
  return rows.flatMap(({ raiseAddress, ...row }) => (raiseAddress ? [{ ...row, raiseAddress }] : []))
}

/**
 * The raises of projects that stand still because a bank asks for, or took, their application fee, or because their company is held,
 * suspended or cancelled: nothing is paid out to them.
 */
export async function frozenRaises(db: Db | Tx): Promise<string[]> {
  const subjects = await frozenSubjects(db)
  const held = await heldProjects(db)
  if (subjects.length + held.length === 0) return []
  const projectId = { in: [...held, ...subjects.map((subject) => subject.replace(/^application:/, ''))] }
  const rows = await db.listing.findMany({ where: { projectId }, select: { raiseAddress: true } })
  return rows.flatMap(({ raiseAddress }) => raiseAddress ?? [])
}
