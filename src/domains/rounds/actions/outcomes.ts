import { recordHappenings } from '@/domains/reputation/actions'
import type { EventKind, Happening } from '@/domains/reputation/schema'
import type { Tx } from '@/server/db'
import type { EngineRoundRow } from '../queries/engine-rows'
import type { Distribution } from '../rules/distribute'

/**
 * What a round that was listed says of the wallets that took part: work accepted or refused, an auditor's word that was or was not
 * the final one, a judgement that was fixed and never shown, a bond lost by fraud. Undecided work says nothing of anybody, and neither does
 * work that nobody looked at: a record that fed itself would never be looked at again.
 */
export async function recordOutcomes(
  tx: Tx,
  {
    round,
    distribution: { proceedings, bonds },
    now,
  }: { round: EngineRoundRow; distribution: Distribution; now: Date },
): Promise<void> {
  if (!round.read.audit) return
  const { verdicts, right, first, appeal, withheld, submissions } = proceedings
  const auditors = await tx.roundAuditor.findMany({ where: { roundId: round.id } })
  const walletOf = new Map(auditors.map(({ person, wallet }) => [person, wallet]))
  const happenings: Happening[] = []
  const say = (subject: string | undefined, kind: EventKind, about: string) => {
    if (subject) happenings.push({ subject, kind, ref: `${kind}:${round.id}:${about}`, at: now })
  }
  const looked = verdicts.filter(({ reason }) => reason !== 'spared')
  const final = new Map(looked.map(({ submission, outcome }) => [submission, outcome]))
  for (const { id, wallet } of submissions) {
    const outcome = final.get(id)
    if (outcome === 'accepted') say(wallet, 'work.accepted', id)
    if (outcome === 'refused' || outcome === 'fraud') say(wallet, 'work.refused', id)
  }
  for (const { auditor, submission } of [...first.statements, ...appeal.statements]) {
    if (submission === null || (final.get(submission) ?? 'undecided') === 'undecided') continue
    const agrees = right.get(submission)?.includes(auditor) ?? false
    say(walletOf.get(auditor), agrees ? 'audit.agreed' : 'audit.differed', `${submission}:${auditor}`)
  }
  for (const auditor of withheld) say(walletOf.get(auditor), 'audit.withheld', auditor)
  const ownerOf = new Map(submissions.map(({ id, wallet }) => [id, wallet]))
  for (const { person, submission, slashed } of bonds.lines)
    if (slashed > 0n)
      say(submission === null ? walletOf.get(person) : ownerOf.get(submission), 'bond.slashed', submission ?? person)
  await recordHappenings(tx, happenings)
}
