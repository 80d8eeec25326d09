import type { Db, Tx } from '@/server/db'
import { CLEARED_STATES, OPEN_STATES } from '../rules/case'
import { caseSubject } from '../rules/document'
import { openProfile } from './evidence'

/** Whether a person ever handed in a verification, and whether one waits for a decision. */
export async function verificationFacts(db: Db | Tx, personId: string) {
  const theirs = { personId, submittedAt: { not: null } }
  const handedIn = await db.verificationCase.count({ where: theirs })
  const open = await db.verificationCase.count({ where: { ...theirs, state: { in: [...OPEN_STATES] } } })
  return { wasVerified: handedIn > 0, hasOpenBusiness: open > 0 }
}

/** What this room knows of a person, for themselves. What staff noted about the decision is not theirs to see. */
export async function verificationData(db: Db | Tx, personId: string) {
  const [cases, stakingKeys] = await Promise.all([
    db.verificationCase.findMany({ where: { personId }, orderBy: { startedAt: 'asc' } }),
    db.operatorProof.findMany({ where: { personId }, select: { stakingKey: true, task: true, provenAt: true } }),
  ])
  const verifications = cases.map((one) => ({
    ...{ id: one.id, startedAt: one.startedAt, submittedAt: one.submittedAt, settledAt: one.settledAt },
    ...{ erasedAt: one.erasedAt, profile: openProfile(one) },
  }))
  return { verifications, stakingKeys }
}

/** The subjects of a person's verifications in the vault. */
export async function caseSubjects(db: Db | Tx, personId: string) {
  const cases = await db.verificationCase.findMany({ where: { personId }, select: { id: true } })
  return cases.map(({ id }) => caseSubject(id))
}

/** The states of several people's verifications, the newest first, by person; who never began one is left out. */
export async function verificationStates(db: Db | Tx, personIds: readonly string[]): Promise<Map<string, string[]>> {
  const cases = await db.verificationCase.findMany({
    where: { personId: { in: [...personIds] } },
    select: { personId: true, state: true },
    orderBy: { startedAt: 'desc' },
  })
  const found = new Map<string, string[]>()
  for (const { personId, state } of cases) found.set(personId, [...(found.get(personId) ?? []), state])
  return found
}

/** Everybody whose verification is suspended or was refused, whatever came of another one since. */
export async function stoppedPeople(db: Db | Tx): Promise<string[]> {
  const found = await db.verificationCase.findMany({
    where: { state: { in: ['suspended', 'rejected', 'blocked_jurisdiction'] } },
    distinct: ['personId'],
    select: { personId: true },
  })
  return found.map(({ personId }) => personId)
}

/** The name under which somebody was verified last; null when they were not, or when it was erased. */
export async function verifiedName(db: Db | Tx, personId: string): Promise<string | null> {
  const found = await db.verificationCase.findFirst({
    where: { personId, state: { in: [...CLEARED_STATES] } },
    orderBy: { startedAt: 'desc' },
  })
  return found && (openProfile(found)?.legalName ?? null)
}
