import { personById } from '@/domains/identity/queries'
import { projectById, projectByRaise } from '@/domains/projects/queries/public'
import type { RaiseModel } from '@/generated/prisma/models'
import type { Asset } from '@/kit/money'
import { type Db, units } from '@/server/db'
import { type Phase, phaseOf } from '../rules/phase'
import { creationRequests, guardianOrders } from './orders'

/** A raise as staff see it in their list. */
export type StaffRaise = {
  address: string
  title: string
  slug: string | null
  issuer: string | null
  phase: Phase
  state: RaiseModel['state']
  paused: boolean
  recognised: boolean
  payment: Asset
  committed: bigint
  minimum: bigint
  cap: bigint
  closesAt: Date
}

/** Every raise of the program, the guardian's orders, open ones first, and the creations that wait for an order. */
export async function staffRaises(db: Db, reader: { guardian: string; now: Date }) {
  const rows = await db.raise.findMany({ orderBy: [{ closesAt: 'desc' }], take: 200 })
  const raises = await Promise.all(rows.map((row) => staffRaise(db, row, reader.now)))
  return { raises, orders: await guardianOrders(db, reader), requests: await creationRequests(db, reader) }
}

async function staffRaise(db: Db, row: RaiseModel, now: Date): Promise<StaffRaise> {
  const projectId = await projectByRaise(db, row.address)
  const project = projectId ? await projectById(db, projectId) : null
  const issuer = project && (await personById(db, project.issuerId))
  const symbol = project?.terms.paymentSymbol ?? row.paymentMint?.slice(0, 4) ?? 'KOII'
  return {
    ...{ address: row.address, title: project?.title ?? row.address, slug: project?.slug ?? null },
    ...{ issuer: issuer?.displayName ?? null, phase: phaseOf(row, now), state: row.state, paused: row.paused },
    recognised: row.recognised,
    payment: { symbol, decimals: row.paymentDecimals, mint: row.paymentMint },
    ...{ committed: units(row.committed), minimum: units(row.minimum), cap: units(row.cap), closesAt: row.closesAt },
  }
}
