import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GENESIS_HASHES } from '@/chain/network'
import { processArgs } from '../../tools/build.mjs'
import { freePort } from '../../tools/port.mjs'

/** A node that knows to which chain it belongs, and nothing else: enough for a server to believe that it works there. */
export async function nodeOf(genesis: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const { id, method } = JSON.parse(body) as { id: unknown; method: string }
      const answer =
        method === 'getGenesisHash' ? { result: genesis } : { error: { code: -32_601, message: 'Method not found' } }
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
    })
  })
  return { url: `http://127.0.0.1:${await listen(server)}`, stop: () => server.close() }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** The environment of this world's site, as it must be to work on K2 testnet: same database, same keys, another chain, a proxy in front. */
export const testnet = (rpcUrl: string, port: number): NodeJS.ProcessEnv => {
  const { STRIPE_API_URL: _standIn, WS_URL: _socket, FLOTILLA_SUPERVISED: _starter, ...world } = process.env
  const site = { SITE_URL: 'https://flotilla.example.org', NEXTAUTH_URL: 'https://flotilla.example.org' }
  return {
    ...{ ...world, ...site, FLOTILLA_NETWORK: 'k2-testnet', RPC_URL: rpcUrl, HOST: '127.0.0.1', PORT: String(port) },
    ...{ TRUSTED_PROXIES: '1', NODE_ENV: 'production', SMTP_URL: 'smtp://127.0.0.1:1', LOG_LEVEL: 'warn' },
    RAISE_PROGRAM_ID: 'F1oti11aRaise1111111111111111111111111111111',
    DISTRIBUTOR_PROGRAM_ID: 'F1oti11aDistribution111111111111111111111111',
  } as NodeJS.ProcessEnv
}

/** A server process of the production build. `words` is what it has printed to its standard error. */
export function serve(env: NodeJS.ProcessEnv): { child: ChildProcess; words: () => string } {
  const child = spawn(process.execPath, processArgs('main'), {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr!.on('data', (part) => {
    words += part
  })
  return { child, words: () => words }
}

/** A second site over this world's database that works on K2 testnet, once it answers. */
export async function serveOnTestnet(): Promise<{ url: string; stop: () => Promise<void> }> {
  const node = await nodeOf(GENESIS_HASHES['k2-testnet'])
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { child, words } = serve(testnet(node.url, port))
  let answers = false
  while (!answers) {
    if (child.exitCode !== null) throw new Error(`The second server could not start: ${words()}`)
    answers = await fetch(url).then(
      ({ ok }) => ok,
      () => false, // nobody listens yet
    )
  }
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    node.stop()
  }
  return { url, stop }
}
