// B7 `follow`: the follower catching up from a local RPC stub with what 1,000,000 transactions left behind in the program's accounts,
// against JSON.parse of the same answers, turn by turn in one run. Then how many slots a reading is old once it is there, while the raise
// moves in every slot.
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

/** Slots of K2 are 400 ms long; in each of them so many people commit. */
const SLOT_MS = 400
const A_SLOT = 20
const SLOTS = 150
/** Where the node begins to count. */
const FIRST_SLOT = 5_000
/** Also a raise of this many: most are no larger. */
const FEWER = 9_000
const MOST_BEHIND = 1

const programId = new PublicKey(PROGRAM)
const file = path.join(import.meta.dirname, 'follow-stub.ts')

/** A node in a process of its own; and how it is asked. */
async function startStub(...facts: number[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, PROGRAM, ...facts.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { url: line, stop: () => child.kill() }
}

/** In slots: how old each of the readings was when it was there, in order. */
async function behind(positions: number): Promise<number[]> {
  const { url, stop } = await startStub(positions, TRANSACTIONS, SLOT_MS, A_SLOT)
  const node = new RpcNode(url)
  const late: number[] = []
  let known = new Map<string, Uint8Array | null>()
  const until = performance.now() + SLOTS * SLOT_MS
  while (performance.now() < until) {
    const { raises, moving } = await readProgram(node, { programId, known, isWanted: () => true })
    if (moving.length > 0) fail('a raise moved faster than it could be read')
    const [reading] = raises
    if (!reading) continue
    late.push((await node.clock())!.slot - Number(reading.slot))
    if (reading.positions.length !== positions + A_SLOT * (Number(reading.slot) - FIRST_SLOT))
      fail('positions are missing')
    known = new Map([[reading.address, reading.data]])
  }
  stop()
  return late.sort((a, b) => a - b)
}

const p99 = (sorted: readonly number[]): number => sorted[Math.ceil(0.99 * sorted.length) - 1]!

const { url, stop } = await startStub(POSITIONS, TRANSACTIONS)
let bytes = 0

async function ours(): Promise<number> {
  const began = performance.now()
  const { raises } = await readProgram(new RpcNode(url), {
    ...{ programId, known: new Map(), isWanted: () => true },
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
stop()
const ratio = median(rounds.map(({ mine, theirs }) => theirs / mine))
const mine = median(rounds.map((one) => one.mine))
const [many, fewer] = [await behind(POSITIONS), await behind(FEWER)]
const checks = {
  rounds: ROUNDS,
  positions: POSITIONS,
  transactions: TRANSACTIONS,
  bytes,
  addsUp: true,
  slotsBehind: { [POSITIONS]: p99(many), [FEWER]: p99(fewer), most: MOST_BEHIND },
  readings: { [POSITIONS]: many.length, [FEWER]: fewer.length },
}
const ok = ratio >= 0.7 && p99(many) <= MOST_BEHIND && p99(fewer) <= MOST_BEHIND
const result = { ours: round(mine), peer: round(median(rounds.map(({ theirs }) => theirs))), unit: 'ms' }
console.log(JSON.stringify({ name: 'follow', ...result, ratio: round(ratio), goal: 0.7, ok, checks }))
process.exit(0)
