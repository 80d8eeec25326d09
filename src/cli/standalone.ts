import { type Connection, PublicKey } from '@solana/web3.js'
import { openConnection } from '@/chain/connection'
import { isUnreachable } from '@/chain/failure'
import { isNetwork, PUBLIC_NODES } from '@/chain/network'
import { formatMoney, type Money } from '@/kit/money'
import { checkProgram, type ProgramCheck } from '@/refund/program'
import { readRaise, type SeenRaise } from '@/refund/read'
import { codeOf } from './committed'

/** What the verbs that need nothing but a node have in common. */
export const STANDALONE_OPTIONS = {
  rpc: { type: 'string' },
  owner: { type: 'string', multiple: true },
  position: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const

export type StandaloneValues = {
  rpc?: string | undefined
  owner?: string[] | undefined
  position?: string[] | undefined
  json?: boolean | undefined
}

/** Reads what was typed; what cannot be read is told in one sentence, with the usage below it. */
export function understood<Typed>(usage: string, read: () => Typed): Typed {
  try {
    return read()
  } catch (error) {
    const [first] = (error as Error).message.split(/(?<=[.]) /)
    throw new Error(`${first?.replace(/[.]?$/, '.')}\n${usage}`)
  }
}

/** An address as somebody typed it; `what` names it in the refusal. */
export function addressOf(text: string | undefined, what: string): PublicKey {
  try {
    return new PublicKey(text ?? '')
  } catch {
    throw new Error(`${what}: ${text ? `${text} is no address` : 'an address is missing'}. Write 32 bytes in base58.`)
  }
}

/** A connection to the named node, to RPC_URL, or to a public node of the configured network. */
export function nodeOf({ rpc }: StandaloneValues): Connection {
  const network = process.env.FLOTILLA_NETWORK ?? ''
  const url = rpc || process.env.RPC_URL || (isNetwork(network) && PUBLIC_NODES[network])
  if (!url) throw new Error('Name a node with --rpc URL, or set RPC_URL.')
  if (!/^https?:\/\//.test(url))
    throw new Error(`--rpc: ${url} is no address of a node. It begins with https:// or http://.`)
  return openConnection(url)
}

/** Asks the node; when it does not answer, one sentence says so. */
export async function asking<T>(connection: Connection, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!isUnreachable(error)) throw error
    const host = new URL(connection.rpcEndpoint).host
    throw new Error(
      `The node at ${host} does not answer (${(error as Error).message}). What was sent may still arrive; run the same again, which does no harm, or use another node.`,
    )
  }
}

/** The raise with the positions that were asked for, and its program beside the committed code. */
export async function lookAt(
  connection: Connection,
  address: PublicKey,
  values: StandaloneValues,
): Promise<{ seen: SeenRaise; check: ProgramCheck }> {
  const seen = await seeRaise(connection, address, values)
  const { code, hash } = codeOf('raise')
  return { seen, check: await checkProgram(connection, seen.programId, { bytes: code.length, sha256: hash }) }
}

/** The raise with the positions of the named owners or at the named addresses; all of them when none is named. */
export async function seeRaise(
  connection: Connection,
  address: PublicKey,
  { owner = [], position = [] }: StandaloneValues,
): Promise<SeenRaise> {
  const owners = owner.map((text) => addressOf(text, '--owner'))
  const wanted = new Set(position.map((text) => addressOf(text, '--position').toBase58()))
  const seen = await readRaise(connection, address, wanted.size > 0 ? [] : owners)
  if (wanted.size === 0) return seen
  return { ...seen, positions: seen.positions.filter((one) => wanted.has(one.address)) }
}

/** What lies at the program's address, in one line. */
export function programInWords(programId: PublicKey, { published, sha256, upgradeAuthority }: ProgramCheck): string {
  const upgrades = upgradeAuthority ? `${upgradeAuthority} can replace it` : 'nobody can replace it'
  const code = published ? 'is the committed code' : 'is NOT the committed code'
  return `${programId.toBase58()} ${code} (SHA-256 ${sha256 ?? 'unknown'}); ${upgrades}`
}

/** An amount with its symbol, and in base units. */
export const both = (amount: Money): string => `${formatMoney(amount)} (${amount.units})`

/** JSON with base units as digits in quotes: they are larger than a JSON number may safely be. */
export const toJson = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, item: unknown) =>
      typeof item === 'bigint' ? item.toString() : item instanceof PublicKey ? item.toBase58() : item,
    2,
  )
