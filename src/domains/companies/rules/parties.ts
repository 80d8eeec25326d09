import type { PartyRole } from '../schema'

/** Where a person of a company stands. `waiting`: they accepted, and their own verification is not decided. */
export type PartyStanding = 'not_invited' | 'invited' | 'waiting' | 'approved' | 'refused' | 'suspended'

/** A person of a company as the rules see them. */
export type PartyFacts = { standing: PartyStanding; worksHere: boolean }

/**
 * What the people of a company mean for it: it waits until every one of them is decided, and one who was refused, is suspended or
 * works for this platform holds it.
 */
export function partiesVerdict(parties: readonly PartyFacts[]): { decided: boolean; held: boolean } {
  const held = parties.some(
    ({ standing, worksHere }) => standing === 'refused' || standing === 'suspended' || worksHere,
  )
  return { decided: parties.length > 0 && parties.every(({ standing }) => standing === 'approved'), held }
}

/** What a person's own verification says about their part in a company; every other state is still to be decided. */
export function standingOf({
  bound,
  invited,
  states,
}: {
  /** Whether they accepted with an account, and whether an invitation is on its way. */
  bound: boolean
  invited: boolean
  /** The states of their verifications, the newest first. */
  states: readonly string[]
}): PartyStanding {
  if (!bound) return invited ? 'invited' : 'not_invited'
  if (states.includes('suspended')) return 'suspended'
  const [newest] = states
  if (newest === 'approved' || newest === 'reverify_due') return 'approved'
  if (newest === 'rejected' || newest === 'blocked_jurisdiction') return 'refused'
  // A renewal that is under way leaves the approval before it in force.
  return states.includes('reverify_due') ? 'approved' : 'waiting'
}

/**
 * What the owner reads. A refusal looks like any wait, and whoever is suspended was verified before: nothing that happens to one person
 * can be told by another.
 */
export const PARTY_WORDS: Record<PartyStanding, string> = {
  not_invited: 'not invited yet',
  invited: 'invited, has not accepted yet',
  waiting: 'accepted, verification under way',
  approved: 'verified',
  refused: 'accepted, verification under way',
  suspended: 'verified',
}

export const ROLE_WORDS: Record<PartyRole, string> = {
  director: 'director',
  signatory: 'signs for the company',
  controller: 'controls it by other means',
  owner: 'owner',
  official: 'stands in, as no owner was found',
}
