import { distributorErrorOf } from './distributor/errors'
import { raiseErrorOf } from './raise/errors'

/** Why a transaction did or would not succeed: a name to switch on and a sentence for people. */
export type Failure = { code: string; sentence: string }

/** Code 1 of the System program and of the token program alike. */
const NOT_ENOUGH = 1

const KNOWN: Readonly<Record<string, string>> = {
  InsufficientFundsForFee: 'The wallet does not hold enough KOII for the network fee.',
  InsufficientFundsForRent: 'A wallet in this transaction would be left with less than the chain’s minimum balance.',
  AccountNotFound: 'The wallet that pays the fee does not exist on this chain yet: it holds no KOII.',
  BlockhashNotFound: 'The transaction is out of date.',
}

/** Reads the error of a status or simulation, as the RPC gives it: a name, or the failing instruction and its reason. */
export function failureOf(error: unknown): Failure {
  if (typeof error === 'string') return named(error)
  const reason = reasonOf(error)
  if (typeof reason === 'string') return named(reason)
  const custom = fieldOf(reason, 'Custom')
  if (typeof custom === 'number') return ofCode(custom)
  return named(Object.keys((error as object | null) ?? {})[0] ?? 'Unknown')
}

/** The second part of `{ InstructionError: [index, reason] }`. */
function reasonOf(error: unknown): unknown {
  const parts = fieldOf(error, 'InstructionError')
  return Array.isArray(parts) ? parts[1] : undefined
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const named = (name: string): Failure => ({
  code: name,
  sentence: KNOWN[name] ?? `The chain refused the transaction (${name}).`,
})

function ofCode(code: number): Failure {
  const known = raiseErrorOf(code) ?? distributorErrorOf(code)
  if (known) return { code: known.name, sentence: known.sentence }
  if (code === NOT_ENOUGH) return { code: 'NotEnough', sentence: 'The wallet does not hold enough for this.' }
  return { code: `Custom(${code})`, sentence: `The chain refused the transaction (code ${code}).` }
}

/** Whether an error says that the node could not be reached or did not answer in time, not that it answered no. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return true
  // web3.js puts the error of the call into the words of its own.
  return /TimeoutError|AbortError|fetch failed|ECONNREFUSED|ECONNRESET|socket hang up|^(429|5\d\d) /.test(error.message)
}
