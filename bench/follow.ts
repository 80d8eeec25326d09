// B7 `follow`: the follower catching up from a local RPC stub with what 1,000,000 transactions left behind in the program's accounts,
// against JSON.parse of the same answers, turn by turn in one run.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PublicKey } from '@solana/web3.js'
import { readProgram } from '@/chain/follower'
import { RpcNode } from '@/chain/node'
import { ManyPositions } from '@/test/many-positions'
import { fail, median, round } from './figures'

const ROUNDS = 5
const TRANSACTIONS = 1_000_000
/** What so many transactions leave: each investor moved about eleven times. */
const POSITIONS = 90_000
const PROGRAM = 'F1oti11aRaise1111111111111111111111111111111'
const unix = BigInt(Math.floor(Date.now() / 1_000))

const raise = new ManyPositions(1, 10n, unix)
raise.commit(POSITIONS)
raise.raise.sequence = BigInt(TRANSACTIONS)
const account = (data: Uint8Array) => ({
  ...{ lamports: 2_000_000, owner: PROGRAM, executable: false, rentEpoch: 0 },
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
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function ours(): Promise<number> {
  const began = performance.now()
  const { raises } = await readProgram(new RpcNode(url), {
    ...{ programId: new PublicKey(PROGRAM), known: new Map(), isWanted: () => true },
  })
  const took = performance.now() - began
  if (raises[0]?.positions.length !== POSITIONS) fail('positions are missing')
  const sum = raises[0].positions.reduce((total, { position }) => total + position.committed, 0n)
  if (sum !== raise.raise.committed) fail('the positions do not add up')
  return took
}

/** The same bytes over the same wire, parsed and thrown away. */
async function peer(): Promise<number> {
  const began = performance.now()
  const body = JSON.stringify({ method: 'getProgramAccounts', params: [PROGRAM, { filters: [1, 2, 3] }] })
  const response = await fetch(url, { method: 'POST', body })
  JSON.parse(await response.text())
  return performance.now() - began
}

const rounds: { mine: number; theirs: number }[] = []
for (let turn = 0; turn <= ROUNDS; turn += 1) {
  const mine = await ours()
  const theirs = await peer()
  if (turn > 0) rounds.push({ mine, theirs })
}
const ratio = median(rounds.map(({ mine, theirs }) => theirs / mine))
const mine = median(rounds.map((one) => one.mine))
const checks = {
  rounds: ROUNDS,
  positions: POSITIONS,
  transactions: TRANSACTIONS,
  bytes: POSITIONS_ANSWER.length,
  addsUp: true,
}
const result = { ours: round(mine), peer: round(median(rounds.map(({ theirs }) => theirs))), unit: 'ms' }
console.log(JSON.stringify({ name: 'follow', ...result, ratio: round(ratio), goal: 0.7, ok: ratio >= 0.7, checks }))
process.exit(0)
