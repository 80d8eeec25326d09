import type { Role } from '../../src/chain/raise/layout'
import { ALL, larger, type Party, RaiseBooks, type Rules, type Signers } from './model-books'

/** Somebody did not sign: whether the program misses a signature or finds another key depends on who stands there. */
const unsigned = (missing: boolean): Rules => ({ SignatureMissing: missing, WrongKey: missing })

const U64_MAX = (1n << 64n) - 1n

/**
 * The whole raise as plain arithmetic: the second opinion that the program is held against, one method an instruction.
 * Time is the field `now`; amounts are base units; a method moves money or throws Refused and then has changed nothing.
 */
export class RaiseModel extends RaiseBooks {
  open(): void {
    this.refuse({
      WrongState: this.state !== 'draft',
      AlreadyClosed: this.now >= this.terms.closesAt,
      AllocationMissing: this.sale < this.terms.tokensAtCap,
    })
    this.state = 'open'
  }

  commit(investor: Party, amount: bigint, agreed: { terms: bigint; expiresAt: bigint }, signers: Signers): void {
    const { now, terms } = this
    const position = this.positions.get(investor)
    const whole = (position?.committed ?? 0n) + amount
    this.refuse({
      WrongState: this.state !== 'open',
      Paused: this.paused,
      NotYetOpen: now < terms.opensAt,
      AlreadyClosed: now >= terms.closesAt,
      ...unsigned(!signers.includes(investor) || !signers.includes(this.keys.cosigner)),
      IssuerInvests: investor === 'issuer',
      CosignatureExpired: now > agreed.expiresAt || agreed.expiresAt > now + 120n,
      TermsMismatch: agreed.terms !== this.termsHash,
      StalePosition: position !== undefined && this.stale(position),
      AmountZero: amount === 0n,
      BelowPositionMinimum: whole < terms.positionMinimum,
      AbovePositionMaximum: whole > terms.positionMaximum,
      CapReached:
        (!terms.oversubscription && this.confirmed + amount > terms.cap) || this.committed + amount > 100n * terms.cap,
      Overflow: this.committed + amount > U64_MAX,
    })
    this.positions.set(investor, {
      committed: whole,
      fresh: (position !== undefined && now < position.freshUntil ? position.fresh : 0n) + amount,
      freshUntil: now + terms.reflectionSeconds,
      termsVersion: this.termsVersion,
      accepted: null,
      delivered: 0n,
      unwound: false,
    })
    this.confirmed += amount
    this.committed += amount
    this.vault += amount
    RaiseBooks.add(this.put, investor, amount)
  }

  withdraw(investor: Party, amount: bigint, signers: Signers): void {
    const rules: Rules = {
      WrongState: this.state !== 'open',
      AlreadyClosed: this.now >= this.settleAfter,
      ...unsigned(!signers.includes(investor)),
      AmountZero: amount === 0n,
    }
    const position = this.position(investor, rules)
    const anything = this.stale(position) || this.now < this.terms.withdrawUntil
    const rest = position.committed - amount
    this.refuse({
      ...rules,
      AmountTooLarge: rest < 0n,
      NotWithdrawable: !anything && (this.now >= position.freshUntil || amount > position.fresh),
      BelowPositionMinimum: rest > 0n && rest < this.terms.positionMinimum,
    })
    if (!this.stale(position)) this.confirmed -= amount
    this.committed -= amount
    position.committed = rest
    position.fresh = larger(position.fresh - amount, 0n)
    this.pay(investor, amount)
    if (rest === 0n) this.positions.delete(investor)
  }

  changeTerms(terms: bigint, signers: Signers): void {
    this.refuse({
      WrongState: this.state !== 'open',
      AlreadyClosed: this.now >= this.terms.closesAt,
      BadTermsHash: terms === 0n,
      TermsUnchanged: terms === this.termsHash,
      ...unsigned(!signers.includes('issuer') || !signers.includes('guardian')),
    })
    this.termsHash = terms
    this.termsVersion += 1n
    this.confirmed = 0n
    const { closesAt, reflectionSeconds, confirmSeconds } = this.terms
    this.settleAfter = larger(closesAt + reflectionSeconds, this.now + confirmSeconds)
  }

  confirm(investor: Party, terms: bigint, signers: Signers): void {
    const rules: Rules = {
      WrongState: this.state !== 'open',
      AlreadyClosed: this.now >= this.settleAfter,
      TermsMismatch: terms !== this.termsHash,
      ...unsigned(!signers.includes(investor)),
    }
    const position = this.position(investor, rules)
    this.refuse({
      ...rules,
      NothingDue: !this.stale(position),
      CapReached: !this.terms.oversubscription && this.confirmed + position.committed > this.terms.cap,
    })
    position.termsVersion = this.termsVersion
    this.confirmed += position.committed
  }

  pause(on: boolean, signers: Signers): void {
    this.refuse({ ...unsigned(!signers.includes('guardian')) })
    this.paused = on
  }

  cancel(signers: Signers): void {
    const { now, state } = this
    const late = now >= this.terms.closesAt
    const issuer = signers.includes('issuer') && (state === 'draft' || !late)
    const anybody = state === 'draft' && late
    this.refuse({
      WrongState: state !== 'draft' && state !== 'open',
      ...unsigned(!issuer && !signers.includes('guardian') && !anybody),
    })
    this.state = 'failed'
  }

