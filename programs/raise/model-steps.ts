import fc from 'fast-check'
import { ROLES, type Role } from '../../src/chain/raise/layout'
import type { RaiseModel } from './model'
import { larger, type Party, Refused, type Signers, smaller } from './model-books'
import { draw } from './model-deck'
import type { Act } from './promises'

/** Instructions that a random story may hold, model and chain alike. */
export type Instruction =
  | { name: 'open' | 'settle' | 'reclaim' | 'close' | 'payFee' | 'pause' | 'resume' | 'cancel' }
  | { name: 'commit'; amount: bigint; terms: bigint; expiresAt: bigint }
  | { name: 'withdraw'; amount: bigint }
  | { name: 'changeTerms' | 'confirm'; terms: bigint }
  | { name: 'rotate'; role: Role; newKey: Party }
  | { name: 'refund' | 'claim' | 'unwind' }
  | { name: 'release' | 'approve' | 'reject' | 'expire'; tranche: number }
/** An instruction with the party it is about and everybody who signs it. */
export type Sent = Instruction & { party: Party; signers: Signers }
/** One account of an instruction swapped for another: which, and for what, counted from 0 and around. */
export type Meddling = { account: number; other: number }
/** What happens in one step of a story. */
export type Happening =
  | { name: 'time'; seconds: bigint }
  | { name: 'donate'; amount: bigint }
  | { name: 'deposit'; amount: bigint }
  | { name: 'gift'; party: Party; lamports: bigint }
  | { name: 'send'; sent: Sent; meddling?: Meddling | undefined }

/** One step as chance gives it: plain numbers that only the moment of the story turns into an instruction. */
export type Step = { pick: number; who: number; size: number; moment: number; twist: number; stray: number }

/** Steps that shrink: a smaller number is a plainer step. */
export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  pick: fc.nat(9_999),
  who: fc.nat(99),
  size: fc.nat(9_999),
  moment: fc.nat(99),
  twist: fc.nat(99),
  stray: fc.nat(9),
})

/** Moments at which a rule changes its mind, the later ones first to come. */
const turningPoints = (raise: RaiseModel): bigint[] => {
  const { opensAt, withdrawUntil, closesAt, tranches, cliffSeconds, vestingSeconds } = raise.terms
  const fresh = [...raise.positions.values()].map((position) => position.freshUntil)
  const steps = tranches.flatMap((tranche) => [tranche.notBefore, tranche.approveBy])
  const vesting = [cliffSeconds, vestingSeconds / 3n, vestingSeconds].map((after) => raise.settledAt + after)
  return [opensAt, withdrawUntil, closesAt, raise.settleAfter, ...fresh, ...steps, ...vesting]
    .filter((moment) => moment >= raise.now)
    .sort((a, b) => (a < b ? -1 : 1))
}

/**
 * A little time, or part of the way to the next turning point, or to just before, on or just after it. Once a raise has
 * ended its turning points lie months apart, and little happens between them.
 */
const wait = (raise: RaiseModel, { moment, size }: Step): bigint => {
  const next = turningPoints(raise)[moment > 95 ? 1 : 0]
  const little = raise.state === 'draft' || raise.state === 'open' ? 45 : 8
  if (next === undefined || moment < little) return BigInt(size % 100)
  const seconds = next - raise.now
  if (moment < little + 20) return (seconds * BigInt(size)) / 10_000n
  const around = seconds + (BigInt(moment % 3) - 1n)
  return around < 0n ? 0n : around
}

const commitAmount = (raise: RaiseModel, investor: Party, { size, twist }: Step): bigint => {
  const { positionMinimum, positionMaximum, cap } = raise.terms
  const room = positionMaximum - (raise.positions.get(investor)?.committed ?? 0n)
  const part = positionMinimum + (room * BigInt(size)) / 20_000n
  const sizes = [positionMinimum, part, part, smaller(room, larger(cap - raise.confirmed, positionMinimum)), room]
  const odd = [0n, room + 1n, positionMinimum - 1n, 1n]
  const amount = twist > 90 ? odd[size % odd.length]! : sizes[size % sizes.length]!
  return amount < 0n ? 1n : amount
}

