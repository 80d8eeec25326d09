import { PublicKey, SYSVAR_CLOCK_PUBKEY } from '@solana/web3.js'
import bs58 from 'bs58'
import { type Carrier, RpcNode } from '@/chain/node'
import type { Plant } from './plants'

export type PaperAccount = { lamports: bigint; owner: PublicKey; data: Uint8Array }
export type View = ReadonlyMap<string, PaperAccount>
/** All accounts as they were at the end of one slot. */
export type Bank = { slot: number; time: bigint; view: View }

type Call = { id: number; method: string; params: [unknown, Options?] }
type Options = { commitment?: string; minContextSlot?: number; filters?: Filter[] }
export type Filter = { dataSize?: number; memcmp?: { offset: number; bytes: string; encoding?: string } }

/** What a node may do to an answer before it gives it. `bank` is the finalized one that it would answer from. */
export type Lie = {
  bank?: (chain: PaperChain) => Bank
  /** Changes a list or an account of the answer in place. */
  twist?: (method: string, value: unknown) => unknown
  /** The slot for which it says that it answers. */
  dates?: (method: string, slot: number) => number
  fails?: () => boolean
}

/** A chain on paper: banks one after another, of which those up to a certain one are finalized, and nodes that tell of them. */
export class PaperChain {
  readonly banks: Bank[]
  /** Index of the newest finalized bank. */
  finalized = 0

  constructor(
    first: Bank,
    readonly genesis = 'genesis on paper',
  ) {
    this.banks = [first]
  }

  get tip(): Bank {
    return this.banks.at(-1)!
  }
  get root(): Bank {
    return this.banks[this.finalized]!
  }

  produce(bank: Bank): void {
    if (bank.slot <= this.tip.slot) throw new RangeError('slots rise')
    this.banks.push(bank)
  }

  /** Drops the newest banks that are not final; returns the one that is the newest now. */
  rollBack(count: number): Bank {
    this.banks.length = Math.max(this.finalized + 1, this.banks.length - count)
    return this.tip
  }

  finalize(count: number): void {
    this.finalized = Math.min(this.banks.length - 1, this.finalized + count)
  }

  /**
   * A node of this chain; what it lies about may be changed at any time through the object that is given. `plant` may change what it
   * is asked.
   */
  node(lie: Lie = {}, plant: Plant = (question) => question): RpcNode {
    const carrier: Carrier = async (_, { body }) => {
      const call = JSON.parse(plant(String(body))) as Call
      if (lie.fails?.()) throw new TypeError('fetch failed')
      return new Response(JSON.stringify({ jsonrpc: '2.0', id: call.id, ...this.#answer(call, lie) }))
    }
    return new RpcNode('http://paper', carrier)
  }

  #answer({ method, params }: Call, lie: Lie): { result: unknown } | { error: { code: number; message: string } } {
    if (method === 'getGenesisHash') return { result: this.genesis }
    if (method === 'getMinimumBalanceForRentExemption') return { result: 890_880 }
    const { commitment = 'finalized', minContextSlot: least = 0 } = params[1] ?? {}
    const bank = commitment === 'finalized' ? (lie.bank?.(this) ?? this.root) : this.tip
    if (bank.slot < least) return { error: { code: -32_016, message: 'Minimum context slot has not been reached' } }
    const value = answerOf(bank, method, params)
    const slot = lie.dates?.(method, bank.slot) ?? bank.slot
    return { result: { context: { slot }, value: lie.twist?.(method, value) ?? value } }
  }
}

function answerOf(bank: Bank, method: string, [subject, options]: Call['params']): unknown {
  if (method === 'getAccountInfo' && subject === SYSVAR_CLOCK_PUBKEY.toBase58()) return clockAccount(bank)
  if (method === 'getMultipleAccounts')
    return (subject as string[]).map((address) => {
      const account = bank.view.get(address)
      return account ? written(account) : null
    })
  if (method === 'getProgramAccounts')
    return [...bank.view]
      .filter(([, { owner }]) => nameOf(owner) === subject)
      .filter(([, { data }]) => (options?.filters ?? []).every((filter) => passes(data, filter)))
      .map(([pubkey, account]) => ({ pubkey, account: written(account) }))
  throw new Error(`no ${method} on paper`)
}

const names = new Map<string, string>()

/** Base58 takes long, and there are few owners. */
function nameOf(owner: PublicKey): string {
  const bytes = Buffer.from(owner.toBytes()).toString('latin1')
  const name = names.get(bytes) ?? owner.toBase58()
  names.set(bytes, name)
  return name
}

/** An account as an RPC node writes it. */
export const written = ({ lamports, owner, data }: PaperAccount) => ({
  ...{ lamports: Number(lamports), owner: nameOf(owner), executable: false },
  data: [Buffer.from(data).toString('base64'), 'base64'],
})

/** Whether an account's data pass a filter of getProgramAccounts. */
export function passes(data: Uint8Array, { dataSize, memcmp }: Filter): boolean {
  if (dataSize !== undefined && data.length !== dataSize) return false
  if (!memcmp) return true
  const wanted =
    memcmp.encoding === 'base64' ? Buffer.from(memcmp.bytes, 'base64') : Buffer.from(bs58.decode(memcmp.bytes))
  return Buffer.from(data.subarray(memcmp.offset, memcmp.offset + wanted.length)).equals(wanted)
}

function clockAccount({ slot, time }: Bank) {
  const data = Buffer.alloc(40)
  data.writeBigUInt64LE(BigInt(slot), 0)
  data.writeBigInt64LE(time, 32)
  return written({ lamports: 1n, owner: PublicKey.default, data })
}
