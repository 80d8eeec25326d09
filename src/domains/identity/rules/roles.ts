import { refuse } from './refusals'

/** Roles that see what belongs to others; they change only through two people. */
export const STAFF_ROLES = ['reviewer', 'checker', 'admin'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

export const isStaffRole = (role: string): role is StaffRole => (STAFF_ROLES as readonly string[]).includes(role)

/** A change of somebody's role, as proposed. */
export type ProposedChange = { personId: string; role: StaffRole; kind: 'grant' | 'revoke'; proposedBy: string | null }

/** Refuses a proposal that must not be made. `has` says whether the person has the role now; `admins` counts admins. */
export function checkProposal(
  change: ProposedChange,
  now: { has: boolean; open: boolean; email: string | null; admins: number },
): void {
  if (change.kind === 'grant' && change.proposedBy === change.personId) throw refuse.ownRole()
  if (now.has === (change.kind === 'grant')) throw refuse.roleUnchanged({ kind: change.kind })
  if (now.open) throw refuse.changeOpen()
  if (change.kind === 'grant' && !now.email) throw refuse.noEmail()
  if (change.kind === 'revoke' && change.role === 'admin' && now.admins < 2) throw refuse.lastAdmin()
}

/** Refuses a decision by the proposer, by the person whom it is about, or by somebody who is neither admin nor checker. */
export function checkDecision(
  change: { personId: string; proposedBy: string | null },
  decider: { personId: string; roles: readonly string[] },
): void {
  if (!decider.roles.some((role) => role === 'admin' || role === 'checker')) throw refuse.notDecider()
  if (decider.personId === change.proposedBy || decider.personId === change.personId) throw refuse.ownChange()
}

/** Whether anybody is there who could confirm: a second person who is admin or checker. */
export const hasSecondPerson = (adminsAndCheckers: number): boolean => adminsAndCheckers >= 2
