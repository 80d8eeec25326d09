import { randomBytes, randomUUID } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { after } from '@/kit/time'
import { decimal, isUniqueViolation, type Tx } from '@/server/db'
import { assertOpen, CHALLENGE_LIFE, challengeText, refuseOperator } from '../rules/operator'

type Challenge = { id: string; text: string; expiresAt: Date }

/** Makes a text for a person to sign with a staking key. It is good for 30 minutes and once. */
export async function issueChallenge(
  tx: Tx,
  { personId, site, network, now }: { personId: string; site: string; network: string; now: Date },
): Promise<Challenge> {
  const id = randomUUID()
  const expiresAt = after(now, CHALLENGE_LIFE)
  const text = challengeText({ site, network, personId, nonce: randomBytes(16).toString('hex'), expiresAt })
  await tx.operatorChallenge.create({ data: { id, personId, text, issuedAt: now, expiresAt } })
  return { id, text, expiresAt }
}

/** What the chain said about a staking key, at which finalized slot. */
export type StakeFinding = { task: string | null; stake: bigint; slot: bigint }

/**
 * Records that a person controls a staking key which stands in an allow-listed stake list. The caller verified the signature
 * over the challenge's text and read the stake; the challenge is used up here, so a signature counts once.
 */
export async function recordOperatorProof(
  tx: Tx,
  input: {
    personId: string
    challengeId: string
    stakingKey: string
    finding: StakeFinding & { task: string }
    now: Date
  },
): Promise<void> {
  const { personId, challengeId, stakingKey, finding, now } = input
  const { count } = await tx.operatorChallenge.updateMany({
    where: { id: challengeId, personId, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (count !== 1) throw refuseOperator.challengeGone()
  const checked = { ...columns(finding), provenAt: now, checkedAt: now, lostAt: null }
  const known = await tx.operatorProof.findUnique({ where: { stakingKey }, select: { id: true, personId: true } })
  if (known && known.personId !== personId) throw refuseOperator.keyTaken()
  try {
    if (known) await tx.operatorProof.update({ where: { id: known.id }, data: checked })
    else await tx.operatorProof.create({ data: { personId, stakingKey, ...checked } })
  } catch (error) {
    if (isUniqueViolation(error)) throw refuseOperator.keyTaken()
    throw error
  }
  await record(tx, 'operatorProven', { personId, actorId: personId, finding, now })
}

/**
 * Books what a new reading says about a proven key. Status is lost and regained here; it decides about new commitments to
 * raises for operators alone, never about a withdrawal, a refund or a claim.
 */
export async function recordOperatorStatus(
  tx: Tx,
  { proofId, finding, now }: { proofId: string; finding: StakeFinding; now: Date },
): Promise<void> {
  const proof = await tx.operatorProof.findUnique({ where: { id: proofId } })
  // A reading that is older than the booked one says nothing new.
  if (!proof || now < proof.checkedAt) return
  const lostAt = finding.task ? null : (proof.lostAt ?? now)
  await tx.operatorProof.update({ where: { id: proofId }, data: { ...columns(finding), checkedAt: now, lostAt } })
  if ((lostAt === null) === (proof.lostAt === null)) return
  const participle = lostAt ? 'operatorLost' : 'operatorRegained'
  await record(tx, participle, { personId: proof.personId, actorId: null, finding, now })
}

/** Forgets a staking key of the member's own. */
export async function forgetOperatorKey(
  tx: Tx,
  { personId, proofId, now }: { personId: string; proofId: string; now: Date },
): Promise<void> {
  const { count } = await tx.operatorProof.deleteMany({ where: { id: proofId, personId } })
  if (count !== 1) throw refuseOperator.noProof()
  await record(tx, 'operatorKeyForgotten', { personId, actorId: personId, finding: null, now })
}

/** The challenge to be answered, when it is this person's and still open. */
export async function openChallenge(
  tx: Tx,
  { challengeId, personId, now }: { challengeId: string; personId: string; now: Date },
): Promise<{ text: string }> {
  const challenge = await tx.operatorChallenge.findFirst({ where: { id: challengeId, personId } })
  assertOpen(challenge, now)
  return challenge
}

const columns = ({ task, stake, slot }: StakeFinding) => ({ task, stake: decimal(stake), checkedSlot: slot })

/** The log names the person's pseudonymous id and the task; which key it was stays out of it. */
const record = (
  tx: Tx,
  participle: string,
  act: { personId: string; actorId: string | null; finding: StakeFinding | null; now: Date },
) =>
  append(tx, {
    type: `compliance.${participle}`,
    at: act.now,
    actorId: act.actorId,
    subjects: [`person:${act.personId}`],
    facts: act.finding ? { task: act.finding.task, slot: act.finding.slot.toString() } : {},
  })
