import type { Dice } from './dice'
import type { Lie } from './paper-chain'

type Entry = { pubkey: string; account: { data: [string, string] } | null }

const isList = (method: string, value: unknown): value is Entry[] =>
  method === 'getProgramAccounts' && Array.isArray(value)

/** Changes one byte of an amount in the last entry of a list. */
function forged(value: Entry[]): Entry[] {
  const last = value.at(-1)
  if (!last?.account) return value
  const data = Buffer.from(last.account.data[0], 'base64')
  data[data.length - 60]! ^= 1
  return [...value.slice(0, -1), { ...last, account: { ...last.account, data: [data.toString('base64'), 'base64'] } }]
}

/** What one node does wrong, by the name under which a run reports it. Honest ones may still be slow. */
export const LIES: Readonly<Record<string, (dice: Dice) => Lie>> = {
  honest: () => ({}),
  reorders: () => ({ twist: (method, value) => (isList(method, value) ? [...value].reverse() : value) }),
  stale: (dice) => {
    const behind = dice.between(1, 200)
    return { bank: (chain) => chain.banks[Math.max(0, chain.finalized - behind)]! }
  },
  // Shows as final what is only confirmed and may be rolled back.
  ahead: () => ({ bank: (chain) => chain.tip }),
  // Some calls are answered by a node that is ahead, some by one that is behind.
  skewed: (dice) => ({
    bank: (chain) => (dice.chance(0.5) ? chain.tip : chain.banks[Math.max(0, chain.finalized - dice.between(0, 5))]!),
  }),
  hides: () => ({ twist: (method, value) => (isList(method, value) ? value.slice(0, -1) : value) }),
  repeats: () => ({
    twist: (method, value) => (isList(method, value) && value.length > 0 ? [...value, value.at(-1)!] : value),
  }),
  forges: () => ({ twist: (method, value) => (isList(method, value) ? forged(value) : value) }),
  loses: () => ({
    twist: (method, value) => (method === 'getMultipleAccounts' ? (value as unknown[]).map(() => null) : value),
  }),
  // Shows what is so, as if it were so only later.
  postdates: (dice) => ({
    dates: (method, slot) => (method === 'getMultipleAccounts' ? slot + dice.between(1, 2_000) : slot),
  }),
  silent: () => ({ fails: () => true }),
  flaky: (dice) => ({ fails: () => dice.chance(0.3) }),
}
