import { decodeRaise } from '@/chain/raise/accounts'
import { countedCommitments } from '@/domains/compliance/queries/counted'
import { instrumentOf } from '@/domains/compliance/queries/protection'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import type { RaiseModel } from '@/generated/prisma/models'
import { type Db, units } from '@/server/db'
import type { Ended } from '../rules/ending'
import { IN_FLIGHT } from '../rules/intent'

const LOT = 20

/** Raises that are over and whose investors were not told yet; one that the chain lost when it was set back ended in nothing. */
export const untoldEnds = (db: Db): Promise<RaiseModel[]> =>
  db.raise.findMany({
    where: {
      ...{ recognised: true, endToldAt: null, state: { notIn: ['draft', 'open'] } },
      NOT: { state: 'closed', outcome: null },
    },
    orderBy: { changedAt: 'asc' },
    take: LOT,
  })

type Names = Pick<Ended, 'title' | 'payment' | 'sale' | 'instrument'>

/** A raise that is over, by what people call it. */
export const endedRaise = (raise: RaiseModel, names: Names): Ended => ({
  ...{ ...names, raise: decodeRaise(new Uint8Array(raise.account)) },
  ...{ settledAt: raise.settledAt, cancelled: raise.cancelled },
})

/** What a position committed, whose it is, and under which terms; of everybody who committed under a regime. */
export type Concerned = { address: string; personId: string; committed: bigint; termsVersion: number }

/** A raise that is over and the positions whose owners are told of it; null for one of no listed project, where nobody is. */
export async function endOf(db: Db, raise: RaiseModel): Promise<{ ended: Ended; positions: Concerned[] } | null> {
  const facts = await raiseFactsOf(db, raise.address)
  if (!facts) return null
  const { title, paymentAsset: payment, saleAsset: sale, projectId } = facts
  const instrument = await instrumentOf(db, projectId)
  return {
    ended: endedRaise(raise, { title, payment, sale, instrument }),
    positions: await concerned(db, raise.address, projectId),
  }
}

async function concerned(db: Db, raiseAddress: string, projectId: string): Promise<Concerned[]> {
  const state = { in: [...IN_FLIGHT, 'finalized' as const, 'lost' as const] }
  const sent = await db.intent.findMany({
    where: { raiseAddress, kind: 'commit', state },
    select: { id: true, wallet: true, personId: true },
  })
  const counted = await countedCommitments(db, projectId)
  const owners = new Map(sent.flatMap(({ id, wallet, personId }) => (counted.has(id) ? [[wallet, personId]] : [])))
  const positions = await db.position.findMany({
    where: { raiseAddress, state: { in: ['open', 'refunded', 'completed'] } },
    select: { address: true, wallet: true, committed: true, termsVersion: true },
  })
  return positions.flatMap(({ address, wallet, committed, termsVersion }) => {
    const personId = owners.get(wallet)
    return personId ? [{ address, personId, committed: units(committed), termsVersion }] : []
  })
}
