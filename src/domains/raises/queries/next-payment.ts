import { decodeRaise } from '@/chain/raise/accounts'
import { toUnix } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { instantOf } from '../rules/mirror'
import { decidable } from '../rules/tranche'
import { shareOf } from './tranches'

/** The payment of a raise that is decided next, as the books last saw the chain. */
export type NextPayment = {
  tranche: number
  /** Base units, fee included. */
  share: bigint
  approveBy: Date
}

/** Null where none can be decided: the raise has not succeeded, all are approved, or the time is over. */
export async function nextPayment(db: Db | Tx, raiseAddress: string, now: Date): Promise<NextPayment | null> {
  const row = await db.raise.findUnique({ where: { address: raiseAddress } })
  if (!row?.recognised || row.state === 'closed') return null
  const account = decodeRaise(row.account)
  const tranche = decidable(account, toUnix(now))
  if (tranche === null) return null
  return { tranche, share: shareOf(account, tranche), approveBy: instantOf(account.tranches[tranche]!.approveBy) }
}
