import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Connection } from '@solana/web3.js'

type Rpc = (method: string, params?: unknown[]) => Promise<unknown>
export type LocalChain = { rpcUrl: string; wsUrl: string; connection: Connection; rpc: Rpc }

/** From a block until it is final. */
const FINALITY_SLOTS = 33

/** Asks a node, also what only the local one understands. */
export function rpcOf(url: string): Rpc {
  return async (method, params = []) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
}

/** Makes final what is in a block by now, without waiting for it. */
export const finalise = ({ rpc }: Pick<LocalChain, 'rpc'>) => rpc('flotilla_pass', [{ slots: FINALITY_SLOTS }])

/** Starts a private chain with 60 ms slots on free ports. The caller stops it. */
export async function startChain(): Promise<LocalChain & { stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['tools/chain.mjs', '--slot', '60'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { rpc: rpcUrl, ws: wsUrl } = JSON.parse(line) as { rpc: string; ws: string }
  const rpc = rpcOf(rpcUrl)
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
