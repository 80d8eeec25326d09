import { Nodes } from '@/chain/agreement'
import { connection } from '@/chain/connection'
import { RpcNode } from '@/chain/node'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { publishedKeys, raiseProgramId } from '../flows/world'
import type { FollowGround } from './follow'

let shared: Nodes | undefined

/** The process's nodes: RPC_URL, and RPC_URL_2 where a second one is named. They remember how long they have disagreed. */
function nodes(): Nodes {
  const { RPC_URL, RPC_URL_2 } = env()
  if (shared?.first.url !== RPC_URL) shared = new Nodes(new RpcNode(RPC_URL), RPC_URL_2 ? new RpcNode(RPC_URL_2) : null)
  return shared
}

/** What this installation's worker follows. */
export const raiseGround = (db: Db): FollowGround => ({
  ...{ db, nodes: nodes(), connection: connection() },
  programId: raiseProgramId(),
  keys: publishedKeys(),
})
