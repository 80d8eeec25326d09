import type { Keypair, PublicKey, TransactionInstruction } from '@solana/web3.js'
import {
  decodePosition,
  decodeRaise,
  isTombstone,
  type PositionAccount,
  type RaiseAccount,
} from '@/chain/raise/accounts'
import {
  associatedTokenAddress,
  paymentVaultAddress,
  payoutAddress,
  positionAddress,
  raiseAddress,
  saleVaultAddress,
} from '@/chain/raise/addresses'
import {
  type CreateRaise,
  claim,
  closeRaise,
  commit,
  createRaise,
  createTokenAccount,
  openRaise,
  payFee,
  type RaiseReference,
  reclaim,
  refund,
  release,
  settleRaise,
  withdraw,
} from '@/chain/raise/instructions'
import { EPOCH, type Outcome, RAISE_PROGRAM_ID, Vm } from '@/test/vm'

export const DAY = 86_400n
export const COIN = 1_000_000_000n

export type PaymentKind = 'native' | 'mint'

/** Terms that may be changed one by one in a test; keys, mints and the program are the world's own. */
export type Terms = Omit<
  CreateRaise,
  | 'programId'
  | 'issuer'
  | 'guardian'
  | 'cosigner'
  | 'approverA'
  | 'approverB'
  | 'feeWallet'
  | 'saleMint'
  | 'paymentMint'
>

/** A raise of 100 to 1,000 coins for 1,000,000 tokens, open for 30 days, paid in one tranche, vesting at once. */
export const TERMS: Terms = {
  id: new Uint8Array(32).fill(1),
  termsHash: new Uint8Array(32).fill(7),
  minimum: 100n * COIN,
  cap: 1_000n * COIN,
  tokensAtCap: 1_000_000n * COIN,
  positionMinimum: COIN,
  positionMaximum: 100_000n * COIN,
  opensAt: EPOCH + DAY,
  closesAt: EPOCH + 31n * DAY,
  withdrawUntil: EPOCH + 20n * DAY,
  reflectionSeconds: 2 * 86_400,
  confirmSeconds: 5 * 86_400,
  vestingCliff: 0,
  vestingDuration: 0,
  feeBps: 500,
  oversubscription: true,
  audience: 'everyone',
  tranches: [{ bps: 10_000, notBefore: EPOCH, approveBy: 0n }],
}

/** One raise in the VM, with everybody who has to do with it. */
export class RaiseWorld {
  readonly vm: Vm
  readonly terms: Terms
  readonly issuer: Keypair
  readonly guardian: Keypair
  readonly cosigner: Keypair
  readonly approverA: Keypair
  readonly approverB: Keypair
  readonly feeWallet: Keypair
  /** Somebody with nothing to do with the raise, who sends what anyone may send. */
  readonly stranger: Keypair
  readonly paymentMint: PublicKey | null
  readonly saleMint: PublicKey

  /** `like`: a raise of the same site, whose published keys this one carries too. */
  constructor(payment: PaymentKind, changes: Partial<Terms> = {}, vm = new Vm(), like?: RaiseWorld) {
    this.vm = vm
    this.terms = { ...TERMS, ...changes }
    this.issuer = vm.person()
    this.guardian = like?.guardian ?? vm.person()
    this.cosigner = like?.cosigner ?? vm.person()
    this.approverA = like?.approverA ?? vm.person()
    this.approverB = like?.approverB ?? vm.person()
    this.feeWallet = like?.feeWallet ?? vm.person()
    this.stranger = vm.person()
    this.paymentMint = payment === 'mint' ? vm.mint() : null
    this.saleMint = vm.mint()
    if (this.paymentMint) {
      for (const { publicKey } of [this.issuer, this.feeWallet]) this.giveTokens(publicKey, this.paymentMint, 0n)
    }
    this.giveTokens(this.issuer.publicKey, this.saleMint, 0n)
  }

  get reference(): RaiseReference {
    const { paymentMint, saleMint } = this
    return { programId: RAISE_PROGRAM_ID, address: this.address, paymentMint, saleMint }
  }

  #addresses: { raise: PublicKey; payment: PublicKey; sale: PublicKey } | undefined

