import { createHash } from 'node:crypto'
import { createTransferInstruction } from '@solana/spl-token'
import { Keypair, type PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js'
import { TOKEN_PROGRAM_ID } from '@/chain/programs'
import { associatedTokenAddress, paymentVaultAddress, positionAddress, raiseAddress } from '@/chain/raise/addresses'
import { INSTRUCTIONS } from '@/chain/raise/instruction-table'
import * as build from '@/chain/raise/instructions'
import { EPOCH, type Outcome, RAISE_PROGRAM_ID, type Vm } from '@/test/vm'
import type { Party } from './model-books'
import { type Meddling, PEOPLE, type Sent, SPARES } from './model-steps'
import type { Terms } from './model-terms'

/** Everybody on the stage who is not an investor. */
const CAST = ['issuer', 'guardian', 'cosigner', 'approverA', 'approverB', 'fee', 'stranger', 'crank'] as const
/** Everybody on the stage. */
export const PARTIES: readonly Party[] = [...CAST, ...SPARES, ...PEOPLE]

/** The hash that a number stands for; 0 is none. */
const hashOf = (terms: bigint): Uint8Array => {
  const hash = new Uint8Array(32)
  new DataView(hash.buffer).setBigUint64(12, terms)
  return hash
}
/** What the chain takes for one signature, in lamports. */
const SIGNATURE_FEE = 5_000n
/** Enough of everything, so that only the rules of the raise ever say no. */
const PLENTY = 1n << 59n

/** Where the things of a party are: its wallet, its token accounts, its position. */
export type Addresses = { wallet: PublicKey; tokens: PublicKey; payment: PublicKey | null; position: PublicKey }

/** The same people in every story: an address that depends on chance would not be found again by the seed. */
const keypairOf = (name: string): Keypair => Keypair.fromSeed(createHash('sha256').update(name).digest())
const keyOf = (name: string): PublicKey => keypairOf(name).publicKey
const KEYS: ReadonlyMap<Party, Keypair> = new Map(PARTIES.map((party) => [party, keypairOf(party)]))

/** The id of the raise with this number. */
const idOf = (number: number): Uint8Array => {
  const id = new Uint8Array(32)
  new DataView(id.buffer).setUint32(0, number)
  return id
}

/** One raise in the real virtual machine, with its people: it sends what a story says and does not judge. */
export class ChainStage {
  readonly addresses: ReadonlyMap<Party, Addresses>
  readonly raise: build.RaiseReference
  readonly paymentVault: PublicKey
  readonly saleVault: PublicKey

  /**
   * Whatever an earlier story left at the addresses of the raise is taken away: a machine of its own for each story
   * would take longer, and its memory is not given back while a test runs.
   */
  constructor(
    readonly vm: Vm,
    readonly terms: Terms,
  ) {
    vm.now = EPOCH
    for (const party of PARTIES) vm.setLamports(this.key(party), PLENTY)
    const saleMint = vm.mint({ supply: PLENTY, address: keyOf('the token that is sold') })
    const paymentMint = terms.native
      ? null
      : vm.mint({ supply: PLENTY, freezeAuthority: this.key('stranger'), address: keyOf('the payment token') })
    const address = raiseAddress(RAISE_PROGRAM_ID, this.key('issuer'), idOf(0))
    this.raise = { programId: RAISE_PROGRAM_ID, address, paymentMint, saleMint }
    this.paymentVault = paymentVaultAddress(RAISE_PROGRAM_ID, address, paymentMint)
    this.saleVault = associatedTokenAddress(address, saleMint)
    this.addresses = new Map(PARTIES.map((party) => [party, this.addressesOf(party)]))
    const left = [...this.addresses.values()].flatMap(({ tokens, position }) => [tokens, position])
    for (const each of [address, this.paymentVault, this.saleVault, ...left]) vm.setAccount(each, { lamports: 0n })
    vm.setTokenAccount({ mint: saleMint, owner: this.key('issuer'), amount: PLENTY })
    if (paymentMint)
      for (const party of PARTIES) vm.setTokenAccount({ mint: paymentMint, owner: this.key(party), amount: PLENTY })
  }

  private addressesOf(party: Party): Addresses {
    const wallet = this.key(party)
    const { address, paymentMint, saleMint } = this.raise
    return {
      wallet,
      tokens: associatedTokenAddress(wallet, saleMint),
      payment: paymentMint && associatedTokenAddress(wallet, paymentMint),
      position: positionAddress(RAISE_PROGRAM_ID, address, wallet),
    }
  }

  /** The address of a party. */
  key(party: Party): PublicKey {
    return this.keypair(party).publicKey
  }

  private keypair(party: Party): Keypair {
    const keypair = KEYS.get(party)
    if (!keypair) throw new Error(`nobody on the stage is called ${party}`)
    return keypair
  }

  /** Where the things of a party are. */
  of(party: Party): Addresses {
    const addresses = this.addresses.get(party)
    if (!addresses) throw new Error(`nobody on the stage is called ${party}`)
    return addresses
  }

  /** Sends instructions; the crank pays the transaction fee, everybody named signs. */
  send(instructions: readonly TransactionInstruction[], signers: readonly Party[] = []): Outcome {
    return this.vm.send(
      instructions,
      ['crank', ...signers].map((party) => this.keypair(party)),
    )
  }

  private mustSend(instructions: readonly TransactionInstruction[], signers: readonly Party[] = []): void {
    const outcome = this.send(instructions, signers)
    if (outcome.error !== null) throw new Error(`${outcome.error}\n${outcome.logs.join('\n')}`)
  }

  /** Makes the token vaults, as anybody may, and the raise. */
  create(): void {
    const { address, paymentMint, saleMint } = this.raise
    const mints = paymentMint ? [saleMint, paymentMint] : [saleMint]
    this.mustSend(mints.map((mint) => build.createTokenAccount(this.key('crank'), address, mint)))
    const outcome = this.propose(this.terms)
    if (outcome.error !== null) throw new Error(`create: ${outcome.error}\n${outcome.logs.join('\n')}`)
  }

  /** Sends `create` with any terms; another `number` is another raise. */
  propose(terms: Terms, number = 0): Outcome {
    const { programId, paymentMint, saleMint } = this.raise
    const { minimum, cap, tokensAtCap, positionMinimum, positionMaximum, oversubscription } = terms
    const { opensAt, closesAt, withdrawUntil } = terms
    const instruction = build.createRaise({
      ...{ programId, paymentMint, saleMint, id: idOf(number), termsHash: hashOf(1n), audience: 'everyone' },
      ...{ issuer: this.key('issuer'), guardian: this.key('guardian'), cosigner: this.key('cosigner') },
      ...{ approverA: this.key('approverA'), approverB: this.key('approverB'), feeWallet: this.key('fee') },
      ...{ minimum, cap, tokensAtCap, positionMinimum, positionMaximum, oversubscription },
      ...{ opensAt, closesAt, withdrawUntil },
      reflectionSeconds: Number(terms.reflectionSeconds),
      confirmSeconds: Number(terms.confirmSeconds),
      vestingCliff: Number(terms.cliffSeconds),
      vestingDuration: Number(terms.vestingSeconds),
      feeBps: Number(terms.feeBps),
      tranches: terms.tranches.map((tranche) => ({ ...tranche, bps: Number(tranche.bps) })),
    })
    return this.send([instruction], ['issuer', 'guardian'])
  }

  /** Sends lamports from the stranger to any address: it may hold up nothing. */
  give(to: PublicKey, lamports: bigint): void {
    const fromPubkey = this.key('stranger')
    this.mustSend([SystemProgram.transfer({ fromPubkey, toPubkey: to, lamports })], ['stranger'])
  }

  /** The issuer moves sale tokens into the sale vault. */
  deposit(amount: bigint): void {
    this.transferTokens('issuer', this.raise.saleMint, this.saleVault, amount)
  }

  /** The stranger puts payment into the payment vault as a gift. */
  donate(amount: bigint): void {
    const { paymentMint } = this.raise
    if (paymentMint === null) this.give(this.paymentVault, amount)
    else this.transferTokens('stranger', paymentMint, this.paymentVault, amount)
  }

  private transferTokens(from: Party, mint: PublicKey, to: PublicKey, amount: bigint): void {
    const source = associatedTokenAddress(this.key(from), mint)
    this.mustSend([createTransferInstruction(source, to, this.key(from), amount)], [from])
  }

  /**
   * Builds and sends what a story says, and tells what the crank pays for it. Who must sign and does not is left
   * unsigned; where a role is asked for, a stranger who signs stands in for it.
   */
  act(sent: Sent, meddling?: Meddling): { outcome: Outcome; fee: bigint } {
    const instruction = this.build(sent)
    if (meddling) this.swap(instruction, sent, meddling)
    const signing = ['crank', ...sent.signers].map((party) => this.key(party))
    for (const meta of instruction.keys) meta.isSigner &&= signing.some((key) => key.equals(meta.pubkey))
    const asked = instruction.keys.filter((meta) => meta.isSigner).map((meta) => meta.pubkey)
    const signers = sent.signers.filter((party) => asked.some((key) => key.equals(this.key(party))))
    const outcome = this.send([instruction], signers)
    return { outcome, fee: SIGNATURE_FEE * BigInt(new Set(['crank', ...signers]).size) }
  }

  /** Swaps one account. Where the investor signs, any account of the investor's choice may be paid: that one stays. */
  private swap({ keys }: TransactionInstruction, { name }: Sent, { account, other }: Meddling): void {
    const chosen = INSTRUCTIONS[name].accounts.findIndex((rule) => rule.name === 'investorPayment')
    const index = account % keys.length
    if (name === 'withdraw' && index === chosen) return
    const others = ['stranger', 'issuer', 'ann', 'ben'].flatMap((party) => Object.values(this.of(party)))
    const { address, paymentMint, saleMint } = this.raise
    const candidates = [...others, address, this.paymentVault, this.saleVault, paymentMint, saleMint, TOKEN_PROGRAM_ID]
    const usable = candidates.filter((candidate): candidate is PublicKey => candidate !== null)
    keys[index]!.pubkey = usable[other % usable.length]!
  }

  private build(sent: Sent): TransactionInstruction {
    const { raise } = this
    const issuer = this.key('issuer')
    const investor = this.key(sent.party)
    const payout = { payer: this.key('crank'), investor }
    const signer = (index: number) => this.key(sent.signers[index] ?? 'stranger')
    switch (sent.name) {
      case 'commit': {
        const { amount, expiresAt, terms } = sent
        return build.commit(raise, { investor, cosigner: signer(1), amount, termsHash: hashOf(terms), expiresAt })
      }
      case 'withdraw':
        return build.withdraw(raise, { investor, amount: sent.amount })
      case 'changeTerms':
        return build.changeTerms(raise, { issuer: signer(0), guardian: signer(1), termsHash: hashOf(sent.terms) })
      case 'confirm':
        return build.confirmTerms(raise, { investor, termsHash: hashOf(sent.terms) })
      case 'pause':
        return build.pauseRaise(raise, signer(0))
      case 'resume':
        return build.resumeRaise(raise, signer(0))
      case 'cancel':
        return build.cancelRaise(raise, signer(0))
      case 'refund':
        return build.refund(raise, payout)
      case 'claim':
        return build.claim(raise, payout)
      case 'release':
        return build.release(raise, { issuer, tranche: sent.tranche })
      case 'payFee':
        return build.payFee(raise, { feeWallet: this.key('fee') })
      case 'reclaim':
        return build.reclaim(raise, { issuer })
      case 'open':
        return build.openRaise(raise)
      case 'settle':
        return build.settleRaise(raise)
      case 'close':
        return build.closeRaise(raise, issuer)
      case 'unwind':
        return build.unwind(raise, payout)
      case 'approve':
        return build.approve(raise, { approverA: signer(0), approverB: signer(1), tranche: sent.tranche })
      case 'reject':
        return build.reject(raise, { approverA: signer(0), approverB: signer(1), tranche: sent.tranche })
      case 'expire':
        return build.expire(raise, sent.tranche)
      case 'rotate':
        return build.rotate(raise, { guardian: signer(0), newKey: this.key(sent.newKey), role: sent.role })
    }
  }
}
