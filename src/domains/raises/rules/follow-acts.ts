import type { RaiseAccount } from '@/chain/raise/accounts'

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
  if (before?.sequence !== after.sequence && after.sequence > 0n) say('raises.moneyMoved', moneyFacts(before, after))
  return acts
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
  returned: after.returned.toString(),
  delivered: after.delivered.toString(),
  released: after.released.toString(),
  feesDue: after.feesDue.toString(),
  positions: after.positionsOpen.toString(),
})
