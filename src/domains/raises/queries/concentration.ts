import { type Db, type Tx, units } from '@/server/db'
import { type Concentration, concentrationAfter } from '../rules/concentration'

/** How concentrated a raise would be if this wallet added an amount, from the last finalized positions that were read. */
export async function concentrationWith(
  db: Db | Tx,
  { raise, wallet, added }: { raise: string; wallet: string; added: bigint },
): Promise<Concentration> {
  const positions = await db.position.findMany({
    where: { raiseAddress: raise, state: { notIn: ['withdrawn', 'undone'] } },
    select: { wallet: true, committed: true },
  })
  const own = positions.findIndex((position) => position.wallet === wallet)
  return concentrationAfter(
    positions.map(({ committed }) => units(committed)),
    added,
    own,
  )
}
