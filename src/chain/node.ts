import { PublicKey } from '@solana/web3.js'
import { z } from 'zod'

/** No call to the node may take longer: a tick that waits for a dead node would pile up others behind it. */
const DEADLINE_MS = 20_000

/** What an account holds, as a node shows it. */
export type ShownAccount = { lamports: bigint; owner: PublicKey; data: Buffer }
export type At = { slot: number }
export type Listed = { address: string; data: Buffer }

/** How a request reaches a node: `fetch`, or what stands in for the network in a test of lies. */
export type Carrier = (url: string, init: RequestInit) => Promise<Response>

/** A node's refusal of one call. */
export class NodeError extends Error {
  override name = 'NodeError'
}

const slotShape = z.number().int()
const accountShape = z.object({
  lamports: z.number().nonnegative(),
  owner: z.string(),
  data: z.tuple([z.string(), z.literal('base64')]),
})
const envelope = <Value extends z.ZodType>(value: Value) => z.object({ context: z.object({ slot: slotShape }), value })
const answerShape = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
})

const historyShape = z.array(z.object({ signature: z.string(), err: z.unknown() }))
const landedShape = z.object({
  slot: slotShape,
  transaction: z.tuple([z.string(), z.literal('base64')]),
  meta: z.object({ err: z.unknown() }),
})

/** The numbers of a Clock sysvar: slot, epoch start, epoch, schedule epoch, unix time. */
const CLOCK = 'SysvarC1ock11111111111111111111111111111111'
const CLOCK_TIME_OFFSET = 32
const FINALIZED = { commitment: 'finalized', encoding: 'base64' } as const

/**
 * One RPC node, asked for what is finalized and nothing else. Lists are read without the checks of web3.js, which take 30 s for
 * 90,000 accounts: the envelope is checked by shape, and each account by its length and discriminator when it is decoded.
 */
export class RpcNode {
  #id = 0
  constructor(
    readonly url: string,
    private readonly carrier: Carrier = fetch,
  ) {}

  async genesis(): Promise<string> {
    return z.string().parse(await this.#call('getGenesisHash', []))
  }

  /** The finalized slot, and the chain's time at it in unix seconds; null when the node has no Clock sysvar. */
  async clock(): Promise<(At & { time: bigint }) | null> {
    const answer = await this.#call('getAccountInfo', [CLOCK, FINALIZED])
    const { context, value } = envelope(accountShape.nullable()).parse(answer)
    const data = Buffer.from(value?.data[0] ?? '', 'base64')
    return data.length < CLOCK_TIME_OFFSET + 8
      ? null
      : { slot: context.slot, time: data.readBigInt64LE(CLOCK_TIME_OFFSET) }
  }

  /** Lamports that an account of so many bytes must hold. */
  async rent(bytes: number): Promise<bigint> {
    return BigInt(
      z
        .number()
        .int()
        .parse(await this.#call('getMinimumBalanceForRentExemption', [bytes])),
    )
  }

  /** All accounts of a program that pass the filters, as they were at one slot not before `minContextSlot`. */
  async programAccounts(
    program: string,
    filters: readonly object[],
    minContextSlot: number,
  ): Promise<At & { found: Listed[] }> {
    const options = { ...FINALIZED, minContextSlot, withContext: true, filters }
    const answer = await this.#call('getProgramAccounts', [program, options])
    const { context, value } = envelope(z.array(z.unknown())).parse(answer)
    return { slot: context.slot, found: value.map(listed) }
  }

  /** Up to 100 accounts as they were at one slot not before `minContextSlot`; null for one that does not exist. */
  async accounts(
    addresses: readonly string[],
    minContextSlot: number,
  ): Promise<At & { found: (ShownAccount | null)[] }> {
    const answer = await this.#call('getMultipleAccounts', [addresses, { ...FINALIZED, minContextSlot }])
    const { context, value } = envelope(z.array(accountShape.nullable()).length(addresses.length)).parse(answer)
    return { slot: context.slot, found: value.map(shown) }
  }

  /** Signatures of transactions that succeeded and name an address, the newest first: among the last `most` that name it. */
  async succeeded(address: string, most: number): Promise<string[]> {
    const answer = await this.#call('getSignaturesForAddress', [address, { commitment: 'finalized', limit: most }])
    return historyShape.parse(answer).flatMap(({ signature, err }) => (err === null ? signature : []))
  }

  /** A transaction that succeeded, as it came over the wire; null when there is none of this signature. */
  async transaction(signature: string): Promise<(At & { wire: Buffer }) | null> {
    const options = { ...FINALIZED, maxSupportedTransactionVersion: 0 }
    const landed = landedShape.nullable().parse(await this.#call('getTransaction', [signature, options]))
    if (landed?.meta.err !== null) return null
    return { slot: landed.slot, wire: Buffer.from(landed.transaction[0], 'base64') }
  }

  async #call(method: string, params: readonly unknown[]): Promise<unknown> {
    this.#id += 1
    const response = await this.carrier(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: this.#id, method, params }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    if (!response.ok) throw new NodeError(`${response.status} ${response.statusText}`)
    const { result, error } = answerShape.parse(await response.json())
    if (error) throw new NodeError(`${method}: ${error.message} (${error.code})`)
    return result
  }
}

function shown(account: z.infer<typeof accountShape> | null): ShownAccount | null {
  if (!account) return null
  const { lamports, owner, data } = account
  return { lamports: BigInt(lamports), owner: new PublicKey(owner), data: Buffer.from(data[0], 'base64') }
}

/** One entry of a list. There may be a hundred thousand, so only what is used is looked at. */
function listed(entry: unknown): Listed {
  const { pubkey, account } = entry as { pubkey?: unknown; account?: { data?: unknown } }
  const data: unknown = Array.isArray(account?.data) ? account.data[0] : undefined
  if (typeof pubkey !== 'string' || typeof data !== 'string') throw new NodeError('an entry of a list has no account')
  return { address: pubkey, data: Buffer.from(data, 'base64') }
}
