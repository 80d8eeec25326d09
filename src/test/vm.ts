import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AccountLayout, AccountState, MINT_SIZE, MintLayout } from '@solana/spl-token'
import { Keypair, PublicKey, Transaction, type TransactionInstruction } from '@solana/web3.js'
import {
  Account,
  type AddressAndAccount,
  Clock,
  FailedTransactionMetadata,
  LiteSvm,
  Rent,
  type TransactionMetadata,
} from 'litesvm/dist/internal'
import { distributorErrorOf } from '@/chain/distributor/errors'
import { DISTRIBUTOR_PROGRAM_IDS, RAISE_PROGRAM_IDS, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from '@/chain/programs'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { raiseErrorOf } from '@/chain/raise/errors'
import { unsignedTransaction } from './unsigned-transaction'

/** A legacy transaction that does not fit a packet never reaches K2; the VM would not notice. */
export const PACKET_LIMIT = 1_232

/** The programs under test and where they live in the VM. */
export const RAISE_PROGRAM_ID = RAISE_PROGRAM_IDS.local!
export const DISTRIBUTOR_PROGRAM_ID = DISTRIBUTOR_PROGRAM_IDS.local!

/** The first second of every test: far from zero, so that times before it exist. */
export const EPOCH = 1_800_000_000n

export type Outcome = {
  /** Null: it succeeded. Else the name from errors.ts, or what the chain itself says, for example `Custom(1)`. */
  error: string | null
  /** Index of the instruction that failed, when one did. */
  failedAt: number | null
  units: bigint
  bytes: number
  logs: string[]
}

export type VmAccount = { lamports: bigint; data: Uint8Array; owner: PublicKey }

/** The owner is made a key only when somebody asks for it. */
const shown = (found: Account): VmAccount => ({
  lamports: found.lamports(),
  data: found.data(),
  get owner() {
    return new PublicKey(found.owner())
  },
})

const accountEntry = (found: AddressAndAccount): [string, VmAccount] => [
  new PublicKey(found.address).toBase58(),
  shown(found.account()),
]

export type TokenAccountState = { mint: PublicKey; owner: PublicKey; amount: bigint; frozen?: boolean }

/** A failure as the RPC of a node writes it. */
export type RpcFailure = string | { InstructionError: [number, string | { Custom: number }] }

function rpcFailureOf(failure: FailedTransactionMetadata): RpcFailure {
  const text = /err: (.+?), meta: /s.exec(failure.toString())?.[1] ?? failure.toString()
  const [, index, reason] = /^InstructionError\((\d+), (.+)\)$/.exec(text) ?? []
  if (index === undefined || reason === undefined) return text.split(' ')[0]!
  const code = /^Custom\((\d+)\)$/.exec(reason)?.[1]
  return { InstructionError: [Number(index), code ? { Custom: Number(code) } : reason] }
}

/** What the chain says of a failed transaction, as the name of our error where it is ours. */
function errorOf(failure: FailedTransactionMetadata): Pick<Outcome, 'error' | 'failedAt'> {
  const found = rpcFailureOf(failure)
  if (typeof found === 'string') return { error: found, failedAt: null }
  const [failedAt, reason] = found.InstructionError
  if (typeof reason === 'string') return { error: reason, failedAt }
  const known = raiseErrorOf(reason.Custom) ?? distributorErrorOf(reason.Custom)
  return { error: known?.name ?? `Custom(${reason.Custom})`, failedAt }
}

function outcome(
  meta: TransactionMetadata,
  bytes: Uint8Array,
  failure: Pick<Outcome, 'error' | 'failedAt'> = { error: null, failedAt: null },
): Outcome {
  return { ...failure, units: meta.computeUnitsConsumed(), bytes: bytes.length, logs: meta.logs() }
}

/** The real virtual machine with the committed programs, a clock of its own and no other time than that. */
export class Vm {
  readonly #svm = new LiteSvm()
  readonly #signatures: boolean
  readonly #seed: string | undefined
  #keys = 0

  /**
   * `signatures: false` leaves out the checking of signatures (not of who must sign), for long random runs. `seed`
   * makes every key the same in every run: how long an address takes to be found depends on the keys.
   */
  constructor({ signatures = true, seed }: { signatures?: boolean; seed?: string } = {}) {
    this.#signatures = signatures
    this.#seed = seed
    this.#svm.setSigverify(signatures)
    this.#svm.setBlockhashCheck(false)
    this.#svm.setTransactionHistory(0n)
    this.deploy(RAISE_PROGRAM_ID, new URL('../../programs/raise/raise.so', import.meta.url))
    this.deploy(DISTRIBUTOR_PROGRAM_ID, new URL('../../programs/distributor/distributor.so', import.meta.url))
    this.now = EPOCH
  }

  deploy(programId: PublicKey, so: URL): void {
    this.#svm.addProgram(programId.toBytes(), readFileSync(so))
  }

  /** Unix seconds, as the program sees them. */
  get now(): bigint {
    return this.#svm.getClock().unixTimestamp
  }

  set now(seconds: bigint) {
    const { slot, epoch, epochStartTimestamp, leaderScheduleEpoch } = this.#svm.getClock()
    this.#svm.setClock(new Clock(slot + 1n, epochStartTimestamp, epoch, leaderScheduleEpoch, seconds))
  }

  advance(seconds: bigint): void {
    this.now += seconds
  }

  /** A new key, with no account. */
  key(): Keypair {
    if (this.#seed === undefined) return Keypair.generate()
    this.#keys += 1
    return Keypair.fromSeed(createHash('sha256').update(`${this.#seed} ${this.#keys}`).digest())
  }

  /** A new key with this much native coin; nothing at all with 0. */
  person(lamports = 1_000_000_000_000n): Keypair {
    const keypair = this.key()
    if (lamports > 0n) this.setLamports(keypair.publicKey, lamports)
    return keypair
  }

  /** Sends one legacy transaction; the first signer pays its fee. Throws when it would not fit a packet. */
  send(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Outcome {
    const bytes = this.#serialize(instructions, signers)
    const answer = this.#svm.sendLegacyTransaction(bytes)
    if (answer instanceof FailedTransactionMetadata) return outcome(answer.meta(), bytes, errorOf(answer))
    return outcome(answer, bytes)
  }

  /** What `send` would answer; nothing changes. */
  simulate(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Outcome {
    const bytes = this.#serialize(instructions, signers)
    const answer = this.#svm.simulateLegacyTransaction(bytes)
    if (answer instanceof FailedTransactionMetadata) return outcome(answer.meta(), bytes, errorOf(answer))
    return outcome(answer.meta(), bytes)
  }

  /** Sends a signed transaction as it came over the wire; null: it succeeded. */
  sendWire(wire: Uint8Array): RpcFailure | null {
    const answer = this.#svm.sendLegacyTransaction(wire)
    return answer instanceof FailedTransactionMetadata ? rpcFailureOf(answer) : null
  }

  /** Simulates a transaction that nobody has signed yet; `after` are the accounts that it would leave, by address. */
  simulateWire(wire: Uint8Array): { failure: RpcFailure | null; after: ReadonlyMap<string, VmAccount> } {
    this.#svm.setSigverify(false)
    const answer = this.#svm.simulateLegacyTransaction(wire)
    this.#svm.setSigverify(this.#signatures)
    if (answer instanceof FailedTransactionMetadata) return { failure: rpcFailureOf(answer), after: new Map() }
    return { failure: null, after: new Map(answer.postAccounts().map(accountEntry)) }
  }

  /** All accounts of a program, by address. */
  programAccounts(programId: PublicKey): ReadonlyMap<string, VmAccount> {
    return new Map(this.#svm.getProgramAccounts(programId.toBytes()).map(accountEntry))
  }

  #serialize(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Uint8Array {
    const feePayer = signers[0]!.publicKey
    const bytes = this.#signatures
      ? this.#signed(instructions, feePayer, signers)
      : unsignedTransaction(instructions, feePayer)
    if (bytes.length > PACKET_LIMIT) throw new RangeError(`${bytes.length} bytes do not fit a packet`)
    return bytes
  }

  #signed(instructions: readonly TransactionInstruction[], feePayer: PublicKey, signers: readonly Keypair[]) {
    const transaction = new Transaction({ feePayer, recentBlockhash: this.#svm.latestBlockhash() })
    transaction.add(...instructions)
    transaction.sign(...unique(signers))
    return transaction.serialize({ verifySignatures: false, requireAllSignatures: true })
  }

  /** Sends, and throws with the program's logs unless it succeeds. */
  mustSend(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Outcome {
    const outcome = this.send(instructions, signers)
    if (outcome.error) throw new Error(`${outcome.error}\n${outcome.logs.join('\n')}`)
    return outcome
  }

  account(address: PublicKey): VmAccount | null {
    const found = this.#svm.getAccount(address.toBytes())
    const account = found ? shown(found) : null
    return account?.lamports === 0n && account.data.length === 0 ? null : account
  }

  setAccount(address: PublicKey, account: { lamports: bigint; data?: Uint8Array; owner?: PublicKey }): void {
    const { lamports, data = new Uint8Array(), owner = SYSTEM_PROGRAM_ID } = account
    this.#svm.setAccount(address.toBytes(), new Account(lamports, data, owner.toBytes(), false, 0n))
  }

  /** Native balance in base units; 0 for an account that does not exist. */
  lamports(address: PublicKey): bigint {
    return this.#svm.getBalance(address.toBytes()) ?? 0n
  }

  /** Sets the native balance and leaves the rest of the account as it is. */
  setLamports(address: PublicKey, lamports: bigint): void {
    this.setAccount(address, { ...this.account(address), lamports })
  }

  /** Makes the chain state its rent in another form: lamports a byte, times years. */
  stateRent(lamportsPerByte: bigint, years: number): void {
    this.#svm.setRent(new Rent(lamportsPerByte, years, 50))
  }

  rent(bytes: number): bigint {
    return this.#svm.minimumBalanceForRentExemption(BigInt(bytes))
  }

  /** A mint of the classic token program. */
  mint({
    decimals = 9,
    supply = 2n ** 63n,
    mintAuthority = null,
    freezeAuthority = null,
    address = this.key().publicKey,
  }: MintOptions = {}): PublicKey {
    const data = Buffer.alloc(MINT_SIZE)
    MintLayout.encode(
      {
        mintAuthorityOption: mintAuthority ? 1 : 0,
        mintAuthority: mintAuthority ?? PublicKey.default,
        supply,
        decimals,
        isInitialized: true,
        freezeAuthorityOption: freezeAuthority ? 1 : 0,
        freezeAuthority: freezeAuthority ?? PublicKey.default,
      },
      data,
    )
    this.setAccount(address, { lamports: this.rent(MINT_SIZE), data, owner: TOKEN_PROGRAM_ID })
    return address
  }

  /** Writes a token account, at the owner's associated address unless another is given, and returns its address. */
  setTokenAccount({ mint, owner, amount, frozen = false }: TokenAccountState, address?: PublicKey): PublicKey {
    const at = address ?? associatedTokenAddress(owner, mint)
    const data = Buffer.alloc(AccountLayout.span)
    AccountLayout.encode(
      {
        mint,
        owner,
        amount,
        delegateOption: 0,
        delegate: PublicKey.default,
        state: frozen ? AccountState.Frozen : AccountState.Initialized,
        isNativeOption: 0,
        isNative: 0n,
        delegatedAmount: 0n,
        closeAuthorityOption: 0,
        closeAuthority: PublicKey.default,
      },
      data,
    )
    this.setAccount(at, { lamports: this.rent(AccountLayout.span), data, owner: TOKEN_PROGRAM_ID })
    return at
  }

  /** The units in a token account; null when there is no such account. */
  tokens(address: PublicKey): bigint | null {
    const data = this.#svm.getAccount(address.toBytes())?.data()
    if (data?.length !== AccountLayout.span) return null
    // Random runs ask for everybody after every step; decoding the whole account takes more than three times as long.
    return new DataView(data.buffer, data.byteOffset).getBigUint64(AccountLayout.offsetOf('amount')!, true)
  }
}

export type MintOptions = {
  decimals?: number
  supply?: bigint
  mintAuthority?: PublicKey | null
  freezeAuthority?: PublicKey | null
  /** Where it lies; a new key if left out. */
  address?: PublicKey
}

const unique = (signers: readonly Keypair[]): Keypair[] => [
  ...new Map(signers.map((signer) => [signer.publicKey.toBase58(), signer])).values(),
]
