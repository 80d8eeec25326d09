import { claimable, unwound } from '@/chain/raise/formulas'
import { type Crank, everythingDue } from '@/domains/raises/rules/crank'
import type { SeenPosition, SeenRaise } from './read'

/** One thing that anybody may send now, and what it pays to the owner of a position in base units. */
export type Due = Crank & { payment: bigint; tokens: bigint }

/** Everything that anybody may send for this raise now, what concerns the raise itself first. */
export function dueOf(seen: SeenRaise): Due[] {
  const owners = new Map(seen.positions.map((position) => [position.wallet, position]))
  return everythingDue(seen, seen.now).map((crank) => {
    const position = crank.investor === null ? undefined : owners.get(crank.investor)
    return { ...crank, ...(position ? paidBy(crank.verb, seen, position) : { payment: 0n, tokens: 0n }) }
  })
}

function paidBy(verb: Crank['verb'], { raise, now }: SeenRaise, position: SeenPosition) {
  if (verb === 'refund') return { payment: position.committed, tokens: 0n }
  if (verb === 'unwind') return { payment: unwound(raise, position), tokens: 0n }
  return claimable(raise, position, now)
}

/** How each act reads on a button and in a list, what is for investors before what is for the issuer. */
export const ACTS: Record<Crank['verb'], { name: string; about: string }> = {
  open: { name: 'Open', about: 'The whole allocation is there: commitments can begin.' },
  cancel: { name: 'Cancel', about: 'The raise never opened and its time is over.' },
  settle: { name: 'Settle', about: 'Decides between success and failure; the time for it has come.' },
  release: { name: 'Release', about: 'Pays a tranche to the issuer; tokens unlock with it.' },
  expire: { name: 'Expire', about: 'A tranche was not approved in time: what is not approved goes back.' },
  refund: { name: 'Refund', about: 'Pays everything that was committed back to the owner of each position.' },
  claim: { name: 'Claim', about: 'Pays what was too much back, and delivers the tokens that are due, to each owner.' },
  unwind: { name: 'Unwind', about: 'Pays each owner their share of what will never be released.' },
  payFee: { name: 'Pay the fee', about: 'Pays the fee of what was released to the fee wallet.' },
  reclaim: { name: 'Return unsold tokens', about: 'Gives the tokens that nobody bought back to the issuer.' },
  close: { name: 'Close', about: 'Everybody is paid: the rest of the accounts goes to the issuer.' },
}

/** The kinds of act among these, in that order. */
export const verbsOf = (due: readonly Due[]): Due['verb'][] =>
  (Object.keys(ACTS) as Due['verb'][]).filter((verb) => due.some((one) => one.verb === verb))
