/** Somebody of the staff, and whether they are a checker. */
export type Staff = { personId: string; isChecker: boolean }

/** Whether somebody's yes can be the next: `own` where they gave theirs, `checker` where the second one must be a checker's. */
export type Yes = 'free' | 'own' | 'checker'

/** Of two people who say yes to a sheet or a list, the second is a checker. `before`: who said it. */
export function nextYes(before: readonly string[], { personId, isChecker }: Staff): Yes {
  if (before.includes(personId)) return 'own'
  return before.length === 1 && !isChecker ? 'checker' : 'free'
}

/** What one person proposed a checker confirms, and never the same one. */
export function confirmation(proposedBy: string | null, { personId, isChecker }: Staff): Yes {
  if (proposedBy === personId) return 'own'
  return isChecker ? 'free' : 'checker'
}
