import type { Keypair } from '@solana/web3.js'
import { expect } from 'vitest'
import { paymentsHeld } from '@/chain/raise/formulas'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { applySnapshot } from '@/domains/raises/jobs/follow'
import type { Db } from '@/server/db'
import { keysOf, snapshotOf } from './raise-snapshot'
import { must, type PaymentKind, RaiseWorld, type Terms } from './raise-world'
import { Vm } from './vm'

/** A raise in the VM, its investors, and the books that follow it. */
export class FollowedRaise {
  /** The slot of the last reading; it rises over all raises of a test file, as they share their books. */
  static slot = 1_000n

  readonly world: RaiseWorld
  readonly investors: Keypair[]
  readonly before: bigint[]
  readonly issuerBefore: bigint
  readonly feeBefore: bigint

  constructor(
    readonly db: Db,
    payment: PaymentKind = 'mint',
    changes: Partial<Terms> = {},
    investors = 3,
  ) {
    this.world = new RaiseWorld(payment, changes, new Vm({ signatures: false }))
    must(this.world.create())
    this.world.deposit()
    must(this.world.open())
    this.world.vm.now = this.world.terms.opensAt
    this.investors = Array.from({ length: investors }, () => this.world.investor())
    this.before = this.investors.map((investor) => this.world.payments(investor.publicKey))
    this.issuerBefore = this.world.payments(this.world.issuer.publicKey)
    this.feeBefore = this.world.payments(this.world.feeWallet.publicKey)
  }

  get address(): string {
    return this.world.address.toBase58()
  }
  get asset(): string {
    return this.world.paymentMint?.toBase58() ?? 'KOII'
  }
  get saleAsset(): string {
    return this.world.saleMint.toBase58()
  }
  read(genesis?: string): Promise<void> {
    FollowedRaise.slot += 1n
    const snapshot = snapshotOf(this.world, this.investors, FollowedRaise.slot, genesis)
    return applySnapshot({ db: this.db, keys: keysOf(this.world) }, snapshot)
  }
  payment(account: string): Promise<bigint> {
    return balanceOf(this.db, account, this.asset)
  }
  tokens(account: string): Promise<bigint> {
    return balanceOf(this.db, account, this.saleAsset)
  }
  wallet(index: number): string {
    return accounts.wallet(this.investors[index]!.publicKey.toBase58())
  }
  states(): Promise<{ state: string }[]> {
    return this.db.position.findMany({ where: { raiseAddress: this.address }, select: { state: true } })
  }

  /** Vaults, the program's own totals and the books agree to the unit. */
  async expectVaults(): Promise<void> {
    const held = this.world.isClosed ? 0n : paymentsHeld(this.world.raise)
    expect(await this.payment(accounts.payment(this.address))).toBe(held)
    expect(await this.tokens(accounts.sale(this.address))).toBe(this.world.isClosed ? 0n : this.world.saleVaultBalance)
    if (!this.world.isClosed) expect(this.world.vaultBalance).toBe(held)
  }

  /** Everybody's account moved by exactly what their wallet did on chain. */
  async expectWallets(): Promise<void> {
    for (const [index, investor] of this.investors.entries()) {
      const moved = this.world.payments(investor.publicKey) - this.before[index]!
      expect(await this.payment(this.wallet(index))).toBe(moved)
      expect(await this.tokens(this.wallet(index))).toBe(this.world.saleTokens(investor.publicKey))
    }
    const fee = accounts.fee(this.world.feeWallet.publicKey.toBase58())
    const issuer = accounts.issuer(this.world.issuer.publicKey.toBase58())
    expect(await this.payment(fee)).toBe(this.world.payments(this.world.feeWallet.publicKey) - this.feeBefore)
    expect(await this.payment(issuer)).toBe(this.world.payments(this.world.issuer.publicKey) - this.issuerBefore)
    expect(await this.payment(accounts.unseen(this.address))).toBe(0n)
    expect(await this.tokens(accounts.unseen(this.address))).toBe(0n)
  }
}
