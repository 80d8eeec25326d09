import type { Connection } from '@solana/web3.js'
import { openConnection } from '@/chain/connection'
import { GENESIS_HASHES, NETWORK_NAMES } from '@/chain/network'
import type { Network } from '@/chain/programs'
import { Sentence } from '../failures'

let bound: { origin: string } | null = null

/**
 * A connection to the node. From the first one on the page can speak to that node and to nothing else, until it is loaded again:
 * a policy that is added to a page can only ever take away.
 */
export function connect(text: string): Connection {
  const url = nodeUrl(text)
  if (bound && bound.origin !== url.origin)
    throw new Sentence(
      `This page speaks to ${bound.origin} alone until it is loaded again. Load it again to use another node.`,
    )
  if (!bound) {
    const policy = document.createElement('meta')
    policy.httpEquiv = 'Content-Security-Policy'
    policy.content = `connect-src ${url.origin}`
    document.head.append(policy)
    bound = { origin: url.origin }
  }
  return openConnection(url.href)
}

function nodeUrl(text: string): URL {
  const url = /^https?:\/\/[^\s/]/.test(text.trim()) && URL.canParse(text.trim()) ? new URL(text.trim()) : null
  if (!url) throw new Sentence('The address of the node must begin with https:// or http://.')
  return url
}

/** Which network a node belongs to, by its genesis; null for one that this page does not know. */
export async function networkOf(connection: Connection): Promise<{ network: Network | null; name: string }> {
  const genesis = await connection.getGenesisHash()
  const known = Object.entries(GENESIS_HASHES).find(([, hash]) => hash === genesis)?.[0] as Network | undefined
  return known
    ? { network: known, name: NETWORK_NAMES[known] }
    : { network: null, name: `a network that this page does not know (genesis ${genesis.slice(0, 8)}…)` }
}
