import type { Db, Tx } from '@/server/db'
import { OPEN_STATES } from '../rules/case'
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
