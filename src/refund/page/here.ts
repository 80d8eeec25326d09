import type { Connection, PublicKey } from '@solana/web3.js'
import type { Network } from '@/chain/programs'
import type { ProgramCheck } from '../program'
import type { SeenRaise } from '../read'

/** What the page looks at: a node, a raise there, and what was read of it last. */
export type Here = {
  connection: Connection
  network: Network | null
  networkName: string
  address: PublicKey
  /** Read alone when they are named: for nodes that give no lists. */
  owners: readonly PublicKey[]
  seen: SeenRaise
  check: ProgramCheck
}
