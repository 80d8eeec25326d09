// B5 `distribute`: a round over 90,000 people, computed in a worker thread from unsorted rows to base units: `quadratic` with 900,000
// contributions to 500 projects, and `cluster-matching` with as many to 100; against floats with an object for each contribution, in
// turns. BENCH_PEOPLE, BENCH_RUNS and BENCH_SHUFFLES make it smaller.
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { GiftRows } from '@/domains/rounds/rules/gifts'
import { isqrt } from '@/kit/integer'
import { randomRows } from './distribute/rows'
import type { Answer, Task } from './distribute/work'
import { fail, median, round } from './figures'

const PEOPLE = Number(process.env.BENCH_PEOPLE ?? 90_000)
const RUNS = Number(process.env.BENCH_RUNS ?? 5)
const SHUFFLES = Number(process.env.BENCH_SHUFFLES ?? 100)
const POOL = 1_000_000n * 1_000_000_000n
const MOST_MEGABYTES = 300

const ROUNDS = [
  { rule: 'quadratic', projects: 500, goal: 0.5 },
  { rule: 'cluster-matching', projects: 100, goal: 0.7 },
] as const

const worker = new Worker(new URL('./distribute/work.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
async function ask(task: Task): Promise<Answer> {
  worker.postMessage(task)
  const [answer] = await once(worker, 'message')
  return answer as Answer
}

/** The weights of `quadratic` as the formula stands, with a bigint for every root. */
function exactWeights({ person, project, projects, high, low }: GiftRows): bigint[] {
  const pairs = new Map<number, bigint>()
  for (const [row, who] of person.entries()) {
    const pair = who * projects + project[row]!
    pairs.set(pair, (pairs.get(pair) ?? 0n) + (BigInt(high[row]!) << 32n) + BigInt(low[row]!))
  }
  const roots = new Array<bigint>(projects).fill(0n)
  const sums = new Array<bigint>(projects).fill(0n)
  for (const [pair, units] of pairs) {
    roots[pair % projects]! += isqrt(units * 10n ** 18n)
    sums[pair % projects]! += units
  }
  return roots.map((root, place) => root ** 2n / 10n ** 18n - sums[place]!)
}

const textOf = ({ weights, units }: Answer) => `${weights.join()} ${units.join()}`

type Ours = Omit<Task, 'who'>

/** Ours and floats in turns: seconds of each, and how long the main thread was held up by ours. */
async function compare(task: Ours, first: Answer) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const [ours, peer]: [number[], number[]] = [[], []]
  let blocked = 0
  for (let turn = 0; turn < RUNS; turn += 1) {
    delay.reset()
    delay.enable()
    const mine = await ask({ ...task, who: 'ours' })
    delay.disable()
    blocked = Math.max(blocked, delay.max / 1e6)
    const theirs = await ask({ ...task, who: 'peer' })
    if (textOf(mine) !== textOf(first)) fail('two runs differ')
    checkNear(theirs, mine)
    ours.push(mine.seconds)
    peer.push(theirs.seconds)
  }
  return { mine: median(ours), theirs: median(peer), blocked }
}

/** Floats are near; more is not asked of them. */
function checkNear({ units: floats }: Answer, { units }: Answer): void {
  for (const [place, amount] of floats.entries()) {
    const apart = Math.abs(Number(amount) - Number(units[place]))
    if (apart > Number(POOL) * 1e-6) fail(`project ${place} has ${units[place]}, in floats ${amount}`)
  }
}

/** Exact to the base unit, and the same in every order. */
async function check(task: Ours, first: Answer): Promise<void> {
  if ((first.units as bigint[]).reduce((sum, units) => sum + units, 0n) !== POOL) fail('the sum is not the pool')
  if (task.rule === 'quadratic' && exactWeights(randomRows(task.size)).join() !== first.weights.join())
    fail('a weight is not exact')
  for (let time = 0; time < SHUFFLES; time += 1) {
    const again = await ask({ ...task, who: 'ours', shuffle: time })
    if (textOf(again) !== textOf(first)) fail('an order of rows changes the result')
  }
}

const tasks = ROUNDS.map(({ rule, projects, goal }) => {
  const size = { people: PEOPLE, projects, gifts: PEOPLE * 10 }
  return { goal, task: { rule, size, shuffle: null, pool: POOL } as const }
})
// The memory of the whole process is asked for before anything but ours has run in it.
const firsts: Answer[] = []
for (const { task } of tasks) firsts.push(await ask({ ...task, who: 'ours' }))
const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024)

for (const [index, { task, goal }] of tasks.entries()) {
  const first = firsts[index]!
  const { mine, theirs, blocked } = await compare(task, first)
  await check(task, first)
  const checks = { sumExact: true, shuffles: SHUFFLES, ...task.size, megabytes, mainThreadBlockedMs: round(blocked) }
  const figures = { ours: round(mine), peer: round(theirs), ratio: round(theirs / mine), goal }
  const ok = mine < goal && megabytes < MOST_MEGABYTES
  console.log(JSON.stringify({ name: `distribute ${task.rule}`, ...figures, ok, checks }))
}
await worker.terminate()
