import type { RaiseErrorName } from '../../src/chain/raise/errors'
import { ROLES } from '../../src/chain/raise/layout'
import { ALL, larger, type Party, type Position, type RaiseBooks, smaller } from './model-books'

/** What can be seen of a raise at one moment, in the model or read back from the chain. */
export type Observation = Pick<
  RaiseBooks,
  | 'terms'
  | 'state'
  | 'termsVersion'
  | 'keys'
  | 'confirmed'
  | 'settledTotal'
  | 'settledPositions'
  | 'entitlement'
  | 'unwindable'
  | 'released'
  | 'releasedTranches'
  | 'approvedTranches'
  | 'feesDue'
  | 'tokensDelivered'
  | 'vault'
  | 'sale'
  | 'donated'
  | 'paused'
> & {
  positions: ReadonlyMap<Party, Readonly<Position>>
  put: ReadonlyMap<Party, bigint>
  received: ReadonlyMap<Party, bigint>
  tokens: ReadonlyMap<Party, bigint>
}

/** One instruction as it was sent, with the rules that refused it; null: it was carried out. */
export type Act = {
  name: string
  party: Party
  signers: readonly Party[]
  /** An account was swapped, and that was refused. */
  spoiled?: boolean
  refusedFor: readonly RaiseErrorName[] | null
}

/** A promise of the raise: the sentence it broke, or null. */
type Promised = (before: Observation, act: Act, after: Observation) => string | null

const CRANKS = ['open', 'settle', 'refund', 'claim', 'release', 'expire', 'unwind', 'payFee', 'reclaim', 'close']

const at = (balances: ReadonlyMap<Party, bigint>, party: Party): bigint => balances.get(party) ?? 0n
const settled = (raise: Observation): boolean => raise.state === 'succeeded' || raise.state === 'unwinding'
const stale = (raise: Observation, position: Position): boolean => position.termsVersion !== raise.termsVersion
const bps = (raise: Observation, count: number): bigint =>
  raise.terms.tranches.slice(0, count).reduce((sum, tranche) => sum + tranche.bps, 0n)

/** What promise 7 accepts of a position, computed from nothing but the settled totals. */
const accepted = (raise: Observation, position: Position): bigint => {
  const { cap } = raise.terms
  if (stale(raise, position)) return 0n
  return raise.settledTotal <= cap ? position.committed : (position.committed * cap) / raise.settledTotal
}

/** Everything that the payment vault still owes by the rules, donations and dust left out. */
export const obligations = (raise: Observation): bigint => {
  const positions = [...raise.positions.values()]
  const sum = (amount: (position: Position) => bigint) => positions.reduce((total, each) => total + amount(each), 0n)
  if (!settled(raise)) return sum((position) => position.committed)
  const excess = sum((position) => (position.accepted === null ? position.committed - accepted(raise, position) : 0n))
  if (raise.state === 'succeeded') return excess + raise.entitlement - raise.released + raise.feesDue
  const kept = (raise.entitlement * bps(raise, raise.approvedTranches)) / ALL
  const back = sum((each) =>
    each.unwound || stale(raise, each) ? 0n : (each.committed * raise.unwindable) / raise.settledTotal,
  )
  return excess + kept - raise.released + raise.feesDue + back
}

const moneyOnlyToItsOwners: Promised = (before, _act, after) => {
  for (const [party, received] of after.received) {
    const gained = received - at(before.received, party)
    if (gained < 0n) return `${party} gave ${-gained} back`
    if (gained === 0n || party === 'issuer' || party === 'fee') continue
    if (!before.positions.has(party)) return `${party} has no position and got ${gained}`
    if (received > at(after.put, party)) return `${party} put in less than came back`
  }
  const fee = (after.entitlement * after.terms.feeBps) / ALL
  if (at(after.received, 'fee') + after.feesDue > fee) return `the fee is above ${fee}`
  const early = after.state !== 'closed' && at(after.received, 'issuer') > after.entitlement
  return early ? 'the issuer got more than is due before the end' : null
}

const allOrNothing: Promised = (before, act, after) => {
  const succeeds = before.confirmed >= before.terms.minimum
  if (act.name === 'settle' && act.refusedFor === null && (after.state === 'succeeded') !== succeeds)
    return 'settled against the minimum'
  if (settled(after) || after.state === 'closed') return null
  for (const [investor, put] of after.put) {
    const out = put - at(after.received, investor)
    const committed = after.positions.get(investor)?.committed ?? 0n
    if (out !== committed) return `${investor} is ${out} short, the position says ${committed}`
  }
  return null
}

const anybodyMayCrank: Promised = (_before, act) =>
  CRANKS.includes(act.name) && !act.spoiled && act.refusedFor?.includes('SignatureMissing')
    ? 'refused for its sender'
    : null

const pauseStopsOnlyCommitments: Promised = (before, act) => {
  if (act.name === 'commit') return before.paused && act.refusedFor === null ? 'committed while paused' : null
  return act.refusedFor?.includes('Paused') ? 'stopped by a pause' : null
}

const tokensFirst: Promised = (_before, _act, after) => {
  const { tokensAtCap, cap } = after.terms
  if (after.state === 'open') return after.sale < tokensAtCap ? 'open without its tokens' : null
  if (!settled(after)) return null
  const whole = (smaller(after.settledTotal, cap) * tokensAtCap) / cap
  const due = after.state === 'succeeded' ? whole : (whole * bps(after, after.approvedTranches)) / ALL
  return after.sale < due - after.tokensDelivered ? 'the sale vault cannot deliver' : null
}

