// B7 `follow`: the follower catching up from a local RPC stub with what 1,000,000 transactions left behind in the program's accounts,
// against JSON.parse of the same answers, turn by turn in one run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PublicKey } from '@solana/web3.js'
import { readProgram } from '@/chain/follower'
import { RpcNode } from '@/chain/node'
import { fail, median, round } from './figures'

const ROUNDS = 5
const TRANSACTIONS = 1_000_000
/** What so many transactions leave: each investor moved about eleven times. */
const POSITIONS = 90_000
const PROGRAM = 'F1oti11aRaise1111111111111111111111111111111'
const AMOUNT = 5_000_000_000n

const file = path.join(import.meta.dirname, 'follow-stub.ts')
const facts = [PROGRAM, String(POSITIONS), String(TRANSACTIONS)]
const stub = spawn(process.execPath, ['--import', 'tsx', file, ...facts], { stdio: ['ignore', 'pipe', 'inherit'] })
const [url] = (await once(createInterface({ input: stub.stdout }), 'line')) as [string]
let bytes = 0

async function ours(): Promise<number> {
  const began = performance.now()
  const { raises } = await readProgram(new RpcNode(url), {
    ...{ programId: new PublicKey(PROGRAM), known: new Map(), isWanted: () => true },
  })
  const took = performance.now() - began
  if (raises[0]?.positions.length !== POSITIONS) fail('positions are missing')
  const sum = raises[0].positions.reduce((total, { position }) => total + position.committed, 0n)
  if (sum !== BigInt(POSITIONS) * AMOUNT) fail('the positions do not add up')
  return took
}

/** The same bytes over the same wire, parsed and thrown away. */
async function peer(): Promise<number> {
  const began = performance.now()
  const body = JSON.stringify({ method: 'getProgramAccounts', params: [PROGRAM, { filters: [1, 2, 3] }] })
  const response = await fetch(url, { method: 'POST', body })
  const text = await response.text()
  bytes = text.length
  JSON.parse(text)
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
  bytes,
  addsUp: true,
}
const result = { ours: round(mine), peer: round(median(rounds.map(({ theirs }) => theirs))), unit: 'ms' }
console.log(JSON.stringify({ name: 'follow', ...result, ratio: round(ratio), goal: 0.7, ok: ratio >= 0.7, checks }))
stub.kill()
process.exit(0)
