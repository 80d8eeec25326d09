import { FormatError } from './borsh'

/** JSON whose whole numbers are bigints: K2 writes amounts as plain JSON numbers, which doubles would bend. */
export type ExactJson = null | boolean | bigint | string | ExactJson[] | { [key: string]: ExactJson }

/** The part of a KOII task's state that is read here; the rest is kept as it stands. Names are the program's own. */
export type KoiiTask = {
  is_allowlisted: boolean
  task_name: string
  is_active: boolean
  minimum_stake_amount: bigint
  stake_list: { [stakingKey: string]: bigint }
  is_migrated: boolean
} & { [field: string]: ExactJson }

/**
 * Reads a KOII task account: one JSON object in UTF-8. What stands behind it is ignored: padding, or the rest of a longer state that
 * a shorter one was written over. Anything else is a FormatError.
 */
export function decodeKoiiTask(data: Uint8Array): KoiiTask {
  const state = parseExactJson(new TextDecoder('utf-8', { fatal: true }), data.subarray(0, endOfObject(data)))
  if (!isObject(state)) throw new FormatError('the state is no object')
  const { is_allowlisted, is_active, task_name, minimum_stake_amount, stake_list, is_migrated = false } = state
  if (typeof is_allowlisted !== 'boolean' || typeof is_active !== 'boolean' || typeof is_migrated !== 'boolean')
    throw new FormatError('a flag of the task is missing')
  if (typeof task_name !== 'string') throw new FormatError('the task has no name')
  if (typeof minimum_stake_amount !== 'bigint') throw new FormatError('the task has no minimum stake')
  if (!isStakeList(stake_list)) throw new FormatError('the task has no list of stakes')
  return { ...state, is_allowlisted, is_active, is_migrated, task_name, minimum_stake_amount, stake_list }
}

/** The bytes of a KOII task account, without padding: how tasks are set up on the local chain. */
export const encodeKoiiTask = (task: KoiiTask): Buffer => Buffer.from(writeExactJson(task), 'utf8')

const isObject = (value: ExactJson): value is { [key: string]: ExactJson } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStakeList = (value: ExactJson | undefined): value is { [key: string]: bigint } =>
  value !== undefined &&
  isObject(value) &&
  Object.values(value).every((stake) => typeof stake === 'bigint' && stake >= 0n)

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d]

/** Where the first object ends. No byte of a longer UTF-8 character is one of these four. */
function endOfObject(data: Uint8Array): number {
  let depth = 0
  let isText = false
  for (let at = 0; at < data.length; at += 1) {
    const byte = data[at]
    if (byte === QUOTE) isText = !isText
    else if (isText) at += byte === BACKSLASH ? 1 : 0
    else if (byte === OPEN) depth += 1
    else if (byte === CLOSE && --depth <= 0) return at + 1
  }
  return data.length
}

function parseExactJson(utf8: TextDecoder, data: Uint8Array): ExactJson {
  // The source of a number is what the account holds; `value` may have lost its last digits.
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    if (typeof value !== 'number') return value
    if (!context?.source || !/^-?\d+$/.test(context.source)) throw new FormatError(`${value} is not a whole number`)
    return BigInt(context.source)
  }
  try {
    return JSON.parse(utf8.decode(data), exact) as ExactJson
  } catch (cause) {
    throw cause instanceof FormatError ? cause : new FormatError('the state is no JSON', { cause })
  }
}

function writeExactJson(value: ExactJson): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(writeExactJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${writeExactJson(entry)}`)
    .join(',')}}`
}
