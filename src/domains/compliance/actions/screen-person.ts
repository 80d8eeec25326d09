import { type Cause, screenSubject } from '@/domains/screening/actions/subjects'
import type { RunState } from '@/domains/screening/schema'
import type { Tx } from '@/server/db'
import { unscreenedCases } from '../queries/behind-lists'
import { openProfile } from '../queries/evidence'
import type { Profile } from '../schema'

/** Compares a person's profile with the lists. What comes of it is for staff and the gate; the person never learns of it. */
export async function screenPerson(
  tx: Tx,
  { personId, profile, cause }: { personId: string; profile: Profile; cause: Cause },
  now: Date,
): Promise<{ state: RunState }> {
  const { legalName, dateOfBirth, country } = profile
  const compared = {
    ...{ kind: 'person' as const, names: [legalName], dateOfBirth, countries: [country] },
    ...{ gender: null, identifiers: [] },
  }
  const last = await tx.verificationCase.findFirst({
    where: { personId },
    orderBy: { startedAt: 'desc' },
    select: { allowedIds: true },
  })
  return screenSubject(tx, { key: `person:${personId}`, compared, cause, allowedIds: last?.allowedIds ?? [] }, now)
}

/** Compares people who were verified, or wait for it, before there was anything to compare with. Returns how many. */
export async function screenUnscreened(tx: Tx, now: Date): Promise<number> {
  const ids = await unscreenedCases(tx)
  if (ids.length === 0) return 0
  const cases = await tx.verificationCase.findMany({ where: { id: { in: ids } }, orderBy: { startedAt: 'desc' } })
  const newest = new Map(cases.toReversed().map((one) => [one.personId, one]))
  for (const [personId, one] of newest) {
    const profile = openProfile(one)
    if (profile) await screenPerson(tx, { personId, profile, cause: 'submitted' }, now)
  }
  return newest.size
}
