import { describe, expect, test } from 'vitest'
import { explorerUrl, GENESIS_HASHES, networkProblem } from './network'

describe('which cluster is this', () => {
  test('a Solana node behind a K2 configuration is refused, and named', () => {
    const problem = networkProblem('k2-mainnet', 'https://rpc.example', GENESIS_HASHES['solana-devnet'])
    expect(problem).toBe('RPC_URL: this node belongs to solana-devnet, but FLOTILLA_NETWORK says k2-mainnet.')
  })
  test('an unknown cluster is refused with its hash', () => {
    expect(networkProblem('k2-testnet', 'https://rpc.example', 'abc')).toContain('genesis hash abc')
  })
  test('the right cluster is accepted', () => {
    expect(networkProblem('k2-testnet', 'https://rpc.example', GENESIS_HASHES['k2-testnet'])).toBeNull()
  })
  test.each([
    ['http://127.0.0.1:8899', true],
    ['http://localhost:8899', true],
    ['http://[::1]:8899', true],
    ['http://127.0.0.1.example:8899', false],
    ['https://mainnet.koii.network', false],
  ])('the local network at %s: %s', (url, accepted) => {
    expect(networkProblem('local', url, 'any') === null).toBe(accepted)
  })
  test('explorer links follow the network; the local chain has none', () => {
    expect(explorerUrl('local', 'tx', 'x')).toBeNull()
    expect(explorerUrl('k2-mainnet', 'address', 'x')).toBe('https://explorer.koii.live/address/x?cluster=mainnet')
    expect(explorerUrl('k2-testnet', 'tx', 'x')).toBe('https://explorer.koii.live/tx/x?cluster=testnet')
  })
})
