// The node of `follow.ts`, in a process of its own so that it takes no time from what is measured. Prints its address.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ManyPositions } from '@/test/many-positions'

const [, , program, positions, transactions] = process.argv
const unix = BigInt(Math.floor(Date.now() / 1_000))

const raise = new ManyPositions(1, 10n, unix)
raise.commit(Number(positions))
raise.raise.sequence = BigInt(transactions!)
const account = (data: Uint8Array) => ({
  ...{ lamports: 2_000_000, owner: program, executable: false, rentEpoch: 0 },
  data: [Buffer.from(data).toString('base64'), 'base64'],
})
const answer = (value: unknown) => ({ jsonrpc: '2.0', id: 1, result: { context: { slot: 5_000 }, value } })
const clock = Buffer.alloc(40)
clock.writeBigInt64LE(unix, 32)
const listed = raise.positions.map((position) => ({
  pubkey: position.address,
  account: account(raise.positionData(position)),
}))
const POSITIONS_ANSWER = JSON.stringify(answer(listed))
const RAISE_ANSWER = JSON.stringify(answer([{ pubkey: raise.address.toBase58(), account: account(raise.data()) }]))
const ANSWERS: Record<string, (params: { filters?: { dataSize?: number }[] }[]) => string> = {
  getGenesisHash: () => JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'stub' }),
  getMinimumBalanceForRentExemption: () => JSON.stringify({ jsonrpc: '2.0', id: 1, result: 890_880 }),
  getAccountInfo: () => JSON.stringify(answer(account(clock))),
  getProgramAccounts: ([, options]) => (options?.filters?.length === 3 ? POSITIONS_ANSWER : RAISE_ANSWER),
  getMultipleAccounts: () => JSON.stringify(answer([account(raise.data()), null, null])),
}

const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const { method, params } = JSON.parse(Buffer.concat(parts).toString())
  response.setHeader('content-type', 'application/json').end(ANSWERS[method]!(params))
})
// Nobody hangs up while the other side counts.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
