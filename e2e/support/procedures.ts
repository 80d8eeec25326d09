import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import { TRPCClientError } from '@trpc/client'
import { APPROVAL_CHECKS } from '@/domains/compliance/schema'
import type { RuleProposal } from '@/domains/compliance/schema/regime'
import { CHECKLIST, CRITERIA } from '@/domains/projects/rules/review'
import { png } from '@/test/files'
import { canary } from './canaries'
import type { Investor, Person } from './people'

/** What a procedure says when it refuses. */
export type Refused = { status: number; code: string; message: string }

/** Calls a procedure that must refuse, and gives its refusal. */
export async function refusalOf(call: Promise<unknown>): Promise<Refused> {
  const error = await call.then(
    () => null,
    (caught: unknown) => caught,
  )
  if (!(error instanceof TRPCClientError) || !error.data?.refusal) throw error ?? new Error('it was not refused')
  return { status: error.data.httpStatus, code: error.data.refusal.code, message: error.message }
}

/** Asks for a commitment as the page does. */
export const prepareCommit = ({ api, address }: Investor, raise: string, amount: string) =>
  api.raises.prepareCommit.mutate({ raise, wallet: address, amount, idempotencyKey: randomUUID() })

/** The raise of a demo project: its address, and the name of its page. */
export async function raiseOf({ api }: Person, title: string): Promise<{ raise: string; slug: string }> {
  const { cards } = await api.raises.list.query({ search: title, sort: 'newest', take: 48 })
  const card = cards.find((one) => one.title === title)
  if (!card?.raise) throw new Error(`no raise of ${title} is on the list`)
  return { raise: card.raise, slug: card.slug }
}

/** Verifies a member: profile and document, then two people of the staff. */
export async function verify(
  member: Person,
  legalName: string,
  reviewer: Person,
  checker: Person,
  country = 'PT',
): Promise<void> {
  const { compliance, vault } = member.api
  await compliance.start.mutate()
  await compliance.saveProfile.mutate({
    ...{ legalName: canary(legalName), dateOfBirth: canary('1988-02-29'), country },
    residentialAddress: canary('Rua do Exemplo 1, 1100-001 Lisboa'),
  })
  await compliance.chooseManual.mutate({ reason: 'consent_declined' })
  const bytes = new Uint8Array(png(64, 64))
  const documentId = await compliance.attachDocument.mutate({
    ...{ kind: 'passport', fileName: canary(`${legalName} passport.png`) },
    bytes,
  })
  await vault.examine.mutate({ documentId })
  await compliance.submit.mutate()
  const caseId = (await compliance.mine.query()).caseId ?? ''
  const first = reviewer.api.compliance
  await first.claim.mutate({ caseId })
  await first.openEvidence.mutate({ caseId })
  const document = { country: 'PT', number: canary(randomUUID()), expires: '2040-12-31' }
  await first.propose.mutate({
    caseId,
    outcome: 'approve',
    checks: [...APPROVAL_CHECKS],
    document,
    note: 'Name and date agree with the passport.',
  })
  await checker.api.compliance.openEvidence.mutate({ caseId })
  await checker.api.compliance.confirm.mutate({ caseId })
  expect(await compliance.clearance.query()).not.toBeNull()
}

/** A setting about regimes, raises or rates. */
export type Setting = Pick<RuleProposal, 'kind' | 'subject' | 'payload'>

/** An admin proposes settings and a checker confirms them. */
export async function agree(ada: Person, chidi: Person, settings: readonly Setting[]): Promise<void> {
  for (const setting of settings) {
    const proposal = { ...setting, reason: 'As the lawyer wrote.' } as RuleProposal
    const { changeId } = await ada.api.protection.propose.mutate(proposal)
    await chidi.api.protection.decide.mutate({ changeId, confirm: true })
  }
}

/** Takes an application, fills in the sheet and proposes its approval. Returns the decision that waits for another person. */
export async function proposeByProcedure({ api }: Person, applicationId: string): Promise<string> {
  const { projects } = api
  await projects.claim.mutate({ applicationId })
  const checklist = Object.fromEntries(CHECKLIST.map(({ id }) => [id, true]))
  const scores = Object.fromEntries(CRITERIA.map(({ id }) => [id, 4]))
  await projects.saveSheet.mutate({ applicationId, checklist, scores, note: '' })
  const { decisionId } = await projects.propose.mutate({
    applicationId,
    outcome: 'approve',
    reasons: [],
    message: 'Good.',
  })
  return decisionId
}
