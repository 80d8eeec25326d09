import { keysOf, openFor } from '@/domains/vault/queries/keys'
import type { Db, Tx } from '@/server/db'
import { CLEARED_STATES, OPEN_STATES } from '../rules/case'
import { caseSubject } from '../rules/document'
import { INVESTOR_EVIDENCE } from '../rules/promotion'
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
  const [cases, stakingKeys, investor, limits] = await Promise.all([
    db.verificationCase.findMany({ where: { personId }, orderBy: { startedAt: 'asc' } }),
    db.operatorProof.findMany({ where: { personId }, select: { stakingKey: true, task: true, provenAt: true } }),
    investorData(db, personId),
    db.limitEntry.findMany({ where: { personId }, select: { regime: true, cents: true, at: true, releasedAt: true } }),
  ])
  const verifications = cases.map((one) => ({
    ...{ id: one.id, startedAt: one.startedAt, submittedAt: one.submittedAt, settledAt: one.settledAt },
    ...{ erasedAt: one.erasedAt, profile: openProfile(one) },
  }))
  return { verifications, stakingKeys, investor: { ...investor, limits } }
}

/** What somebody stated about themselves as an investor, with their own words, and what they learned and acknowledged. */
async function investorData(db: Db | Tx, personId: string) {
  const [statement, steps, promotion, attempts] = await Promise.all([
    db.investorStatement.findUnique({ where: { personId } }),
    db.investorStep.findMany({ where: { personId }, select: { step: true, outcome: true, at: true } }),
    db.promotion.findUnique({ where: { personId }, select: { state: true, requestedAt: true, changedAt: true } }),
    db.appropriatenessAttempt.findMany({ where: { personId } }),
  ])
  const subject = `person:${personId}` as const
  const sealed = statement?.evidence
  // In a restored backup the row may be back, while the key that opened it stays shredded.
  const readable = sealed && (await keysOf(db, [subject])).has(subject)
  const evidence = readable && (await openFor(db, subject, INVESTOR_EVIDENCE, sealed))
  return {
    statement: statement && { ...statement, evidence: evidence ? Buffer.from(evidence).toString('utf8') : null },
    ...{ steps, promotion, attempts },
  }
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
