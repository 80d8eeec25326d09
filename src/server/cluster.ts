import { networkProblem } from '@/chain/network'
import { RpcNode } from '@/chain/node'
import { env } from './env'

/** Throws one sentence when RPC_URL or RPC_URL_2 leads to another cluster than FLOTILLA_NETWORK says. */
export async function refuseWrongCluster(): Promise<void> {
  const { FLOTILLA_NETWORK, RPC_URL, RPC_URL_2 } = env()
  for (const [name, url] of Object.entries({ RPC_URL, RPC_URL_2 })) {
    if (!url) continue
    const genesis = FLOTILLA_NETWORK === 'local' ? '' : await new RpcNode(url).genesis()
    const problem = networkProblem(FLOTILLA_NETWORK, url, genesis)
    if (problem) throw new Error(problem.replace(/^RPC_URL:/, `${name}:`))
  }
}