  /** Finding an address takes a search; they never change. */
  get #found() {
    this.#addresses ??= this.#derive(raiseAddress(RAISE_PROGRAM_ID, this.issuer.publicKey, this.terms.id))
    return this.#addresses
  }

  #derive(raise: PublicKey) {
    const payment = paymentVaultAddress(RAISE_PROGRAM_ID, raise, this.paymentMint)
    return { raise, payment, sale: saleVaultAddress(raise, this.saleMint) }
  }

  get address(): PublicKey {
    return this.#found.raise
  }

  get paymentVault(): PublicKey {
    return this.#found.payment
  }

  get saleVault(): PublicKey {
    return this.#found.sale
  }

  get raise(): RaiseAccount {
    return decodeRaise(this.vm.account(this.address)!.data)
  }

  get isClosed(): boolean {
    return isTombstone(this.vm.account(this.address)?.data ?? new Uint8Array())
  }

  position(investor: Keypair): PositionAccount | null {
    const found = this.vm.account(positionAddress(RAISE_PROGRAM_ID, this.address, investor.publicKey))
    return found && decodePosition(found.data)
  }

  giveTokens(owner: PublicKey, mint: PublicKey, amount: bigint): PublicKey {
    return this.vm.setTokenAccount({ mint, owner, amount })
  }

  /** What an owner holds of the payment asset. */
  payments(owner: PublicKey): bigint {
    const at = payoutAddress(owner, this.paymentMint)
    return this.paymentMint ? (this.vm.tokens(at) ?? 0n) : this.vm.lamports(at)
  }

  /** What the payment vault holds, without the rent of a native vault. */
  get vaultBalance(): bigint {
    return this.paymentMint
      ? (this.vm.tokens(this.paymentVault) ?? 0n)
      : this.vm.lamports(this.paymentVault) - this.vm.rent(0)
  }

  get saleVaultBalance(): bigint {
    return this.vm.tokens(this.saleVault) ?? 0n
  }

  /** What an owner holds of the token that is sold. */
  saleTokens(owner: PublicKey): bigint {
    return this.vm.tokens(associatedTokenAddress(owner, this.saleMint)) ?? 0n
  }

  /** An investor with this much of the payment asset, and enough lamports for accounts. */
  investor(amount = 10_000n * COIN): Keypair {
    const investor = this.vm.person(this.paymentMint ? COIN : amount + COIN)
    if (this.paymentMint) this.giveTokens(investor.publicKey, this.paymentMint, amount)
    return investor
  }

  get createInstruction(): TransactionInstruction {
    const { terms, issuer, guardian, cosigner, approverA, approverB, feeWallet, paymentMint, saleMint } = this
    return createRaise({
      ...terms,
      programId: RAISE_PROGRAM_ID,
      issuer: issuer.publicKey,
      guardian: guardian.publicKey,
      cosigner: cosigner.publicKey,
      approverA: approverA.publicKey,
      approverB: approverB.publicKey,
      feeWallet: feeWallet.publicKey,
      paymentMint,
      saleMint,
    })
  }

  create(): Outcome {
    return this.vm.send([this.createInstruction], [this.issuer, this.guardian])
  }

  /** Makes the token vaults and puts the allocation into the sale vault. */
  deposit(tokens = this.terms.tokensAtCap): void {
    const { issuer, saleMint, paymentMint, address, vm } = this
    const mints = paymentMint ? [saleMint, paymentMint] : [saleMint]
    vm.mustSend(
      mints.map((mint) => createTokenAccount(issuer.publicKey, address, mint)),
      [issuer],
    )
    vm.setTokenAccount({ mint: saleMint, owner: address, amount: tokens }, this.saleVault)
  }

  open(): Outcome {
    return this.vm.send([openRaise(this.reference)], [this.stranger])
  }

  commitInstruction(investor: Keypair, amount: bigint, changes: Partial<{ expiresAt: bigint; termsHash: Uint8Array }>) {
    const { cosigner, terms, vm } = this
    return commit(this.reference, {
      investor: investor.publicKey,
      cosigner: cosigner.publicKey,
      amount,
      termsHash: terms.termsHash,
      expiresAt: vm.now + 60n,
      ...changes,
    })
  }

  commit(investor: Keypair, amount: bigint, changes: Partial<{ expiresAt: bigint; termsHash: Uint8Array }> = {}) {
    return this.vm.send([this.commitInstruction(investor, amount, changes)], [investor, this.cosigner])
  }

  withdraw(investor: Keypair, amount: bigint): Outcome {
    return this.vm.send([withdraw(this.reference, { investor: investor.publicKey, amount })], [investor])
  }

  settle(): Outcome {
    return this.vm.send([settleRaise(this.reference)], [this.stranger])
  }

  refund(investor: Keypair): Outcome {
    return this.crank(refund(this.reference, { payer: this.stranger.publicKey, investor: investor.publicKey }))
  }

  claim(investor: Keypair): Outcome {
    return this.crank(claim(this.reference, { payer: this.stranger.publicKey, investor: investor.publicKey }))
  }

  release(tranche = 0): Outcome {
    return this.crank(release(this.reference, { issuer: this.issuer.publicKey, tranche }))
  }

  payFee(): Outcome {
    return this.crank(payFee(this.reference, { feeWallet: this.feeWallet.publicKey }))
  }

  reclaim(): Outcome {
    return this.crank(reclaim(this.reference, { issuer: this.issuer.publicKey }))
  }

  close(): Outcome {
    return this.crank(closeRaise(this.reference, this.issuer.publicKey))
  }

  /** Sends what anyone may send, as somebody who has nothing to do with the raise. */
  crank(instruction: TransactionInstruction): Outcome {
    return this.vm.send([instruction], [this.stranger])
  }

  /** An open raise at its first second. */
  static open(payment: PaymentKind, changes: Partial<Terms> = {}, vm = new Vm()): RaiseWorld {
    const world = new RaiseWorld(payment, changes, vm)
    must(world.create())
    world.deposit()
    must(world.open())
    vm.now = world.terms.opensAt
    return world
  }
}

/** The outcome of something that has to succeed for the test to go on. */
export function must(outcome: Outcome): Outcome {
  if (outcome.error) throw new Error(`${outcome.error}\n${outcome.logs.join('\n')}`)
  return outcome
}
