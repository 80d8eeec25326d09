import { z } from 'zod'
import { isLoopback } from './network'

const answer = z.object({ result: z.unknown(), error: z.object({ message: z.string() }).optional() })

/** Calls a method that only the private local chain has. Refuses to speak to anything but this machine. */
export async function localCall(rpcUrl: string, method: `flotilla_${string}`, params: unknown[]): Promise<unknown> {
  if (!isLoopback(rpcUrl)) throw new Error(`${method} exists on the local chain only`)
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  })
  const { result, error } = answer.parse(await response.json())
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
