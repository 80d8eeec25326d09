import { connection } from '@/chain/connection'
import { standingStake } from '@/chain/k2-tasks/stakes'
import { RpcNode } from '@/chain/node'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import type { Viewer } from '@/server/viewer'
import { recordStakeProof } from '../actions/operators'
import { readListedTasks } from '../flows'
import { refuseOperator } from '../rules/operator'

/**
 * Proves that a person runs a node by what their wallet did on the chain: it paid for a transaction in which a staking key signed a
 * stake, on a task of the list whose stake list has that key with the minimum now. Everything is read first, then written once.
 */
export async function proveStake(
  { db, viewer, now }: { db: Db; viewer: Pick<Viewer, 'personId' | 'wallets'>; now: Date },
  { wallet, signature }: { wallet: string; signature: string | null },
): Promise<{ task: string }> {
  const { personId, wallets } = viewer
  if (!wallets.includes(wallet)) throw refuseOperator.notYourWallet()
  const { tasks, slot } = await readListedTasks()
  const node = new RpcNode(connection().rpcEndpoint)
  const found = await standingStake(node, tasks, { wallet, signature }).catch((error: unknown) => {
    log.warn({ err: error }, 'the history of a wallet could not be read')
    throw refuseOperator.chainAway()
  })
  if (!found) throw signature ? refuseOperator.noStakeIn() : refuseOperator.noStakeFound()
  const { stakingKey, task, stake, name, signature: stakedIn } = found
  const finding = { task, stake, slot: BigInt(slot) }
  await db.$transaction((tx) => recordStakeProof(tx, { personId, wallet, stakedIn, stakingKey, finding, now }))
  return { task: name }
}
