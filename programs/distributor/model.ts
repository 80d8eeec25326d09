/** Who can hold money: names, so that a failing story reads as one. */
export type Party = 'ann' | 'ben' | 'cat' | 'pool' | 'operator' | 'guardian' | 'stranger'

export const DAY = 86_400n

export type Entry = { kind: 'payout' | 'bond'; recipient: Party; amount: bigint }

type Bond = { amount: bigint; vault: bigint; rootDeadline: bigint; freeAt: bigint; judged: boolean }

export type Lock = { amount: bigint; rootDeadline: bigint; freeAt: bigint }

type Reasons = Readonly<Record<string, boolean>>

/** The refusals that apply; none: it must succeed. */
const applying = (reasons: Reasons): string[] => Object.keys(reasons).filter((name) => reasons[name])

/**
 * A list with its bonds as plain arithmetic: the second opinion that the program is held against, one method an instruction.
 * Each answers why it is refused (the program must name one of these reasons), or does its work and answers nothing.
 * Amounts are base units of the asset; `rents` says what native accounts cost on top, all 0 for a mint.
 */
export class DistributionModel {
  readonly entries: readonly Entry[]
  readonly holdings = new Map<Party, bigint>()
  readonly rents: { distribution: bigint; tombstone: bigint; vault: bigint; bond: bigint }
  readonly used = new Set<number>()
  readonly bonds = new Map<Party, Bond>()
  now: bigint
  vault = 0n
  claimed = 0n
  state: 'none' | 'posted' | 'closed' = 'none'
  createdAt = 0n
  claimUntil = 0n

  constructor(entries: readonly Entry[], rents: DistributionModel['rents'], now: bigint) {
    this.entries = entries
    this.rents = rents
    this.now = now
  }

  get total(): bigint {
    return this.entries.reduce((sum, { kind, amount }) => (kind === 'payout' ? sum + amount : sum), 0n)
  }

  move(party: Party, amount: bigint): void {
    this.holdings.set(party, (this.holdings.get(party) ?? 0n) + amount)
  }

  create(claimUntil: bigint, native: boolean): string[] {
    const lasts = claimUntil - this.now
    const refused = applying({
      DistributionExists: this.state !== 'none',
      BadClaimTime: lasts < 30n * DAY || lasts > 730n * DAY,
      NotFunded: !native && this.vault < this.total,
      // A token vault that was closed with its list is not there any more.
      WrongVault: !native && this.state === 'closed',
    })
    if (refused.length > 0) return refused
    const added = native && this.vault < this.total ? this.total - this.vault : 0n
    this.vault += added
    this.move('operator', -added - this.rents.distribution - this.rents.vault)
    Object.assign(this, { state: 'posted', createdAt: this.now, claimUntil })
    return []
  }

  claim(index: number, told: { kind: Entry['kind']; amount: bigint; recipient: Party }): string[] {
    const entry = this.entries[index]!
    const true_ = entry.kind === told.kind && entry.amount === told.amount && entry.recipient === told.recipient
    const refused = applying({
      WrongDistribution: this.state !== 'posted',
      ClaimsOver: this.now >= this.claimUntil,
      AlreadyClaimed: this.used.has(index),
      WrongProof: !true_ || told.kind !== 'payout',
    })
    if (refused.length > 0) return refused
    this.used.add(index)
    this.claimed += entry.amount
    this.vault -= entry.amount
    this.move(entry.recipient, entry.amount)
    return []
  }

  reclaim(): string[] {
    const refused = applying({
      WrongDistribution: this.state !== 'posted',
      TooEarly: this.now < this.claimUntil,
      NothingDue: this.vault === 0n,
    })
    if (refused.length > 0) return refused
    this.move('pool', this.vault)
    this.vault = 0n
    return []
  }

  close(): string[] {
    const refused = applying({
      WrongDistribution: this.state !== 'posted',
      TooEarly: this.now < this.claimUntil + 30n * DAY,
    })
    if (refused.length > 0) return refused
    this.move('pool', this.vault + this.rents.vault)
    this.move('operator', this.rents.distribution - this.rents.tombstone)
    this.vault = 0n
    this.state = 'closed'
    return []
  }

  lock(owner: Party, { amount, rootDeadline, freeAt }: Lock): string[] {
    const refused = applying({
      BondExists: this.bonds.has(owner),
      RootPosted: this.state !== 'none',
      AmountZero: amount === 0n,
      BadBondTimes:
        rootDeadline <= this.now ||
        rootDeadline > this.now + 365n * DAY ||
        freeAt < rootDeadline ||
        freeAt > rootDeadline + 60n * DAY,
      'Custom(1)': (this.holdings.get(owner) ?? 0n) < amount + this.rents.bond + this.rents.vault,
    })
    if (refused.length > 0) return refused
    this.move(owner, -amount - this.rents.bond - this.rents.vault)
    this.bonds.set(owner, { amount, vault: amount, rootDeadline, freeAt, judged: false })
    return []
  }

  slash(owner: Party, index: number): string[] {
    const entry = this.entries[index]!
    const bond = this.bonds.get(owner)
    const refused = applying({
      WrongDistribution: this.state !== 'posted',
      WrongBond: !bond,
      AlreadyClaimed: this.used.has(index),
      WrongProof: entry.kind !== 'bond' || entry.recipient !== owner,
      RootTooLate: bond !== undefined && this.createdAt >= bond.rootDeadline,
      BondFree: bond !== undefined && this.now >= bond.freeAt,
      AboveBond: bond !== undefined && entry.amount > bond.amount,
    })
    if (refused.length > 0 || !bond) return refused
    this.used.add(index)
    this.move('pool', entry.amount)
    this.#end(owner, bond.vault - entry.amount)
    return []
  }

  takeBack(owner: Party): string[] {
    const bond = this.bonds.get(owner)
    const timely = this.state === 'closed' || (this.state === 'posted' && this.createdAt < (bond?.rootDeadline ?? 0n))
    const noRoot = bond !== undefined && this.now >= bond.rootDeadline && !timely
    const refused = applying({
      WrongBond: !bond,
      TooEarly: bond !== undefined && !noRoot && this.now < bond.freeAt,
    })
    if (refused.length > 0 || !bond) return refused
    this.#end(owner, bond.vault)
    return []
  }

  #end(owner: Party, rest: bigint): void {
    this.move(owner, rest + this.rents.bond + this.rents.vault)
    this.bonds.delete(owner)
  }
}
