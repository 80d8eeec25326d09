import { connection } from '@/chain/connection'
import { networkProblem } from '@/chain/network'
import { env } from './env'

/** Throws one sentence when RPC_URL leads to another cluster than FLOTILLA_NETWORK says. */
export async function refuseWrongCluster(): Promise<void> {
  const { FLOTILLA_NETWORK, RPC_URL } = env()
  const genesis = FLOTILLA_NETWORK === 'local' ? '' : await connection().getGenesisHash()
  const problem = networkProblem(FLOTILLA_NETWORK, RPC_URL, genesis)
  if (problem) throw new Error(problem)
}
