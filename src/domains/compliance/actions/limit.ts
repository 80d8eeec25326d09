import { accountsOfPeople } from '@/domains/identity/queries/marks'
import type { Asset } from '@/kit/money'
import { decimal, type Tx } from '@/server/db'
import { protectionQuestion, regimesOn } from '../queries/protection'
import { refuseInvestment } from '../rules'
import { countedCents, protectionOf } from '../rules/protection'
import { refuseRule } from '../rules/rule-change'

type Counted = {
  intentId: string
  personId: string
  projectId: string | null
  /** Whose offers count together: their projects, and what any two of these share. */
  issuer: { projects: readonly string[]; keys: readonly string[] }
  amount: bigint
  asset: Asset
  sheet: boolean
  now: Date
}

/**
 * Counts a commitment against the yearly limit of its person and the cap of its issuer, in the transaction that sends it. All accounts
 * of the person are locked first, and then what the issuer's offers share, so that of many at once only those fit that fit one after
 * another. Without a regime that is switched on nothing is locked and nothing counted. The same intent counts once.
 */
export async function countCommitment(tx: Tx, { intentId, amount, issuer, ...about }: Counted): Promise<void> {
  const { personId, projectId, asset, now } = about
  if ((await regimesOn(tx, now)).length === 0) return
  const accounts = (await accountsOfPeople(tx, [personId])).get(personId) ?? [personId]
  // In one order for everybody, so that two whose issuers share only some of it do not wait for each other.
  const people = [...accounts].sort().map((account) => `limits.person:${account}`)
  for (const key of [...people, ...[...issuer.keys].sort().map((one) => `limits.issuer.${one}`)])
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`
  if ((await tx.limitEntry.count({ where: { intentId } })) > 0) return
  const projectsOfIssuer = async () => issuer.projects
  // What the raise offers was looked at by the gate, which the same request passed.
  const offer = { ...about, terms: 'asked' as const, cap: 0n }
  const question = await protectionQuestion(tx, { ...offer, projectsOfIssuer, accounts, held: 0n })
  const { problem, left } = protectionOf(question)
  if (problem || !projectId) throw refuseRule[problem ?? 'regimeUnknown']()
  if (left !== null && amount > left) throw refuseInvestment.overLimit({ asset, left })
  const entries = countedCents(question, amount)
  await tx.limitEntry.createMany({
    data: entries.map(({ regime, cents }) => ({
      intentId,
      regime,
      personId,
      projectId,
      cents: decimal(cents),
      at: now,
    })),
  })
}

/** Counts a commitment no more, of which it is known that it moved no money. */
export async function uncountCommitment(tx: Tx, { intentId, now }: { intentId: string; now: Date }): Promise<void> {
  await tx.limitEntry.updateMany({ where: { intentId, releasedAt: null }, data: { releasedAt: now } })
}

/** Notes that the person of a counted commitment was told of it; false when that was done before. */
export async function markCommitmentTold(tx: Tx, { intentId, now }: { intentId: string; now: Date }): Promise<boolean> {
  return (await tx.limitEntry.updateMany({ where: { intentId, toldAt: null }, data: { toldAt: now } })).count > 0
}
