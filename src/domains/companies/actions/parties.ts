import { randomBytes } from 'node:crypto'
import { queueMail } from '@/domains/identity/actions/mail'
import { insidersAmong } from '@/domains/identity/queries/person'
import type { CompanyCase, CompanyParty } from '@/generated/prisma/client'
import { commitment, sha256 } from '@/kit/digest'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { openForm, thresholdNow } from '../queries/data'
import { refuse } from '../rules/case'
import { INVITATION_LIFE } from '../rules/clock'
import { partiesOf } from '../rules/ownership'
import type { CompanyData } from '../schema'
import { changeCompany, lockCompany, lockOwnCompany, recordCompany, touched } from './company-row'
import { followCompany } from './follow'

/** States in which people are invited and accept. */
const OPEN_TO_PEOPLE = ['submitted', 'completeness', 'parties', 'screening', 'in_review', 'pending_second'] as const
const assertOpen = ({ state }: CompanyCase): void => {
  if (!OPEN_TO_PEOPLE.some((open) => open === state)) throw refuse.notNow({ state })
}

/** A commitment to who is meant: a name or an address that changed means somebody else. */
const identityOf = (salt: string | null, { name, email }: CompanyData['people'][number]): string =>
  commitment(salt, { name: name.trim(), email: email.trim().toLowerCase() })

/** Brings the rows of a company's people in line with its form: who is no longer named goes, who is another must accept anew. */
export async function keepParties(tx: Tx, company: CompanyCase, now: Date): Promise<void> {
  const form = await openForm(tx, company)
  const { parties } = partiesOf(form, await thresholdNow(tx, now))
  const companyId = company.id
  await tx.companyParty.deleteMany({ where: { companyId, ref: { notIn: parties.map(({ ref }) => ref) } } })
  const known = new Map((await tx.companyParty.findMany({ where: { companyId } })).map((party) => [party.ref, party]))
  for (const { ref, roles } of parties) {
    const identity = identityOf(company.salt, form.people.find((person) => person.ref === ref)!)
    const before = known.get(ref)
    const same = before?.identity === identity
    const nobody = { personId: null, acceptedAt: null, invitationHash: null, invitedAt: null, invitedUntil: null }
    const where = { companyId_ref: { companyId, ref } }
    const update = same ? { roles } : { roles, identity, ...nobody }
    await tx.companyParty.upsert({ where, create: { companyId, ref, roles, identity }, update })
  }
}

type Owner = { companyId: string; personId: string; now: Date }

async function ownParty(tx: Tx, { partyId, personId }: { partyId: string; personId: string }) {
  const found = await tx.companyParty.findUnique({ where: { id: partyId }, select: { companyId: true } })
  if (!found) throw refuse.noParty()
  const company = await lockOwnCompany(tx, found.companyId, personId)
  assertOpen(company)
  const party = await tx.companyParty.findUniqueOrThrow({ where: { id: partyId } })
  if (party.personId) throw refuse.partyBound()
  return { company, party }
}

/**
 * Mails an invitation to somebody of the company; an earlier one counts no more. The token stands behind `#`, so that no server log
 * has it, and the mail names nobody but the company.
 */
export async function inviteParty(
  tx: Tx,
  { partyId, personId, now, siteUrl }: Omit<Owner, 'companyId'> & { partyId: string; siteUrl: string },
): Promise<void> {
  const { company, party } = await ownParty(tx, { partyId, personId })
  const form = await openForm(tx, company)
  const person = form.people.find(({ ref }) => ref === party.ref)
  if (!person) throw refuse.noParty()
  const token = randomBytes(32).toString('base64url')
  const invited = { invitationHash: hashOf(token), invitedAt: now, invitedUntil: after(now, INVITATION_LIFE) }
  await tx.companyParty.update({ where: { id: partyId }, data: invited })
  await changeCompany(tx, company.id, touched(now))
  await queueMail(tx, { to: person.email.trim().toLowerCase(), now, ...invitationMail(form.legalName, siteUrl, token) })
  await recordCompany(tx, 'partyInvited', { companyId: company.id, actorId: personId, now })
}

const invitationMail = (company: string, siteUrl: string, token: string) => ({
  subject: 'You are asked to verify who you are',
  text: `${company} wants to raise money on Flotilla and named you as one of its owners, directors or signatories. The law asks who such people are, so please verify yourself. It takes about 5 minutes and costs nothing.\n\nOpen this address; it works once, for 14 days:\n\n${siteUrl}/invited#${new URLSearchParams({ token })}\n\nIf you do not know this company, do nothing.`,
})

/** The name under which an invitation's token is stored. */
export const hashOf = (token: string): string => sha256(token).toString('hex')

/** The owner says that they are this person themselves. */
export async function claimParty(tx: Tx, { partyId, personId, now }: Omit<Owner, 'companyId'> & { partyId: string }) {
  const { company, party } = await ownParty(tx, { partyId, personId })
  await bind(tx, { company, party, personId, now })
}

/** The company and person of an invitation that can still be used; the company is locked. */
export async function lockInvitation(tx: Tx, { token, now }: { token: string; now: Date }) {
  const where = { invitationHash: hashOf(token) }
  const found = await tx.companyParty.findUnique({ where, select: { companyId: true } })
  if (!found) throw refuse.noInvitation()
  const company = await lockCompany(tx, found.companyId)
  const party = await tx.companyParty.findUnique({ where })
  if (!party?.invitedUntil || party.invitedUntil <= now) throw refuse.noInvitation()
  assertOpen(company)
  return { company, party }
}

/** Takes an invitation with an account; it is used up by that. */
export async function acceptInvitation(
  tx: Tx,
  { token, personId, now }: { token: string; personId: string; now: Date },
): Promise<void> {
  await bind(tx, { ...(await lockInvitation(tx, { token, now })), personId, now })
}

type Binding = { company: CompanyCase; party: CompanyParty; personId: string; now: Date }

/** Whoever owns, leads or works for this platform has no part in a company (Regulation (EU) 2020/1503, article 8), and one account stands for one person. */
export async function bind(tx: Tx, { company, party, personId, now }: Binding): Promise<void> {
  if ((await insidersAmong(tx, [personId])).size > 0) throw refuse.worksHere()
  const { id: companyId } = company
  if ((await tx.companyParty.count({ where: { companyId, personId } })) > 0) throw refuse.partyTwice()
  const accepted = { personId, acceptedAt: now, invitationHash: null }
  await tx.companyParty.update({ where: { id: party.id }, data: accepted })
  await changeCompany(tx, companyId, touched(now))
  await recordCompany(tx, 'partyAccepted', { companyId, actorId: personId, now })
  await followCompany(tx, { companyId, now })
}
