import type { Keypair, PublicKey } from '@solana/web3.js'
import { associatedTokenAddress, positionAddress } from '@/chain/raise/addresses'
import type { Dice } from './dice'
import type { PaperAccount, View } from './paper-chain'
import { COIN, DAY, must, type PaymentKind, RaiseWorld, TERMS, type Terms } from './raise-world'
import { RAISE_PROGRAM_ID, type Vm } from './vm'

const INVESTORS = 6

/** The usual terms, with the whole timetable moved to begin now. */
function termsFrom(now: bigint, id: number): Terms {
  const moved = (at: bigint) => now + at - TERMS.opensAt + DAY
  return {
    ...TERMS,
    ...{ opensAt: moved(TERMS.opensAt), closesAt: moved(TERMS.closesAt), withdrawUntil: moved(TERMS.withdrawUntil) },
    id: new Uint8Array(32).fill(id),
    tranches: [{ bps: 10_000, notBefore: now, approveBy: 0n }],
  }
}

/** Something sent that can be sent again after its bank was dropped; false when the chain refuses it. */
export type Act = () => boolean

/** Raises that live in the VM, what people do with them, and every account that this touches. */
export class LyingStage {
  readonly worlds: { world: RaiseWorld; investors: Keypair[] }[] = []
  #touched = new Map<string, PublicKey>()

  constructor(
    readonly vm: Vm,
    private readonly dice: Dice,
  ) {}

  raise(payment: PaymentKind): void {
    const { vm } = this
    const like = this.worlds[0]?.world
    const world = new RaiseWorld(payment, termsFrom(vm.now, this.worlds.length + 1), vm, like)
    must(world.create())
    world.deposit()
    must(world.open())
    const investors = Array.from({ length: INVESTORS }, () => world.investor())
    this.worlds.push({ world, investors })
    for (const address of [world.address, world.paymentVault, world.saleVault]) this.#touch(address)
    for (const { publicKey } of [world.issuer, world.feeWallet, world.stranger, ...investors]) {
      this.#touch(publicKey)
      for (const mint of [world.paymentMint, world.saleMint])
        if (mint) this.#touch(associatedTokenAddress(publicKey, mint))
    }
    for (const { publicKey } of investors) this.#touch(positionAddress(RAISE_PROGRAM_ID, world.address, publicKey))
  }

  #touch(address: PublicKey): void {
    this.#touched.set(address.toBase58(), address)
  }

  view(): View {
    const view = new Map<string, PaperAccount>()
    for (const [name, address] of this.#touched) {
      const account = this.vm.account(address)
      if (account) view.set(name, account)
    }
    return view
  }

  /** Puts the VM back to how a bank left it. */
  restore(view: View, time: bigint): void {
    for (const [name, address] of this.#touched) this.vm.setAccount(address, view.get(name) ?? { lamports: 0n })
    this.vm.now = time
  }

  /** Something that somebody tries now. Many tries are refused, as on a real chain. */
  act(): Act {
    const { world, investors } = this.dice.of(this.worlds)
    const investor = this.dice.of(investors)
    const amount = BigInt(this.dice.between(1, 300)) * COIN + BigInt(this.dice.between(0, 999))
    const tries: Act[] = [
      () => sent(world.commit(investor, amount)),
      () => sent(world.commit(investor, amount)),
      () => sent(world.withdraw(investor, amount)),
      () => sent(world.withdraw(investor, world.position(investor)?.committed ?? amount)),
      () => this.#twoInOne(world, investor, amount),
      () => sent(world.commit(investor, 1n)),
      () => sent(world.commit(world.issuer, amount)),
      () => sent(world.commit(investor, amount, { expiresAt: this.vm.now - 1n })),
      () => this.#gift(world),
      ...[() => sent(world.settle()), () => sent(world.release()), () => sent(world.payFee())],
      ...[() => sent(world.refund(investor)), () => sent(world.claim(investor)), () => sent(world.claim(investor))],
      () => sent(world.reclaim()),
      // The newest raises stay, so that there is something to compare at the end.
      () => !this.#isNewest(world) && sent(world.close()),
    ]
    const act = this.dice.of(tries)
    return () => (world.isClosed ? false : act())
  }

  #isNewest(world: RaiseWorld): boolean {
    return this.worlds.slice(-2).some((newest) => newest.world === world)
  }

  #twoInOne(world: RaiseWorld, investor: Keypair, amount: bigint): boolean {
    const commits = [amount, amount + COIN].map((units) => world.commitInstruction(investor, units, {}))
    return sent(this.vm.send(commits, [investor, world.cosigner]))
  }

  /** Dust that somebody sends to a vault: it belongs to nobody. */
  #gift(world: RaiseWorld): boolean {
    if (!world.paymentMint) this.vm.setLamports(world.paymentVault, this.vm.lamports(world.paymentVault) + 7n)
    else {
      const amount = (this.vm.tokens(world.paymentVault) ?? 0n) + 7n
      this.vm.setTokenAccount({ mint: world.paymentMint, owner: world.address, amount }, world.paymentVault)
    }
    return true
  }
}

const sent = ({ error }: { error: string | null }): boolean => error === null
