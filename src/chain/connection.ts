import { type AccountInfo, SYSVAR_CLOCK_PUBKEY as CLOCK, Connection } from '@solana/web3.js'

/** No call to the node may take longer: a page or a tick that waits for a dead node would pile up others behind it. */
const DEADLINE_MS = 10_000

/** A connection whose every call ends within the deadline, by answer or by error. */
export function openConnection(rpcUrl: string, wsUrl?: string, deadlineMs = DEADLINE_MS): Connection {
  return new Connection(rpcUrl, {
    commitment: 'confirmed',
    disableRetryOnRateLimit: true,
    ...(wsUrl && { wsEndpoint: wsUrl }),
    fetch: (input: RequestInfo | URL, init?: RequestInit) =>
      fetch(input, { ...init, signal: AbortSignal.timeout(deadlineMs) }),
  } as ConstructorParameters<typeof Connection>[1])
}

let shared: { url: string; connection: Connection } | undefined

/** The process's connection to RPC_URL. A wallet's own connection is never used: it could lead to another cluster. */
export function connection(): Connection {
  const url = process.env.RPC_URL
  if (!url) throw new Error('RPC_URL is not set')
  if (shared?.url !== url) shared = { url, connection: openConnection(url, process.env.WS_URL) }
  return shared.connection
}

/** The chain's clock in unix seconds, from the Clock sysvar: what the programs see. */
export async function chainTime(from: Connection = connection()): Promise<bigint> {
  return timeIn(await from.getAccountInfo(CLOCK, 'confirmed'))
}

/** The same from the Clock sysvar as it was read beside other accounts: the time at which these were so. */
export function timeIn(clock: AccountInfo<Buffer> | null | undefined): bigint {
  if (!clock || clock.data.length < 40) throw new Error('the node has no Clock sysvar')
  return clock.data.readBigInt64LE(32)
}
