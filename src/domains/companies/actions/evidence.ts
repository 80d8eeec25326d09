import { verifiedName } from '@/domains/compliance/queries/person'
import { sameName } from '@/domains/compliance/rules/approval'
import { documentsOf } from '@/domains/vault/queries/documents'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { isAtWork } from '../queries/access'
import { appealIfKept, companySubject, openForm, thresholdNow } from '../queries/data'
import { partiesWithFacts } from '../queries/parties'
import { refuse } from '../rules/case'
import { type Party, partiesOf } from '../rules/ownership'
import { shareWords } from '../rules/share'
import { lockCompany, recordCompany } from './company-row'

type Looking = { companyId: string; viewer: Viewer; now: Date }

/**
 * Opens what was typed and sent for who is at work on a company, and records that they looked; null for others. Names and addresses of
 * people are left out: they are shown by `revealPeople`, for a reason (E18).
 */
export async function openEvidence(tx: Tx, { companyId, viewer, now }: Looking) {
  const company = await lockCompany(tx, companyId)
  if (!company.sealed || !(await isAtWork(tx, companyId, viewer, now))) return null
  const form = await openForm(tx, company)
  const { parties, hasOwner } = partiesOf(form, await thresholdNow(tx, now))
  const found = new Map(parties.map((party) => [party.ref, party]))
  await recordCompany(tx, 'evidenceViewed', { companyId, actorId: viewer.personId, now })
  const people = await partiesWithFacts(tx, companyId, now)
  return {
    form: { ...form, people: form.people.map(({ ref, roles }) => ({ ref, roles })) },
    appeal: await appealIfKept(tx, company),
    documents: await documentsOf(tx, companySubject(companyId)),
    hasOwner,
    parties: await Promise.all(
      people.map(async ({ ref, roles, standing, worksHere, personId }) => ({
        ...{ ref, roles, standing, worksHere, ...partOf(found.get(ref)) },
        nameAgrees: await agrees(tx, personId, form.people.find((person) => person.ref === ref)?.name ?? ''),
      })),
    ),
  }
}

export type CompanyEvidence = NonNullable<Awaited<ReturnType<typeof openEvidence>>>

const partOf = (party: Party | undefined) => ({
  shares: party ? shareWords(party.shares) : null,
  votes: party ? shareWords(party.votes) : null,
})

/** Whether the name that the company gave is the one that was verified; null while nobody was. */
async function agrees(tx: Tx, personId: string | null, name: string): Promise<boolean | null> {
  const verified = personId && (await verifiedName(tx, personId))
  return verified ? sameName(verified, name) : null
}

/** Shows the names and addresses of a company's people to who is at work on it; that they looked, and why, is recorded. */
export async function revealPeople(tx: Tx, { companyId, viewer, now, reason }: Looking & { reason: string }) {
  const company = await lockCompany(tx, companyId)
  if (!(await isAtWork(tx, companyId, viewer, now))) throw refuse.noCase()
  const { people } = await openForm(tx, company)
  await recordCompany(tx, 'peopleRevealed', { companyId, actorId: viewer.personId, now }, { reason })
  return people.map(({ ref, name, email }) => ({ ref, name, email }))
}
