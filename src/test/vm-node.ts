import { createHash } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Connection, Message, PublicKey, SYSVAR_CLOCK_PUBKEY } from '@solana/web3.js'
import bs58 from 'bs58'
import { RpcNode } from '@/chain/node'
import { signersOf } from '@/chain/transactions'
import type { LocalChain } from './chain'
import { type Filter, passes, written } from './paper-chain'
import type { Plant } from './plants'
import { type RpcFailure, Vm, type VmAccount } from './vm'

type Call = { id: unknown; method: string; params: unknown[] }
type Landed = { slot: number; failure: RpcFailure | null; wire: Uint8Array }

/** How long a blockhash lives, in blocks, as on K2. */
const BLOCKHASH_LIFE = 150
/** Slots that have passed without a block, as on every chain that is not a test's: a height is less than its slot. */
const EMPTY_SLOTS = 1_000
/** What one signature costs. */
const FEE = 5_000

/** What may go wrong on the way to the node and back, for tests of the sender's side. Throwing is a broken connection. */
export type Wires = {
  /** Before the node hears of a call. */
  before?: (method: string) => Promise<void> | void
  /** After it has done what was asked and before its answer is read. */
  after?: (method: string) => Promise<void> | void
}

/** A block is `perBlock` calls long, and what is in one is final when the next `lag` are there. `plant` may change what is asked. */
type Options = { perBlock?: number; lag?: number; plant?: Plant | undefined }

/**
 * The virtual machine behind the RPC of a node, in this process: the real programs, transactions one after another, statuses, and
 * blockhashes that end.
 */
export class VmNode {
  readonly vm = new Vm()
  readonly wires: Wires = {}
  readonly connection: Connection
  readonly node: RpcNode
  /** Called after each transaction that succeeded, before anybody hears of it. */
  onLanded: (wire: Uint8Array) => void = () => undefined
  readonly #perBlock: number
  readonly #lag: number
  #slot = 2_000
  #calls = 0
  readonly #landed = new Map<string, Landed>()
  readonly #hashes = new Map<string, number>()

  constructor({ perBlock = 50, lag = 2, plant = (question) => question }: Options = {}) {
    ;[this.#perBlock, this.#lag] = [perBlock, lag]
    const carrier = (_: unknown, init?: RequestInit) => this.#carry(plant(String(init?.body)))
    const settings = { commitment: 'confirmed', disableRetryOnRateLimit: true, fetch: carrier } as const
    this.connection = new Connection('http://vm.invalid', settings as ConstructorParameters<typeof Connection>[1])
    this.node = new RpcNode('http://vm.invalid', carrier)
  }

  /** The same as the chains of other tests have it. */
  get chain(): LocalChain {
    const rpc = async (method: string, params: unknown[] = []) => this.#own(method, params[0] as Record<string, string>)
    return { rpcUrl: 'http://vm.invalid', wsUrl: 'ws://vm.invalid', connection: this.connection, rpc }
  }

  /** What became of a signature; undefined when it never arrived. */
  landed(signature: string): { failure: RpcFailure | null } | undefined {
    return this.#landed.get(signature)
  }

  /** Answers over HTTP too, on a free port, until it is stopped. */
  async serve(): Promise<{ port: number; stop: () => void }> {
    const server = http.createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const answer = await this.#carry(Buffer.concat(parts).toString())
      response.setHeader('content-type', 'application/json').end(await answer.text())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return { port: (server.address() as AddressInfo).port, stop: () => void server.close().closeAllConnections() }
  }

  /** Lets blocks pass. */
  pass(blocks: number): void {
    this.#slot += blocks
  }

  /** Goes on at this height, at the beginning of a block: how many calls came before is no part of what follows. */
  beginAt(slot: number): void {
    if (slot < this.#slot) throw new RangeError(`the chain is at ${this.#slot} already`)
    ;[this.#slot, this.#calls] = [slot, 0]
  }

  get #height(): number {
    return this.#slot - EMPTY_SLOTS
  }

  #own(method: string, input: Record<string, string> = {}): unknown {
    if (method === 'flotilla_timeTravel') {
      const [to, seconds] = [BigInt(input.to ?? 0), BigInt(input.seconds ?? 0)]
      this.vm.now = to || this.vm.now + seconds
      this.pass(BLOCKHASH_LIFE)
      return { unixTimestamp: Number(this.vm.now) }
    }
    if (method === 'flotilla_pass') this.pass(Number(input.slots))
    if (method === 'flotilla_fund') {
      const address = new PublicKey(input.address!)
      this.vm.setLamports(address, this.vm.lamports(address) + BigInt(input.lamports!))
    }
    return null // the programs are deployed in every virtual machine
  }

  async #carry(body: string): Promise<Response> {
    const { id, method, params } = JSON.parse(body) as Call
    await this.wires.before?.(method)
    this.#calls += 1
    if (this.#calls % this.#perBlock === 0) this.#slot += 1
    const answer = this.#answer(method, params)
    await this.wires.after?.(method)
    return new Response(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  }

  #answer(method: string, params: unknown[]): { result: unknown } | { error: { code: number; message: string } } {
    const handler = this.#handlers[method]
    if (!handler) return { error: { code: -32_601, message: `${method} is not known here` } }
    return { result: handler(...params) }
  }

  #at = (value: unknown) => ({ context: { slot: this.#slot }, value })

  // biome-ignore lint/suspicious/noExplicitAny: each method has parameters of its own, and JSON has no types
  readonly #handlers: Record<string, (...params: any[]) => unknown> = {
    getGenesisHash: () => 'VM'.padEnd(32, '1'),
    getFirstAvailableBlock: () => 0,
    getSlot: () => this.#slot,
    getBlockHeight: () => this.#height,
    getMinimumBalanceForRentExemption: (bytes: number) => Number(this.vm.rent(bytes)),
    getLatestBlockhash: () =>
      this.#at({ blockhash: this.#hash(), lastValidBlockHeight: this.#height + BLOCKHASH_LIFE }),
    getFeeForMessage: (message: string) => this.#at(FEE * signersOf(Buffer.from(message, 'base64')).length),
    getBalance: (address: string) => this.#at(Number(this.vm.lamports(new PublicKey(address)))),
    getAccountInfo: (address: string) => this.#at(this.#account(address)),
    getMultipleAccounts: (addresses: string[]) => this.#at(addresses.map((address) => this.#account(address))),
    getProgramAccounts: (program: string, options: { filters?: Filter[] }) =>
      this.#list(program, options.filters ?? []),
    simulateTransaction: (wire: string, options: { accounts?: { addresses: string[] } }) =>
      this.#at(this.#simulate(Buffer.from(wire, 'base64'), options.accounts?.addresses ?? [])),
    sendTransaction: (wire: string) => this.#send(Buffer.from(wire, 'base64')),
    getSignatureStatuses: (signatures: string[]) => this.#at(signatures.map((signature) => this.#status(signature))),
  }

