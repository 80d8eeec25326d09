import { append } from '@/domains/log/actions'
import { isUniqueViolation, type Tx } from '@/server/db'
import { refuseRule } from '../rules/rule-change'
import type { RuleProposal } from '../schema/regime'

type By = { actorId: string; now: Date }

/** Proposes a setting: a regime on or off, what holds for a raise, or a rate. Nothing changes until another person confirms. */
export async function proposeRule(tx: Tx, proposal: RuleProposal & By): Promise<{ changeId: string }> {
  const { kind, subject, payload, reason, actorId, now } = proposal
  if (kind === 'rate' && new Date(payload.asOf) > now) throw refuseRule.rateOfFuture()
  try {
    const { id } = await tx.ruleChange.create({
      data: { kind, subject, payload, reason, proposedBy: actorId, proposedAt: now },
      select: { id: true },
    })
    await record(tx, 'proposed', { id, kind, subject, payload }, { actorId, now })
    return { changeId: id }
  } catch (error) {
    if (isUniqueViolation(error)) throw refuseRule.ruleOpen()
    throw error
  }
}

/** Another person's word on a proposal: confirmed, it holds from now on; returned, nothing changes. */
export async function decideRule(
  tx: Tx,
  { changeId, confirm, actorId, now }: { changeId: string; confirm: boolean } & By,
) {
  await tx.$executeRaw`select 1 from rule_change where id = ${changeId}::uuid for update`
  const change = await tx.ruleChange.findUnique({ where: { id: changeId } })
  if (!change) throw refuseRule.noRuleChange()
  if (change.decision) throw refuseRule.ruleDecided()
  if (change.proposedBy === actorId) throw refuseRule.ruleSamePerson()
  const decision = confirm ? 'confirmed' : 'returned'
  await tx.ruleChange.update({ where: { id: changeId }, data: { decision, decidedBy: actorId, decidedAt: now } })
  await record(tx, decision, change, { actorId, now })
}

const record = (
  tx: Tx,
  what: string,
  { id, kind, subject, payload }: { id: string; kind: string; subject: string; payload: unknown },
  { actorId, now }: By,
) =>
  append(tx, {
    type: `compliance.rule_${what}`,
    at: now,
    actorId,
    subjects: [`rule:${id}`, kind === 'raise' ? `project:${subject}` : `${kind}:${subject}`],
    facts: { kind, subject, payload: payload as never },
  })