const withdrawAmount = (raise: RaiseModel, investor: Party, { size, twist }: Step): bigint => {
  const position = raise.positions.get(investor)
  if (position === undefined) return 1n
  const { committed, fresh } = position
  const part = (committed * BigInt(size)) / 10_000n
  const sizes = [committed, fresh, part, committed - raise.terms.positionMinimum]
  const odd = [0n, committed + 1n, committed - 1n, fresh + 1n]
  const amount = twist > 90 ? odd[size % odd.length]! : sizes[size % sizes.length]!
  return amount < 0n ? 1n : amount
}

/** Who signs by the rules, in the order of the accounts; a twist lets a stranger, or an old key, stand in for one. */
const signersOf = (raise: RaiseModel, sent: Instruction, party: Party, { twist, who }: Step): Party[] => {
  const { cosigner, approverA, approverB } = raise.keys
  const rules: Partial<Record<Instruction['name'], Party[]>> = {
    commit: [party, cosigner],
    withdraw: [party],
    confirm: [party],
    changeTerms: ['issuer', 'guardian'],
    pause: ['guardian'],
    resume: ['guardian'],
    cancel: [(['issuer', 'guardian', 'stranger'] as const)[who % 3]!],
    approve: [approverA, approverB],
    reject: [approverA, approverB],
    rotate: ['guardian', sent.name === 'rotate' ? sent.newKey : ''],
  }
  const signers = rules[sent.name] ?? []
  const impostor = twist < 4 ? 'stranger' : 'cosigner'
  return twist < 7 ? signers.map((signer, i) => (i === who % signers.length ? impostor : signer)) : signers
}

/** Keys that wait to be given a role. */
export const SPARES: readonly Party[] = ['spare', 'second']

/** Which role goes to whom: mostly to a free key, else to one that holds a role already or invests. */
const rotation = (raise: RaiseModel, { size, twist }: Step): Instruction => {
  const free = [...SPARES, ...ROLES].filter((party) => !Object.values(raise.keys).includes(party))
  const others = twist > 80 ? ['issuer', 'guardian', ...ROLES, 'ann'] : free
  return { name: 'rotate', role: ROLES[size % ROLES.length]!, newKey: others[size % others.length]! }
}

/** The terms that an instruction names: those in force, or for a change new ones; with a twist old ones or none. */
const termsOf = (raise: RaiseModel, changes: boolean, { twist, size }: Step): bigint => {
  if (twist === 60 || (changes && twist > 80)) return [0n, 1n, raise.termsHash, raise.termsVersion - 1n][size % 4]!
  return changes ? raise.termsVersion + 1n : raise.termsHash
}

const instructionOf = (raise: RaiseModel, name: Instruction['name'], party: Party, step: Step): Instruction => {
  const tranche = step.twist > 70 ? step.size % raise.terms.tranches.length : raise.releasedTranches
  if (name === 'commit') {
    const terms = termsOf(raise, false, step)
    const expiresAt = raise.now + ([0n, 60n, 120n, 121n, -1n][step.twist % 20] ?? 90n)
    return { name, amount: commitAmount(raise, party, step), terms, expiresAt }
  }
  if (name === 'withdraw') return { name, amount: withdrawAmount(raise, party, step) }
  if (name === 'changeTerms' || name === 'confirm') return { name, terms: termsOf(raise, name === 'changeTerms', step) }
  if (name === 'rotate') return rotation(raise, step)
  if (name === 'approve') return { name, tranche: step.twist > 70 ? tranche : raise.approvedTranches }
  if (name === 'reject' || name === 'expire') return { name, tranche: Math.max(raise.approvedTranches, tranche) }
  return name === 'release' ? { name, tranche } : { name }
}

const FOR_HOLDERS: readonly Instruction['name'][] = ['withdraw', 'confirm', 'refund', 'claim', 'unwind']

