import { NETWORKS, type Network } from './programs'

/** Genesis hashes by network. A local chain has a new one at each start, so it is known by its loopback address instead. */
export const GENESIS_HASHES: Record<Exclude<Network, 'local'>, string> = {
  'k2-mainnet': '7rVVciNgm2m5JquMbKNxEYPryvzVtDktWhHLM4xFpfjq',
  'k2-testnet': '3J1UybSMw4hCdTnQoVqVC3TSeZ4cd9SkrDQp3Q9j49VF',
  'solana-devnet': 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
}

/** What people call a network. */
export const NETWORK_NAMES: Record<Network, string> = {
  local: 'the local chain',
  'k2-mainnet': 'K2 mainnet',
  'k2-testnet': 'K2 testnet',
  'solana-devnet': 'Solana devnet',
}

/** A public node of each network that has one, for whoever names none. */
export const PUBLIC_NODES: Partial<Record<Network, string>> = {
  'k2-mainnet': 'https://mainnet.koii.network',
  'k2-testnet': 'https://testnet.koii.network',
}

export const isNetwork = (text: string): text is Network => (NETWORKS as readonly string[]).includes(text)

/** Whether a URL points to this machine: the only place where the local network may be. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Null when the cluster is the configured network; else one sentence that says what is wrong. */
export function networkProblem(network: Network, rpcUrl: string, genesisHash: string): string | null {
  if (network === 'local') {
    return isLoopback(rpcUrl)
      ? null
      : `RPC_URL: the network "local" must be on this machine, not at ${new URL(rpcUrl).host}.`
  }
  if (genesisHash === GENESIS_HASHES[network]) return null
  const actual = Object.entries(GENESIS_HASHES).find(([, hash]) => hash === genesisHash)?.[0]
  return `RPC_URL: this node belongs to ${actual ?? `a cluster with genesis hash ${genesisHash}`}, but FLOTILLA_NETWORK says ${network}.`
}

/** Where an address or a transaction can be looked up; null on the local chain, which has no explorer. */
export function explorerUrl(network: Network, kind: 'address' | 'tx', id: string): string | null {
  if (network === 'local') return null
  if (network === 'solana-devnet') return `https://explorer.solana.com/${kind}/${id}?cluster=devnet`
  return `https://explorer.koii.live/${kind}/${id}?cluster=${network === 'k2-mainnet' ? 'mainnet' : 'testnet'}`
}
