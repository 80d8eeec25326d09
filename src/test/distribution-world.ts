import type { Keypair, PublicKey, TransactionInstruction } from '@solana/web3.js'
import {
  type BondAccount,
  type DistributionAccount,
  decodeBond,
  decodeDistribution,
} from '@/chain/distributor/accounts'
import { bondAddress, distributionAddress, vaultAddress } from '@/chain/distributor/addresses'
import {
  type BondReference,
  type CreateDistribution,
  claim,
  closeDistribution,
  createDistribution,
  type DistributionReference,
  lockBond,
  type ProvenLeaf,
  reclaim,
  slashBond,
  takeBondBack,
} from '@/chain/distributor/instructions'
import { type ListEntry, totalOf, treeOf } from '@/chain/distributor/list'
import { payoutAddress } from '@/chain/raise/addresses'
import { createTokenAccount } from '@/chain/raise/instructions'
import type { MerkleTree } from '@/kit/merkle'
import { COIN, DAY, must, type PaymentKind } from './raise-world'
import { DISTRIBUTOR_PROGRAM_ID, EPOCH, type Outcome, Vm } from './vm'

export type Terms = Omit<CreateDistribution, 'programId' | 'operator' | 'guardian' | 'mint'>

/** One list of payouts in the VM, with everybody who has to do with it. */
export class DistributionWorld {
  readonly vm: Vm
  readonly operator: Keypair
  readonly guardian: Keypair
  readonly pool: Keypair
  readonly stranger: Keypair
  readonly mint: PublicKey | null
  readonly people: readonly Keypair[]
  readonly entries: ListEntry[]
  readonly seeds: { round: Uint8Array; shard: number }
  readonly changes: Partial<Terms>
  readonly #addresses = new Map<string, PublicKey>()

  /** `amounts`: what each of the people gets, in base units; they exist already. */
  constructor(
    payment: PaymentKind,
    { amounts = [5n * COIN, 7n * COIN, 11n * COIN], changes = {}, vm = new Vm(), mint }: Options = {},
  ) {
    this.vm = vm
    this.operator = vm.person(100_000n * COIN)
    this.guardian = vm.person()
    this.pool = vm.person()
    this.stranger = vm.person()
    this.mint = payment === 'mint' ? (mint ?? vm.mint()) : null
    this.people = amounts.map(() => this.holder())
    this.entries = amounts.map((amount, index) => ({ recipient: this.people[index]!.publicKey, amount }))
    this.seeds = { round: new Uint8Array(32).fill(3), shard: 1 }
    this.changes = changes
    if (this.mint) this.vm.setTokenAccount({ mint: this.mint, owner: this.pool.publicKey, amount: 0n })
  }

  /** Somebody with lamports for accounts and this much of the asset. */
  holder(amount = 0n): Keypair {
    const person = this.vm.person(this.mint ? COIN : amount + COIN)
    if (this.mint) this.vm.setTokenAccount({ mint: this.mint, owner: person.publicKey, amount })
    return person
  }

