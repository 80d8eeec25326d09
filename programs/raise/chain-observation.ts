import { decodePosition, decodeRaise, isTombstone, type RaiseAccount } from '@/chain/raise/accounts'
import { paymentsHeld } from '@/chain/raise/formulas'
import { ROLES, type Role } from '@/chain/raise/layout'
import { type ChainStage, PARTIES } from './chain-stage'
import type { RaiseModel } from './model'
import type { Party, Position, State } from './model-books'
import type { Observation } from './promises'

/** What everybody holds: payment, sale tokens, and the lamports of all the accounts that are theirs. */
export type Holdings = { payment: Map<Party, bigint>; tokens: Map<Party, bigint>; lamports: Map<Party, bigint> }

/**
 * Lamports by party, wallet and own accounts together, so that rent moves nothing: an investor's position and token
 * accounts, the issuer's raise and vaults. What the payment vault of a native raise holds for others is left out.
 */
const lamportsOf = (stage: ChainStage, party: Party): bigint => {
  const { vm, raise } = stage
  const { wallet, tokens, payment, position } = stage.of(party)
  const own = [wallet, tokens, position, ...(payment ? [payment] : [])]
  if (party === 'issuer') own.push(raise.address, stage.saleVault, stage.paymentVault)
  const sum = own.reduce((total, address) => total + vm.lamports(address), 0n)
  return party === 'issuer' && raise.paymentMint === null ? sum - vaultHolds(stage) : sum
}

/** Units in the payment vault, its rent not counted. */
const vaultHolds = ({ vm, paymentVault, raise }: ChainStage): bigint => {
  if (raise.paymentMint) return vm.tokens(paymentVault) ?? 0n
  const lamports = vm.lamports(paymentVault)
  return lamports === 0n ? 0n : lamports - vm.rent(0)
}

/** What everybody holds at this moment. */
export const holdings = (stage: ChainStage): Holdings => {
  const held = (units: (party: Party) => bigint) => new Map(PARTIES.map((party) => [party, units(party)]))
  const lamports = held((party) => lamportsOf(stage, party))
  const payment = (party: Party) => {
    const account = stage.of(party).payment
    return account ? (stage.vm.tokens(account) ?? 0n) : lamports.get(party)!
  }
  return { payment: held(payment), tokens: held((party) => stage.vm.tokens(stage.of(party).tokens) ?? 0n), lamports }
}

const positionOf = (stage: ChainStage, party: Party): Position | null => {
  const account = stage.vm.account(stage.of(party).position)
  if (!account?.owner.equals(stage.raise.programId)) return null
  const position = decodePosition(account.data)
  return {
    ...position,
    termsVersion: BigInt(position.termsVersion),
    accepted: position.excessPaid ? position.accepted : null,
  }
}

/** The raise as the chain holds it; null when it is closed for ever. */
export const raiseOf = (stage: ChainStage): RaiseAccount | null => {
  const account = stage.vm.account(stage.raise.address)
  if (!account) throw new Error('the raise is gone without a tombstone')
  return isTombstone(account.data) ? null : decodeRaise(account.data)
}

/** The names of those who hold the replaceable keys now. */
const keysOf = (stage: ChainStage, raise: RaiseAccount): Observation['keys'] => {
  const holder = (role: Role): Party => PARTIES.find((party) => stage.key(party).equals(raise[role])) ?? 'nobody'
  return { cosigner: holder('cosigner'), approverA: holder('approverA'), approverB: holder('approverB') }
}

const STATE_OF = {
  Draft: 'draft',
  Open: 'open',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Unwinding: 'unwinding',
  Closed: 'closed',
} as const satisfies Record<RaiseAccount['state'], State>

/** What came in and went out by party since the story began, added up from the balances around each instruction. */
export type Flows = Pick<Observation, 'put' | 'received' | 'tokens'> & { donated: bigint }

/** The raise seen from outside, by nothing but accounts and balances. */
export const observeChain = (stage: ChainStage, flows: Flows, last: Observation | null): Observation => {
  const raise = raiseOf(stage)
  const seen = { ...flows, terms: stage.terms, vault: vaultHolds(stage), sale: stage.vm.tokens(stage.saleVault) ?? 0n }
  if (raise === null) {
    if (last === null) throw new Error('a story cannot begin with a closed raise')
    return { ...last, ...seen, state: 'closed', positions: new Map(), feesDue: 0n }
  }
  const { tranches } = raise
  const found = PARTIES.map((party) => [party, positionOf(stage, party)] as const)
  return {
    ...seen,
    state: STATE_OF[raise.state],
    paused: raise.paused,
    termsVersion: BigInt(raise.termsVersion),
    keys: keysOf(stage, raise),
    confirmed: raise.confirmed,
    settledTotal: raise.confirmed,
    settledPositions: BigInt(raise.positionsConfirmed),
    entitlement: raise.entitlement,
    unwindable: raise.unwindable,
    released: raise.released,
    releasedTranches: tranches.filter((tranche) => tranche.released).length,
    approvedTranches: tranches.filter((tranche) => tranche.approved).length,
    feesDue: raise.feesDue,
    tokensDelivered: raise.delivered,
    positions: new Map(found.filter((entry): entry is [Party, Position] => entry[1] !== null)),
  }
}

const differences = (what: string, mine: Record<string, unknown>, theirs: Record<string, unknown>): string[] =>
  Object.keys(mine)
    .filter((key) => mine[key] !== theirs[key])
    .map((key) => `${what}: ${key} is ${theirs[key]} on chain, ${mine[key]} in the model`)

/** Every unit and every fact in which the chain and the model differ. */
export const differencesFrom = (model: RaiseModel, stage: ChainStage, seen: Observation): string[] => {
  const facts = ({ state, vault, sale, donated }: Observation) => ({ state, vault, sale, donated })
  const decisions = (of: Observation) => {
    const { termsVersion, unwindable, approvedTranches, releasedTranches } = of
    return { termsVersion, unwindable, approvedTranches, releasedTranches }
  }
  const wrong = differences('raise', facts(model), facts(seen))
  for (const balances of ['put', 'received', 'tokens'] as const)
    for (const party of PARTIES) {
      const mine = { [party]: model[balances].get(party) ?? 0n }
      wrong.push(...differences(balances, mine, { [party]: seen[balances].get(party) ?? 0n }))
    }
  const raise = raiseOf(stage)
  if (raise === null) return wrong
  wrong.push(...differences('raise', decisions(model), decisions(seen)))
  for (const role of ROLES) wrong.push(...differences(role, { key: model.keys[role] }, { key: seen.keys[role] }))
  const { paused, settleAfter, confirmed, released, feesDue, entitlement, settledAt } = model
  wrong.push(
    ...differences('raise', { paused, settleAfter, confirmed, released, feesDue, entitlement, settledAt }, raise),
  )
  const counted = { positionsOpen: model.positions.size, delivered: model.tokensDelivered }
  wrong.push(...differences('raise', counted, raise))
  const held = { 'what is held': model.vault - model.donated }
  wrong.push(...differences('raise', held, { 'what is held': paymentsHeld(raise) }))
  for (const party of PARTIES)
    wrong.push(
      ...differences(`position of ${party}`, { ...model.positions.get(party) }, { ...seen.positions.get(party) }),
    )
  return wrong
}