/** Whom an instruction is about: mostly somebody with a position where one is needed, now and then the issuer. */
const partyOf = (raise: RaiseModel, name: Instruction['name'], step: Step, investors: readonly Party[]): Party => {
  if (step.twist === 61) return 'issuer'
  const holders = [...raise.positions.keys()]
  const choice = FOR_HOLDERS.includes(name) && holders.length > 0 && step.stray < 8 ? holders : investors
  return choice[step.who % choice.length]!
}

/** What happened, in a line for a person who looks for the mistake. */
export const tell = (what: Happening): string => {
  if (what.name === 'time') return `${what.seconds} seconds pass`
  if (what.name === 'gift') return `${what.lamports} lamports to where the position of ${what.party} is`
  if (what.name !== 'send') return `${what.name} ${what.amount}`
  const { name, party, signers, ...rest } = what.sent
  const facts = Object.entries(rest).map(([fact, value]) => `${fact} ${value}`)
  if (what.meddling) facts.push('one account swapped')
  return [`${name} (${party})`, ...facts, `signed by ${signers.join(' and ') || 'anybody'}`].join(', ')
}

/** Turns a step of chance into what happens at this moment of the story. */
export const happening = (raise: RaiseModel, step: Step, investors: readonly Party[]): Happening => {
  const name = draw(raise, step)
  const over = raise.state === 'closed' && (name === 'donate' || name === 'deposit' || name === 'gift')
  if (name === 'time' || over) return { name: 'time', seconds: wait(raise, step) }
  if (name === 'donate') return { name, amount: BigInt(step.size % 7) + 1n }
  if (name === 'deposit') return { name, amount: step.twist > 20 ? raise.terms.tokensAtCap : BigInt(step.size) + 1n }
  if (name === 'gift')
    return { name, party: investors[step.who % investors.length]!, lamports: raise.walletRent + BigInt(step.size) }
  const party = partyOf(raise, name, step, investors)
  const instruction = instructionOf(raise, name, party, step)
  return {
    name: 'send',
    meddling: step.stray === 7 ? { account: step.size, other: step.moment } : undefined,
    sent: { ...instruction, party, signers: signersOf(raise, instruction, party, step) },
  }
}

/** Carries an instruction out in the model; throws Refused where the rules refuse. */
const carryOut = (raise: RaiseModel, sent: Sent, feeWalletLamports: bigint) => {
  const { party, signers } = sent
  switch (sent.name) {
    case 'commit':
      return raise.commit(party, sent.amount, sent, signers)
    case 'withdraw':
      return raise.withdraw(party, sent.amount, signers)
    case 'approve':
    case 'reject':
      return raise[sent.name](sent.tranche, signers)
    case 'release':
    case 'expire':
      return raise[sent.name](sent.tranche)
    case 'confirm':
      return raise.confirm(party, sent.terms, signers)
    case 'changeTerms':
      return raise.changeTerms(sent.terms, signers)
    case 'rotate':
      return raise.rotate(sent.role, sent.newKey, signers)
    case 'refund':
    case 'claim':
    case 'unwind':
      return raise[sent.name](party)
    case 'pause':
    case 'resume':
      return raise.pause(sent.name === 'pause', signers)
    case 'cancel':
      return raise.cancel(signers)
    case 'payFee':
      return raise.payFee(feeWalletLamports)
    default:
      return raise[sent.name]()
  }
}

/** The act that an instruction was in the model, refused or carried out. */
export const actInModel = (raise: RaiseModel, sent: Sent, feeWalletLamports: bigint): Act => {
  try {
    carryOut(raise, sent, feeWalletLamports)
    return { ...sent, refusedFor: null }
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    return { ...sent, refusedFor: refused.reasons }
  }
}

/** Names of the people who may invest in a story. */
export const PEOPLE: readonly Party[] = 'ann ben cem dia eli fay gus hal ida jon kim lou'.split(' ')
