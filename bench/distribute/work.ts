// Beside the main thread, as the site's worker would compute a round.
import { parentPort } from 'node:worker_threads'
import { type GiftRows, gather } from '@/domains/rounds/rules/gifts'
import { REWARD_RULES } from '@/domains/rounds/rules/rewards'
import { split } from '@/domains/rounds/rules/split'
import { clusterFloat, contributionsOf, quadraticFloat } from './float'
import { randomRows, type Size, shuffled } from './rows'

export type Task = {
  readonly who: 'ours' | 'peer'
  readonly rule: 'quadratic' | 'cluster-matching'
  readonly size: Size
  /** Whether the rows come in another order, and which. */
  readonly shuffle: number | null
  readonly pool: bigint
}
export type Answer = {
  readonly seconds: number
  readonly weights: readonly bigint[]
  readonly units: readonly (bigint | number)[]
}

/** From unsorted rows to what everybody is paid, in base units. */
function ours({ rule, pool }: Task, rows: GiftRows): Answer {
  const { weigh } = REWARD_RULES.find(({ id }) => id === rule)!
  const began = performance.now()
  const gifts = gather(rows, null)
  const weights = weigh({}, { recipients: [], gifts, accepted: new Map() }).map(({ weight }) => weight)
  const parts = split(
    pool,
    weights,
    weights.map(() => null),
  )
  const units = parts.map((part) => part.units)
  return { seconds: (performance.now() - began) / 1_000, weights, units }
}

function peer({ rule, pool }: Task, rows: GiftRows): Answer {
  const contributions = contributionsOf(rows)
  const began = performance.now()
  const compute = rule === 'quadratic' ? quadraticFloat : clusterFloat
  const units = compute(contributions, rows.projects, Number(pool))
  return { seconds: (performance.now() - began) / 1_000, weights: [], units }
}

/** Rows are drawn here, as the site's worker would read them here; by the number of projects, so that each is drawn once. */
const drawn = new Map<number, GiftRows>()
function rowsOf({ size, shuffle }: Task): GiftRows {
  const rows = drawn.get(size.projects) ?? randomRows(size)
  drawn.set(size.projects, rows)
  return shuffle === null ? rows : shuffled(rows, shuffle)
}

parentPort!.on('message', (task: Task) => {
  const rows = rowsOf(task)
  parentPort!.postMessage(task.who === 'ours' ? ours(task, rows) : peer(task, rows))
})