  /** One blockhash a block. */
  #hash(): string {
    const hash = bs58.encode(createHash('sha256').update(`block ${this.#slot}`).digest())
    this.#hashes.set(hash, this.#height + BLOCKHASH_LIFE)
    return hash
  }

  #account(address: string) {
    if (address === SYSVAR_CLOCK_PUBKEY.toBase58()) return rpcAccount(this.#clock())
    const found = this.vm.account(new PublicKey(address))
    return found && rpcAccount(found)
  }

  #clock(): VmAccount {
    const data = Buffer.alloc(40)
    data.writeBigUInt64LE(BigInt(this.#slot), 0)
    data.writeBigInt64LE(this.vm.now, 32)
    return { lamports: 1n, owner: PublicKey.default, data }
  }

  #list(program: string, filters: readonly Filter[]) {
    const found = [...this.vm.programAccounts(new PublicKey(program))]
      .filter(([, { data }]) => filters.every((filter) => passes(data, filter)))
      .map(([pubkey, account]) => ({ pubkey, account: rpcAccount(account) }))
    return this.#at(found)
  }

  #simulate(wire: Uint8Array, addresses: readonly string[]) {
    const { failure, after } = this.vm.simulateWire(wire)
    const accounts = addresses.map((address) => {
      const account = after.get(address) ?? this.vm.account(new PublicKey(address))
      return account ? rpcAccount(account) : null
    })
    return { err: failure, logs: [], accounts: failure ? null : accounts, unitsConsumed: 0 }
  }

  /** As a validator without preflight: what is out of date vanishes without a word, and what is there already stays as it is. */
  #send(wire: Uint8Array): string {
    const count = wire[0]!
    const signature = bs58.encode(wire.subarray(1, 65))
    const { recentBlockhash } = Message.from(wire.subarray(1 + 64 * count))
    if (this.#landed.has(signature) || (this.#hashes.get(recentBlockhash) ?? 0) < this.#height) return signature
    const failure = this.vm.sendWire(wire)
    // What cannot pay or is not signed never gets into a block.
    if (typeof failure === 'string') return signature
    this.#landed.set(signature, { slot: this.#slot, failure, wire })
    if (!failure) this.onLanded(wire)
    return signature
  }

  #status(signature: string) {
    const found = this.#landed.get(signature)
    if (!found) return null
    const isFinal = found.slot + this.#lag <= this.#slot
    const confirmationStatus = isFinal ? 'finalized' : 'confirmed'
    return { slot: found.slot, confirmations: isFinal ? null : 1, err: found.failure, confirmationStatus }
  }
}

const rpcAccount = (account: VmAccount) => ({ ...written(account), rentEpoch: 0 })
