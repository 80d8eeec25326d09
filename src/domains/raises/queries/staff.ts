import { decodeRaise } from '@/chain/raise/accounts'
import type { Role } from '@/chain/raise/layout'
import { personById } from '@/domains/identity/queries'
import { projectById, projectByRaise } from '@/domains/projects/queries/public'
import type { RaiseModel } from '@/generated/prisma/models'
import type { Asset } from '@/kit/money'
import { type Db, units } from '@/server/db'
import { outdatedRoles, type PublishedKeys } from '../rules/keys'
import { type Phase, phaseOf } from '../rules/phase'
import { creationRequests, guardianOrders } from './orders'
import { openPayments } from './tranches'

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
  /** Roles in which it carries another key than the published one. */
  outdated: Role[]
}

/** Every raise of the program, the orders to the offline keys, and what waits for an order: creations and payments. */
export async function staffRaises(db: Db, reader: { keys: PublishedKeys; now: Date }) {
  const rows = await db.raise.findMany({ orderBy: [{ closesAt: 'desc' }], take: 200 })
  const raises = await Promise.all(rows.map((row) => staffRaise(db, row, reader)))
  const [orders, requests] = [await guardianOrders(db, reader), await creationRequests(db, reader)]
  return { raises, orders, requests, payments: await openPayments(db, reader.now) }
}

async function staffRaise(
  db: Db,
  row: RaiseModel,
  { keys, now }: { keys: PublishedKeys; now: Date },
): Promise<StaffRaise> {
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
    outdated: row.recognised && row.state !== 'closed' ? outdatedRoles(decodeRaise(row.account), keys) : [],
  }
}
