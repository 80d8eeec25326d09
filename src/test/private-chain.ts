import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Connection } from '@solana/web3.js'

type Rpc = (method: string, params?: unknown[]) => Promise<unknown>
export type LocalChain = { rpcUrl: string; wsUrl: string; connection: Connection; rpc: Rpc }

/** Starts a private chain with 60 ms slots on free ports. The caller stops it. */
export async function startChain(): Promise<LocalChain & { stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['tools/chain.mjs', '--slot', '60'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { rpc: rpcUrl, ws: wsUrl } = JSON.parse(line) as { rpc: string; ws: string }
  const rpc: Rpc = async (method, params = []) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  }
  return {
    rpcUrl,
    wsUrl,
    rpc,
    connection: new Connection(rpcUrl, { wsEndpoint: wsUrl, commitment: 'confirmed' }),
    stop,
  }
}