  /** Finding an address takes a millisecond; a long random run asks for the same ones again and again. */
  #remembered(name: string, find: () => PublicKey): PublicKey {
    const found = this.#addresses.get(name) ?? find()
    this.#addresses.set(name, found)
    return found
  }

  get address(): PublicKey {
    const { operator, guardian, seeds } = this
    const keys = { operator: operator.publicKey, guardian: guardian.publicKey }
    return this.#remembered(`list ${seeds.round} ${seeds.shard}`, () =>
      distributionAddress(DISTRIBUTOR_PROGRAM_ID, { ...keys, ...seeds }),
    )
  }

  get reference(): DistributionReference {
    return { programId: DISTRIBUTOR_PROGRAM_ID, address: this.address, mint: this.mint }
  }

  get vault(): PublicKey {
    return this.#vaultOf(this.address)
  }

  #vaultOf(holder: PublicKey): PublicKey {
    return this.#remembered(`vault ${holder}`, () => vaultAddress(DISTRIBUTOR_PROGRAM_ID, holder, this.mint))
  }

  get tree(): MerkleTree {
    return treeOf(this.address, this.entries)
  }

  get terms(): CreateDistribution {
    return {
      programId: DISTRIBUTOR_PROGRAM_ID,
      operator: this.operator.publicKey,
      guardian: this.guardian.publicKey,
      mint: this.mint,
      ...this.seeds,
      root: this.tree.root,
      pool: this.pool.publicKey,
      total: totalOf(this.entries),
      claimUntil: EPOCH + 60n * DAY,
      count: this.entries.length,
      ...this.changes,
    }
  }

  get createInstruction(): TransactionInstruction {
    return createDistribution(this.terms)
  }

  /** Puts the money for a mint into the vault; native money comes with `create`. */
  fund(amount = this.terms.total): void {
    if (this.mint) this.vm.setTokenAccount({ mint: this.mint, owner: this.address, amount }, this.vault)
  }

  create(): Outcome {
    return this.vm.send([this.createInstruction], [this.operator, this.guardian])
  }

  get distribution(): DistributionAccount {
    return decodeDistribution(this.vm.account(this.address)!.data)
  }

  proven(index: number): ProvenLeaf {
    return { index, amount: this.entries[index]!.amount, path: this.tree.path(index) }
  }

  claimInstruction(index: number): TransactionInstruction {
    return claim(this.reference, { ...this.proven(index), recipient: this.entries[index]!.recipient })
  }

  claim(index: number): Outcome {
    return this.crank(this.claimInstruction(index))
  }

  get reclaimInstruction(): TransactionInstruction {
    return reclaim(this.reference, { pool: this.pool.publicKey })
  }

  get closeInstruction(): TransactionInstruction {
    return closeDistribution(this.reference, { pool: this.pool.publicKey, operator: this.operator.publicKey })
  }

  /** What an owner holds of the asset. */
  holds(owner: PublicKey): bigint {
    const at = this.#remembered(`payout ${owner}`, () => payoutAddress(owner, this.mint))
    return this.mint ? (this.vm.tokens(at) ?? 0n) : this.vm.lamports(at)
  }

  /** What a vault holds, without the rent of a native one. */
  inVault(vault = this.vault): bigint {
    if (this.mint) return this.vm.tokens(vault) ?? 0n
    const lamports = this.vm.lamports(vault)
    return lamports === 0n ? 0n : lamports - this.vm.rent(0)
  }

  bondOf(owner: Keypair): BondReference {
    const { mint, address } = this
    return { programId: DISTRIBUTOR_PROGRAM_ID, distribution: address, owner: owner.publicKey, mint }
  }

  bondAddress(owner: Keypair): PublicKey {
    const { address } = this
    return this.#remembered(`bond ${address} ${owner.publicKey}`, () =>
      bondAddress(DISTRIBUTOR_PROGRAM_ID, owner.publicKey, address),
    )
  }

  bondVault(owner: Keypair): PublicKey {
    return this.#vaultOf(this.bondAddress(owner))
  }

  bond(owner: Keypair): BondAccount | null {
    const found = this.vm.account(this.bondAddress(owner))
    return found && decodeBond(found.data)
  }

  lockInstruction(owner: Keypair, changes: Partial<Parameters<typeof lockBond>[1]> = {}): TransactionInstruction {
    return lockBond(this.bondOf(owner), {
      amount: 20n * COIN,
      pool: this.pool.publicKey,
      rootDeadline: this.vm.now + 10n * DAY,
      freeAt: this.vm.now + 40n * DAY,
      ...changes,
    })
  }

  /** Locks a bond; for a mint its vault is made first, by the owner. */
  lock(owner: Keypair, changes: Partial<Parameters<typeof lockBond>[1]> = {}): Outcome {
    this.makeBondVault(owner)
    return this.vm.send([this.lockInstruction(owner, changes)], [owner])
  }

  makeBondVault(owner: Keypair): void {
    if (!this.mint || this.vm.account(this.bondVault(owner))) return
    must(this.vm.send([createTokenAccount(owner.publicKey, this.bondAddress(owner), this.mint)], [owner]))
  }

  slashInstruction(owner: Keypair, index: number): TransactionInstruction {
    return slashBond(this.bondOf(owner), { ...this.proven(index), pool: this.pool.publicKey })
  }

  slash(owner: Keypair, index: number): Outcome {
    return this.crank(this.slashInstruction(owner, index))
  }

  takeBack(owner: Keypair): Outcome {
    return this.vm.send([takeBondBack(this.bondOf(owner))], [owner])
  }

  /** Sends what anyone may send, as somebody who has nothing to do with it. */
  crank(instruction: TransactionInstruction): Outcome {
    return this.vm.send([instruction], [this.stranger])
  }

  /** A list that is posted and paid for. */
  static posted(payment: PaymentKind, options: Options = {}): DistributionWorld {
    const world = new DistributionWorld(payment, options)
    world.fund()
    must(world.create())
    return world
  }
}

export type Options = { amounts?: readonly bigint[]; changes?: Partial<Terms>; vm?: Vm; mint?: PublicKey | undefined }