  settle(): void {
    this.refuse({ WrongState: this.state !== 'open', TooEarly: this.now < this.settleAfter })
    const current = [...this.positions.values()].filter((position) => !this.stale(position))
    const { cap, minimum } = this.terms
    this.settledTotal = this.confirmed
    this.settledPositions = BigInt(current.length)
    this.state = this.settledTotal >= minimum ? 'succeeded' : 'failed'
    if (this.state === 'failed') return
    this.settledAt = this.now
    this.entitlement = this.settledTotal <= cap ? this.settledTotal : larger(cap - this.settledPositions, 0n)
  }

  refund(investor: Party): void {
    const position = this.position(investor, { WrongState: this.state !== 'failed' && !this.settled() })
    this.refuse({ WrongState: !(this.state === 'failed' || (this.settled() && this.stale(position))) })
    this.committed -= position.committed
    this.pay(investor, position.committed)
    this.positions.delete(investor)
  }

  claim(investor: Party): void {
    const position = this.position(investor, { WrongState: !this.settled() })
    this.refuse({ WrongState: !this.settled() })
    this.refuse({ StalePosition: this.stale(position) })
    const amount = this.due(position) - position.delivered
    const excess = position.accepted === null ? position.committed - this.accepted(position) : 0n
    this.refuse({ NothingDue: excess === 0n && amount === 0n && !this.isDone(position) })
    this.payExcess(investor, position)
    position.delivered += amount
    this.tokensDelivered += amount
    this.deliver(investor, amount)
    this.closeWhenDone(investor, position)
  }

  /** What the approvers, or the time, may still decide about a tranche. */
  private decidable(k: number): Rules {
    return {
      WrongState: this.state !== 'succeeded',
      TrancheUnknown: k >= this.terms.tranches.length,
      TrancheApproved: k < this.approvedTranches,
    }
  }

  private approvers(signers: Signers): Rules {
    return unsigned(!signers.includes(this.keys.approverA) || !signers.includes(this.keys.approverB))
  }

  approve(k: number, signers: Signers): void {
    this.refuse({
      ...this.decidable(k),
      ...this.approvers(signers),
      TrancheOutOfTurn: k > this.approvedTranches,
      AlreadyClosed: this.now >= (this.terms.tranches[k]?.approveBy ?? 0n),
    })
    this.approvedTranches += 1
  }

  reject(k: number, signers: Signers): void {
    this.refuse({ ...this.decidable(k), ...this.approvers(signers) })
    this.beginUnwinding()
  }

  expire(k: number): void {
    this.refuse({
      ...this.decidable(k),
      TooEarly: this.now < (this.terms.tranches[k]?.approveBy ?? 0n),
    })
    this.beginUnwinding()
  }

  private beginUnwinding(): void {
    this.state = 'unwinding'
    this.unwindable = this.entitlement - (this.entitlement * this.bps(this.approvedTranches)) / ALL
  }

  unwind(investor: Party): void {
    const position = this.position(investor, { WrongState: this.state !== 'unwinding' })
    this.refuse({
      WrongState: this.state !== 'unwinding',
      StalePosition: this.stale(position),
      NothingDue: position.unwound,
    })
    this.payExcess(investor, position)
    this.pay(investor, this.unwindShare(position))
    position.unwound = true
    this.closeWhenDone(investor, position)
  }

  release(k: number): void {
    const tranche = this.terms.tranches[k]
    this.refuse({
      WrongState: !this.settled(),
      TrancheUnknown: tranche === undefined,
      TrancheNotReleasable: k !== this.releasedTranches || k >= this.approvedTranches,
      TooEarly: tranche !== undefined && this.now < tranche.notBefore,
    })
    const share = (this.entitlement * this.bps(k + 1)) / ALL - this.released
    const fee = (share * this.terms.feeBps) / ALL
    this.releasedTranches += 1
    this.released += share
    this.feesDue += fee
    this.pay('issuer', share - fee)
  }

  payFee(feeWalletLamports: bigint): void {
    this.refuse({
      NothingDue: this.feesDue === 0n,
      PayoutBelowRent: this.terms.native && feeWalletLamports + this.feesDue < this.walletRent,
    })
    this.pay('fee', this.feesDue)
    this.feesDue = 0n
  }

  reclaim(): void {
    this.refuse({ WrongState: this.state !== 'failed' && !this.settled() })
    const owed = this.state === 'failed' ? 0n : this.tokensOwed()
    this.refuse({ NothingDue: this.sale <= owed })
    this.deliver('issuer', this.sale - owed)
  }

  rotate(role: Role, newKey: Party, signers: Signers): void {
    const held: Party[] = ['issuer', 'guardian', ...Object.values(this.keys)]
    this.refuse({
      ...unsigned(!signers.includes('guardian') || !signers.includes(newKey)),
      BadKeys: held.includes(newKey),
    })
    this.keys[role] = newKey
  }

  close(): void {
    this.refuse({
      WrongState: this.state !== 'failed' && !this.settled(),
      PositionsOpen: this.positions.size > 0,
      MoneyDue: (this.settled() && this.releasedTranches < this.releasable()) || this.feesDue > 0n,
    })
    this.pay('issuer', this.vault)
    this.deliver('issuer', this.sale)
    this.donated = 0n
    this.state = 'closed'
  }
}
