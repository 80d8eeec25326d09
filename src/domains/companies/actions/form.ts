import { randomBytes, randomUUID } from 'node:crypto'
import { companyMark } from '@/domains/compliance/actions/identity-mark'
import { voidProposal } from '@/domains/identity/actions/decisions'
import type { CompanyCase } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import { companySubject, examinationOf, openForm } from '../queries/data'
import { CHANGEABLE_STATES, EDITABLE_STATES, refuse, step } from '../rules/case'
import { companyProblems } from '../rules/completeness'
import { type CompanyData, EMPTY_COMPANY } from '../schema'
import { changeCompany, lockOwnCompany, NO_LEASE, recordCompany, sealForm, touched } from './company-row'
import { followCompany } from './follow'
import { keepParties } from './parties'

type Owner = { personId: string; now: Date }

const freshSalt = () => randomBytes(32).toString('hex')

/** Starts the check of the company behind an application, or starts it again after it was withdrawn or given up. Who may is asked upstairs. */
export async function startCompany(tx: Tx, { projectId, personId, now }: Owner & { projectId: string }) {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`company:${projectId}`}, 0))`
  const known = await tx.companyCase.findUnique({ where: { projectId } })
  if (known && known.state !== 'withdrawn' && known.state !== 'abandoned') throw refuse.alreadyOpen()
  const state = step(known?.state ?? 'not_started', 'start')
  if (known) {
    // What was typed for a case that was given up is gone, and so is its salt.
    const fresh = async () => ({ sealed: await sealForm(tx, known, EMPTY_COMPANY), salt: known.salt ?? freshSalt() })
    const sealed = known.sealed ? {} : await fresh()
    const again = {
      startedAt: now,
      settledAt: null,
      submittedAt: null,
      ownersAt: null,
      changesNote: null,
      keyKept: false,
      ...touched(now),
    }
    await changeCompany(tx, known.id, { state, ...again, ...sealed })
    await recordCompany(tx, 'started', { companyId: known.id, actorId: personId, now })
    return { companyId: known.id }
  }
  const id = randomUUID()
  const sealed = await sealForm(tx, { id, keyRound: 0 }, EMPTY_COMPANY)
  const salt = freshSalt()
  await tx.companyCase.create({
    data: { id, projectId, ownerId: personId, state, sealed, salt, startedAt: now, touchedAt: now },
  })
  await recordCompany(tx, 'started', { companyId: id, actorId: personId, now })
  return { companyId: id }
}

/**
 * Saves what was typed. An edit made on an older version is refused. Of a company that was approved already, any change of what was
 * reviewed takes the approval away: it waits for its owner to hand it in again (E15).
 */
export async function saveCompany(
  tx: Tx,
  { companyId, personId, now, version, data }: Owner & { companyId: string; version: number; data: CompanyData },
): Promise<{ version: number }> {
  const company = await lockOwnCompany(tx, companyId, personId)
  const event = CHANGEABLE_STATES.some((state) => state === company.state) ? 'change' : 'save'
  const state = step(company.state, event)
  if (company.version !== version) throw refuse.stale()
  if (JSON.stringify(await openForm(tx, company)) === JSON.stringify(data)) return { version }
  const sealed = await sealForm(tx, company, data)
  const number = { country: data.country, number: data.registrationNumber }
  const mark = number.number.trim() === '' ? null : await companyMark(tx, number)
  const again = event === 'change' ? { screening: null, ...NO_LEASE } : {}
  await changeCompany(tx, companyId, { state, sealed, mark, version: { increment: 1 }, ...again, ...touched(now) })
  await recordCompany(tx, event === 'change' ? 'changed' : 'saved', { companyId, actorId: personId, now })
  return { version: version + 1 }
}

/** Hands the company in: refused with the first thing that is missing. Its people are invited from then on. */
export async function submitCompany(tx: Tx, { companyId, personId, now }: Owner & { companyId: string }) {
  const company = await lockOwnCompany(tx, companyId, personId)
  const state = step(company.state, 'submit')
  const problems = companyProblems(await openForm(tx, company), await examinationOf(tx, companyId, now))
  if (problems.length > 0) throw refuse.incomplete({ count: problems.length, first: problems[0]!.message })
  const handedIn = {
    submittedAt: now,
    ownersAt: now,
    settledAt: null,
    screening: null,
    changesNote: null,
    ...NO_LEASE,
    ...touched(now),
  }
  await keepParties(tx, await changeCompany(tx, companyId, { state, ...handedIn }), now)
  await recordCompany(tx, 'submitted', { companyId, actorId: personId, now })
  await followCompany(tx, { companyId, now })
}

/** Gives the check up. What was typed stays until the owner starts again, or asks to be forgotten. */
export async function withdrawCompany(tx: Tx, { companyId, personId, now }: Owner & { companyId: string }) {
  const company = await lockOwnCompany(tx, companyId, personId)
  const state = step(company.state, 'withdraw')
  await voidProposal(tx, { subject: companySubject(companyId), now })
  await changeCompany(tx, companyId, { state, settledAt: now, ...NO_LEASE })
  await recordCompany(tx, 'withdrawn', { companyId, actorId: personId, now })
}

/** Whether its owner may type, or send documents, at the moment. */
export const isEditable = ({ state }: Pick<CompanyCase, 'state'>): boolean =>
  EDITABLE_STATES.some((editable) => editable === state)
