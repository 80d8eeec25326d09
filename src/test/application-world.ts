import { randomBytes, randomUUID } from 'node:crypto'
import { createPerson } from '@/domains/identity/actions/people'
import { decide } from '@/domains/projects/actions/decide'
import { saveSection, start } from '@/domains/projects/actions/draft'
import { claim, propose, saveSheet } from '@/domains/projects/actions/review'
import { submit } from '@/domains/projects/actions/submit'
import { applicationFor } from '@/domains/projects/queries/applications'
import { CHECKLIST, CRITERIA } from '@/domains/projects/rules/review'
import { SECTIONS } from '@/domains/projects/schema/content'
import type { Draft } from '@/domains/projects/schema/draft'
import { KOII } from '@/kit/money'
import type { Db } from '@/server/db'
import type { Role, Viewer } from '@/server/viewer'
import { EXAMPLE_MINT, exampleDraft, NOW, POLICY, WALLETS } from './application'
import { proveCompany } from './company'

export const now = NOW
/** A person with roles and proven wallets. */
export const someone = (roles: Role[], wallets: string[] = []): Viewer => ({
  ...{ personId: randomUUID(), sessionId: randomUUID(), displayName: roles.join(), roles, wallets },
  secondFactorAt: now,
  steppedUp: 'every act',
})
/** A reason that fits the example. */
export const reason = { section: 'risks', code: 'missing-risk', text: 'Name the price of disks.' } as const

// Names and documents are sealed with this key; nothing in a test is kept.
process.env.DOCUMENT_KEY ??= randomBytes(32).toString('base64')

/** One application with its people, and each act as a person would say it. */
export async function world(db: Db, change: (draft: Draft) => void = () => undefined, wallet: string = WALLETS.issuer) {
  const [owner, reviewer, checker] = [someone(['member'], [wallet]), someone(['reviewer']), someone(['checker'])]
  const { id: personId } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Ines', now }))
  Object.assign(owner, { personId })
  const { id: applicationId } = await db.$transaction((tx) => start(tx, { viewer: owner, now }))
  const draft = exampleDraft()
  change(draft)
  const save = (section: keyof Draft, value: Draft[keyof Draft], revision: number, viewer = owner) =>
    db.$transaction((tx) => saveSection(tx, { applicationId, viewer, now, section, value, revision }))
  for (const section of SECTIONS) await save(section, draft[section], 0)
  const submission = {
    applicationId,
    viewer: owner,
    now,
    feeDue: false,
    payments: [KOII],
    policy: POLICY,
    looked: [],
    mints: [],
  }
  const act = (viewer: Viewer) => ({ applicationId, viewer, now })
  const people = { owner, reviewer, checker }
  return {
    ...people,
    applicationId,
    act,
    save,
    submit: (more: object = {}) => db.$transaction((tx) => submit(tx, { ...submission, ...more })),
    claim: (viewer = reviewer, at = now) => db.$transaction((tx) => claim(tx, { ...act(viewer), now: at })),
    sheet: (viewer = reviewer) => db.$transaction((tx) => saveSheet(tx, { ...act(viewer), ...fullSheet })),
    /** An approval needs a company that was approved: it is, before the first one is proposed. */
    propose: async (outcome: 'approve' | 'reject' | 'request_changes', viewer = reviewer) => {
      if (outcome === 'approve' && !(await db.companyCase.findUnique({ where: { projectId: applicationId } })))
        await proveCompany(db, { projectId: applicationId, personId, now })
      const reasons = outcome === 'approve' ? [] : [reason]
      return db.$transaction((tx) => propose(tx, { ...act(viewer), outcome, reasons, message: 'As said.' }))
    },
    decide: (decisionId: string, viewer = checker, verdict: 'confirm' | 'return' = 'confirm', comment = '') =>
      db.$transaction((tx) => decide(tx, { decisionId, viewer, now, verdict, comment })),
    state: async () => (await applicationFor(db, applicationId, owner.personId)).state,
  }
}
/** A sheet that fits an approval. */
export const fullSheet = {
  checklist: Object.fromEntries(CHECKLIST.map(({ id }) => [id, true])),
  scores: Object.fromEntries(CRITERIA.map(({ id }) => [id, 4])),
  note: 'Solid.',
}

/** Submitted, taken, marked, and approved by two people. */
export async function approved(db: Db, change?: (draft: Draft) => void) {
  const w = await world(db, change)
  await w.submit(change ? { looked: [EXAMPLE_MINT.address], mints: [EXAMPLE_MINT] } : {})
  await w.claim()
  await w.sheet()
  const { decisionId } = await w.propose('approve')
  await w.decide(decisionId)
  return { ...w, decisionId }
}
