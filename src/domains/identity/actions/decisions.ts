import type { Decision } from '@/generated/prisma/client'
import { isUniqueViolation, type Tx } from '@/server/db'
import {
  assertConfirmable,
  assertSecond,
  type DecisionEvent,
  type DecisionState,
  decidableUntil,
  decided,
  refuseDecision,
} from '../rules/decision'

/** What one person proposes: `kind` is `room.act`, `subject` the thing as log rows name it, `digest` a commitment to what was seen. */
export type Proposed = {
  kind: string
  subject: string
  aboutId: string | null
  content: Record<string, string | null>
  note: string
  makerId: string
  digest: string
  now: Date
}

/** Puts a proposal before a second person for 72 hours. A thing has one open proposal at a time. The caller has asked who may. */
export async function proposeTo(tx: Tx, { digest, now, ...proposed }: Proposed): Promise<{ decisionId: string }> {
  if (proposed.aboutId === proposed.makerId) throw refuseDecision.aboutYou()
  const times = { madeAt: now, expiresAt: decidableUntil(now) }
  try {
    const made = await tx.decision.create({ data: { ...proposed, ...times, reviewedDigest: digest } })
    return { decisionId: made.id }
  } catch (error) {
    if (isUniqueViolation(error)) throw refuseDecision.proposalOpen()
    throw error
  }
}

type Second = { subject: string; checkerId: string; now: Date }

/** Confirms the open proposal about a thing as the second person, on exactly what the first one judged. The caller acts on it. */
export async function confirmProposal(tx: Tx, { subject, checkerId, digest, now }: Second & { digest: string }) {
  const open = await lockOpen(tx, subject)
  assertConfirmable(open, checkerId, digest, now)
  return settle(tx, open, 'confirm', { checkerId, decidedAt: now })
}

/** Gives a proposal back to the first person with a comment; also one that is too old, or whose evidence changed. */
export async function returnProposal(tx: Tx, { subject, checkerId, comment, now }: Second & { comment: string }) {
  const open = await lockOpen(tx, subject)
  assertSecond(open, checkerId)
  return settle(tx, open, 'return', { checkerId, decidedAt: now, comment })
}

/** Ends the open proposal about a thing, if there is one, because what was judged changed or went away. */
export async function voidProposal(tx: Tx, { subject, now }: { subject: string; now: Date }): Promise<void> {
  const open = await findOpen(tx, subject)
  if (open) await settle(tx, open, 'void', { decidedAt: now })
}

/** Ends an open proposal whose 72 hours are over; false where it still stands or was settled. */
export async function lapseProposal(tx: Tx, { subject, now }: { subject: string; now: Date }): Promise<boolean> {
  const open = await findOpen(tx, subject)
  if (!open || now < open.expiresAt) return false
  await settle(tx, open, 'lapse', { decidedAt: now })
  return true
}

/** Erases what people wrote about a thing; that they decided, and what, remains. */
export async function forgetWords(tx: Tx, subject: string): Promise<void> {
  await tx.decision.updateMany({ where: { subject }, data: { note: '', comment: null } })
}

async function findOpen(tx: Tx, subject: string): Promise<Decision | null> {
  await tx.$executeRaw`select from decision where subject = ${subject} and state = 'proposed' for update`
  return tx.decision.findFirst({ where: { subject, state: 'proposed' } })
}

async function lockOpen(tx: Tx, subject: string): Promise<Decision> {
  const open = await findOpen(tx, subject)
  if (!open) throw refuseDecision.noProposal()
  return open
}

const settle = (
  tx: Tx,
  { id, state }: Decision,
  event: DecisionEvent,
  facts: { decidedAt: Date; checkerId?: string; comment?: string },
) => tx.decision.update({ where: { id }, data: { state: decided(state as DecisionState, event), ...facts } })
