import { refusals } from '@/kit/refusal'

const refuseAllowed = refusals('compliance', {
  notAllowable: {
    kind: 'invalid',
    message: () =>
      'Name yourself and at least one colleague, one of you a checker: two people decide. Nobody is named for their own verification.',
    field: 'personIds',
  },
})

/** Whom a case is about, and the staff who alone may open it; nobody named means all of them. */
export type Guarded = { personId: string; allowedIds: readonly string[] }

/** Whether a member of staff is among those who may open something. */
export const isAllowed = ({ allowedIds }: Pick<Guarded, 'allowedIds'>, viewerId: string): boolean =>
  allowedIds.length === 0 || allowedIds.includes(viewerId)

/** A colleague, with the roles that count for a verification. */
export type Colleague = { personId: string; roles: readonly string[] }

/**
 * Refuses to close a case to all but these: there must be two, since two decide, one of them a checker; who closes it is among them, and
 * its member is not.
 */
export function assertAllowable(subject: { personId: string }, named: readonly Colleague[], actorId: string): void {
  const mayWork = named.every(({ roles }) => roles.includes('reviewer') || roles.includes('checker'))
  const isMember = named.some(({ personId }) => personId === subject.personId)
  const others = named.filter(({ personId }) => personId !== actorId)
  const hasChecker = named.some(({ roles }) => roles.includes('checker'))
  if (!mayWork || isMember || !hasChecker || others.length === 0 || others.length === named.length)
    throw refuseAllowed.notAllowable()
}
