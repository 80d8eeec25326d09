import { randomUUID } from 'node:crypto'
import { attachDocument } from '@/domains/compliance/actions/case-documents'
import { chooseManual, saveProfile, startCase, submitCase } from '@/domains/compliance/actions/cases'
import { claimCase, confirmDecision, proposeDecision } from '@/domains/compliance/actions/review'
import { APPROVAL_CHECKS, type Profile } from '@/domains/compliance/schema'
import { settleExamination } from '@/domains/vault/actions/examination'
import type { Db, Tx } from '@/server/db'
import { jpeg } from './files'
import { lastingLists } from './screening'

/** When verifications in tests happen. */
export const now = new Date('2026-05-01T12:00:00Z')
const NOW = now
/** A member whose data are easy to find again. */
export const profile: Profile = {
  legalName: 'Canary Zwölfender',
  dateOfBirth: '1990-04-23',
  country: 'DE',
  residentialAddress: 'Canary Street 12, 10115 Berlin',
}
export const upload = { kind: 'passport' as const, fileName: 'Canary Zwölfender passport.jpg', bytes: jpeg() }
/** What a reviewer writes who compared everything; every call is about another document. */
export const approve = () => ({
  outcome: 'approve' as const,
  checks: [...APPROVAL_CHECKS],
  document: { country: 'DE', number: randomUUID(), expires: '2035-01-01' },
  note: 'Face, name and date agree.',
})

/** How the examination of a photograph ends that shows what it says. */
export const foundClean = {
  ...{ from: 'quarantined' as const, problem: null, pages: [upload.bytes] },
  events: ['take_type', 'find_nothing', 'draw', 'publish'] as const,
}

/** Runs each act in a transaction of its own, as the routers do, at this instant. */
export const acts = (db: Db, now = NOW) => {
  const run = <Result>(act: (tx: Tx) => Promise<Result>) => db.$transaction(act)
  return {
    run,
    /** A submitted case of a new person. */
    submitted: async (personId: string = randomUUID(), own: Partial<Profile> = {}) => {
      await lastingLists(db)
      const caseId = await run((tx) => startCase(tx, { personId, now }))
      await run((tx) => saveProfile(tx, { personId, now, profile: { ...profile, ...own } }))
      await run((tx) => chooseManual(tx, { personId, now, reason: 'consent_declined' }))
      const documentId = await run((tx) => attachDocument(tx, { personId, now, ...upload }))
      await run((tx) => settleExamination(tx, { ...foundClean, documentId, now }))
      await run((tx) => submitCase(tx, { personId, now }))
      return { caseId, personId }
    },
    claim: (caseId: string, actorId: string, at = now) => run((tx) => claimCase(tx, { caseId, actorId, now: at })),
    propose: (caseId: string, actorId: string) =>
      run((tx) => proposeDecision(tx, { caseId, actorId, now, ...approve() })),
    confirm: (caseId: string, actorId: string, at = now) =>
      run((tx) => confirmDecision(tx, { caseId, actorId, now: at })),
    stateOf: async (caseId: string) => (await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })).state,
  }
}

/** Leads a person through a whole verification, two other people deciding: they are cleared for 12 months from `at`. */
export async function clear(db: Db, personId: string, at = NOW): Promise<void> {
  const { submitted, claim, propose, confirm } = acts(db, at)
  const { caseId } = await submitted(personId)
  const reviewer = randomUUID()
  await claim(caseId, reviewer)
  await propose(caseId, reviewer)
  await confirm(caseId, randomUUID())
}
