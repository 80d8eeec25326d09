import { refusals } from '@/kit/refusal'

export const refuseAllowed = refusals('compliance', {
  notAllowable: {
    kind: 'invalid',
    message: () =>
      'Name yourself and at least one colleague, one of you a checker: two people decide. Nobody is named for what is about themselves.',
    field: 'personIds',
  },
  takesTwo: {
    kind: 'conflict',
    message: () =>
      'This lets somebody in who could not open it until now. Propose it with a reason: a second person confirms it.',
    field: 'personIds',
  },
  opensNobody: {
    kind: 'invalid',
    message: () =>
      'This lets nobody in who could not open it. Name a colleague more, or nobody at all to open it to everybody.',
    field: 'personIds',
  },
})

/** Whom something is about, and the staff who alone may open it; nobody named means all of them. */
export type Guarded = { personId: string; allowedIds: readonly string[] }

/** Whether a member of staff is among those who may open something. */
export const isAllowed = ({ allowedIds }: Pick<Guarded, 'allowedIds'>, viewerId: string): boolean =>
  allowedIds.length === 0 || allowedIds.includes(viewerId)

/** A colleague, with the roles that count for a verification or a company. */
export type Colleague = { personId: string; roles: readonly string[] }

const works = ({ roles }: Colleague): boolean => roles.includes('reviewer') || roles.includes('checker')

/**
 * Refuses to close something to all but these: there must be two, since two decide, one of them a checker; who closes it is among them,
 * and nobody whom it is about is.
 */
export function assertAllowable(side: readonly string[], named: readonly Colleague[], actorId: string): void {
  const isOfTheSide = named.some(({ personId }) => side.includes(personId))
  const others = named.filter(({ personId }) => personId !== actorId)
  const hasChecker = named.some(({ roles }) => roles.includes('checker'))
  if (!named.every(works) || isOfTheSide || !hasChecker || others.length === 0 || others.length === named.length)
    throw refuseAllowed.notAllowable()
}

/** Whether a change lets somebody in who could not open it before. Nobody named after it means everybody. */
export const letsIn = (before: readonly string[], after: readonly string[]): boolean =>
  before.length > 0 && (after.length === 0 || after.some((id) => !before.includes(id)))

/**
 * Whether somebody may propose to open something: one of those named; or anybody whose work it is where none of those named works here
 * any more, so that nothing stays closed for ever.
 */
export const mayProposeOpening = (
  allowedIds: readonly string[],
  staff: readonly Colleague[],
  actorId: string,
): boolean => allowedIds.includes(actorId) || isForsaken(allowedIds, staff)

/** Whether something is closed to all but people of whom none works here any more. */
export const isForsaken = (allowedIds: readonly string[], staff: readonly Colleague[]): boolean =>
  allowedIds.length > 0 && !staff.some((one) => works(one) && allowedIds.includes(one.personId))

/** One order for the same people, as decision and row name them. */
export const inOrder = (personIds: readonly string[]): string[] => [...new Set(personIds)].sort()

/** What decisions about access are about: a thing of its own, so that the thing's own decision can wait beside it. */
export const accessSubject = (thing: string): string => `access:${thing}`

/** Who is named in a decision about access. */
export const allowedIn = (content: unknown): string[] =>
  ((content as { allowed?: string }).allowed ?? '').split(' ').filter(Boolean)