/** A role goes to a new key only by the guardian's and that key's own signature, and the five keys stay different. */
const keysAreGiven: Promised = (before, act, after) => {
  const moved = ROLES.filter((role) => before.keys[role] !== after.keys[role])
  const given = moved.every((role) => act.name === 'rotate' && act.signers.includes(after.keys[role]))
  if (moved.length > 1 || !given) return `${moved} went to another key`
  if (moved.length > 0 && !act.signers.includes('guardian')) return `${moved} was given by somebody else`
  const five = new Set(['issuer', 'guardian', ...ROLES.map((role) => after.keys[role])])
  return five.size === 5 ? null : 'one key has two roles'
}

const commitmentsAreCosigned: Promised = (before, act, after) => {
  for (const [investor, put] of after.put) {
    const more = put - at(before.put, investor)
    const signed = act.name === 'commit' && act.signers.includes(before.keys.cosigner) && act.signers.includes(investor)
    if (more !== 0n && !signed) return `${more} of ${investor} came in without both signatures`
  }
  return keysAreGiven(before, act, after)
}

const oneFixedSplit: Promised = (_before, _act, after) => {
  if (!settled(after)) return null
  const { settledTotal, settledPositions, entitlement, released } = after
  const { cap } = after.terms
  const fixed = settledTotal <= cap ? settledTotal : larger(cap - settledPositions, 0n)
  if (entitlement !== fixed) return `the entitlement is ${entitlement}, not ${fixed}`
  const due = (entitlement * bps(after, after.releasedTranches)) / ALL
  if (released !== due) return `released ${released}, not ${due}`
  const paid = at(after.received, 'issuer') + at(after.received, 'fee') + after.feesDue
  if (paid !== released) return `${paid} of the released ${released} is paid or due`
  for (const [investor, position] of after.positions)
    if (position.accepted !== null && position.accepted !== accepted(after, position))
      return `${investor}: ${position.accepted} accepted, not ${accepted(after, position)}`
  return null
}

const staleGetsAllBack: Promised = (before, act, after) => {
  for (const [investor, position] of before.positions) {
    const version = after.positions.get(investor)?.termsVersion ?? position.termsVersion
    const agreed = act.name === 'confirm' && act.party === investor && act.signers.includes(investor)
    if (version !== position.termsVersion && !agreed) return `${investor} did not agree to the terms`
    const gone = !after.positions.has(investor) && stale(before, position)
    if (gone && at(after.received, investor) !== at(after.put, investor)) return `${investor} is not whole`
  }
  return null
}

/** The two approvers as they were when an instruction was sent. */
const approversSigned = (before: Observation, { signers }: Act): boolean =>
  signers.includes(before.keys.approverA) && signers.includes(before.keys.approverB)

const silenceIsNoRelease: Promised = (before, act, after) => {
  if (after.releasedTranches > after.approvedTranches) return 'released without approval'
  const approved = act.name === 'approve' && approversSigned(before, act)
  if (after.approvedTranches !== before.approvedTranches && !approved) return 'approved without both approvers'
  if (before.state !== 'unwinding' && after.state === 'unwinding') {
    if (act.name !== 'expire' && !(act.name === 'reject' && approversSigned(before, act))) return 'unwound by nobody'
    const kept = (after.entitlement * bps(after, after.approvedTranches)) / ALL
    if (after.unwindable !== after.entitlement - kept) return `U is ${after.unwindable}`
  }
  const frozen = settled(before) && settled(after)
  if (frozen && (before.settledTotal !== after.settledTotal || before.entitlement !== after.entitlement))
    return 'a settled total moved'
  if (before.state === 'unwinding' && after.unwindable !== before.unwindable) return 'the unwound part moved'
  if (act.name !== 'unwind' || act.refusedFor !== null) return null
  const position = before.positions.get(act.party)!
  const excess = position.accepted === null ? position.committed - accepted(before, position) : 0n
  const share = (position.committed * before.unwindable) / before.settledTotal
  const got = at(after.received, act.party) - at(before.received, act.party)
  return got === excess + share ? null : `${act.party} got ${got}, not ${excess} and ${share}`
}

const vaultCoversObligations: Promised = (_before, _act, after) => {
  if (after.state === 'closed') return after.vault + after.sale === 0n ? null : 'closed with money left'
  const spare = after.vault - after.donated - obligations(after)
  if (spare < 0n) return `the vault is ${-spare} short`
  const dust = settled(after) ? 2n * after.settledPositions : 0n
  return spare > dust ? `${spare} belongs to nobody, dust is at most ${dust}` : null
}

/** The ten promises of a raise, in their order; each looks at one instruction and at what was before and after it. */
export const PROMISES: Readonly<Record<string, Promised>> = {
  '1 money goes only to its owners': moneyOnlyToItsOwners,
  '2 all or nothing': allOrNothing,
  '3 anybody may crank': anybodyMayCrank,
  '4 a pause stops only commitments': pauseStopsOnlyCommitments,
  '5 tokens first': tokensFirst,
  '6 commitments are co-signed': commitmentsAreCosigned,
  '7 one fixed split': oneFixedSplit,
  '8 a stale position gets all back': staleGetsAllBack,
  '9 silence is no release': silenceIsNoRelease,
  '10 the vault covers what it owes': vaultCoversObligations,
}

/** The promises that one instruction broke, as sentences. */
export const brokenPromises = (before: Observation, act: Act, after: Observation): string[] =>
  Object.entries(PROMISES).flatMap(([name, promised]) => {
    const broken = promised(before, act, after)
    return broken === null ? [] : [`promise ${name}: ${broken} (${act.name})`]
  })

/** A copy of what can be seen, to compare with later. */
export const observe = (raise: Observation): Observation => ({
  ...raise,
  keys: { ...raise.keys },
  positions: new Map([...raise.positions].map(([investor, position]) => [investor, { ...position }])),
  put: new Map(raise.put),
  received: new Map(raise.received),
  tokens: new Map(raise.tokens),
})
