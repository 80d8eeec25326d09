import type { RaiseAccount } from '@/chain/raise/accounts'
import { ROLES } from '@/chain/raise/layout'

/** An act that the chain shows, for the log: amounts as decimal strings of base units. */
export type ChainAct = { type: string; facts: Record<string, string | boolean> }

const STATE_ACTS: Partial<Record<RaiseAccount['state'], string>> = {
  Open: 'raises.opened',
  Succeeded: 'raises.succeeded',
  Failed: 'raises.failed',
  Unwinding: 'raises.unwinding',
  Closed: 'raises.closed',
}

/** What happened to a raise between two looks at it, in words of the field. Totals stand for every single movement. */
export function actsOf(before: RaiseAccount | null, after: RaiseAccount): ChainAct[] {
  const acts: ChainAct[] = []
  const say = (type: string, facts: ChainAct['facts'] = {}) => acts.push({ type, facts })
  if (!before) say('raises.created', { termsHash: Buffer.from(after.termsHash).toString('hex') })
  const state = STATE_ACTS[after.state]
  if (state && before?.state !== after.state) say(state, settlementFacts(after))
  if (before && before.paused !== after.paused) say(after.paused ? 'raises.paused' : 'raises.resumed')
  if (before) acts.push(...decisionsOf(before, after))
  if (before?.sequence !== after.sequence && after.sequence > 0n) say('raises.moneyMoved', moneyFacts(before, after))
  return acts
}

/** What was decided about the terms, the tranches and the keys of a raise. */
function decisionsOf(before: RaiseAccount, after: RaiseAccount): ChainAct[] {
  const terms = { termsVersion: after.termsVersion.toString(), termsHash: Buffer.from(after.termsHash).toString('hex') }
  const tranches = after.tranches.flatMap(({ approved, rejected }, index): ChainAct[] => {
    const [known, facts] = [before.tranches[index], { tranche: index.toString() }]
    if (approved && !known?.approved) return [{ type: 'raises.trancheApproved', facts }]
    return rejected && !known?.rejected ? [{ type: 'raises.trancheRejected', facts }] : []
  })
  const keys = ROLES.filter((role) => !before[role].equals(after[role])).map((role): ChainAct => {
    return { type: 'raises.keyRotated', facts: { role, key: after[role].toBase58() } }
  })
  const changed = before.termsVersion !== after.termsVersion
  return [...(changed ? [{ type: 'raises.termsChanged', facts: terms }] : []), ...tranches, ...keys]
}

const settlementFacts = ({ state, confirmed, positionsConfirmed, entitlement }: RaiseAccount): ChainAct['facts'] =>
  state === 'Succeeded'
    ? {
        confirmed: confirmed.toString(),
        positions: positionsConfirmed.toString(),
        entitlement: entitlement.toString(),
      }
    : {}

/** All totals after the movement, and the range of sequence numbers that it spans. */
const moneyFacts = (before: RaiseAccount | null, after: RaiseAccount): ChainAct['facts'] => ({
  fromSequence: (before?.sequence ?? 0n).toString(),
  toSequence: after.sequence.toString(),
  committed: after.committed.toString(),
  confirmed: after.confirmed.toString(),
  returned: after.returned.toString(),
  delivered: after.delivered.toString(),
  released: after.released.toString(),
  feesDue: after.feesDue.toString(),
  positions: after.positionsOpen.toString(),
})
