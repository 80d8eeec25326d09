// Beside the main thread, as the site's worker would compute a round.
import { parentPort } from 'node:worker_threads'
import { type GiftRows, gather } from '@/domains/rounds/rules/gifts'
import { REWARD_RULES } from '@/domains/rounds/rules/rewards'
import { splitWithCaps } from '@/domains/rounds/rules/split'
import { clusterFloat, contributionsOf, quadraticFloat } from './float'

export type Task = {
  readonly who: 'ours' | 'peer'
  readonly rule: 'quadratic' | 'cluster-matching'
  readonly rows: GiftRows
  readonly pool: bigint
}
export type Answer = {
  readonly seconds: number
  readonly weights: readonly bigint[]
  readonly units: readonly (bigint | number)[]
}

/** From unsorted rows to what everybody is paid, in base units. */
function ours({ rule, rows, pool }: Task): Answer {
  const { weigh } = REWARD_RULES.find(({ id }) => id === rule)!
  const began = performance.now()
  const gifts = gather(rows, null)
  const weights = weigh({}, { recipients: [], gifts, accepted: new Map() }).map(({ weight }) => weight)
  const units = splitWithCaps(
    pool,
    weights,
    weights.map(() => null),
  )
  return { seconds: (performance.now() - began) / 1_000, weights, units }
}

function peer({ rule, rows, pool }: Task): Answer {
  const contributions = contributionsOf(rows)
  const began = performance.now()
  const compute = rule === 'quadratic' ? quadraticFloat : clusterFloat
  const units = compute(contributions, rows.projects, Number(pool))
  return { seconds: (performance.now() - began) / 1_000, weights: [], units }
}

parentPort!.on('message', (task: Task) => parentPort!.postMessage(task.who === 'ours' ? ours(task) : peer(task)))
