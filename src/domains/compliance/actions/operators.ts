import { randomBytes, randomUUID } from 'node:crypto'
import { isActiveOwner } from '@/domains/identity/queries/wallets'
import { append } from '@/domains/log/actions'
import { recordHappenings } from '@/domains/reputation/actions'
import { isShown } from '@/domains/reputation/queries'
import { after } from '@/kit/time'
import { decimal, isUniqueViolation, type Tx } from '@/server/db'
import { assertOpen, CHALLENGE_LIFE, challengeText, refuseOperator } from '../rules/operator'

type Challenge = { id: string; text: string; expiresAt: Date }

/**
 * Makes a text for a person to sign with a staking key, good for 30 minutes and once. `wallet` is the wallet of the person's that the
 * key is to speak for.
 */
export async function issueChallenge(
  tx: Tx,
  about: { personId: string; wallet?: string | null; site: string; network: string; now: Date },
): Promise<Challenge> {
  const { personId, site, network, now, wallet = null } = about
  if (wallet && !(await isActiveOwner(tx, { address: wallet, personId }))) throw refuseOperator.notYourWallet()
  const id = randomUUID()
  const expiresAt = after(now, CHALLENGE_LIFE)
  const nonce = randomBytes(16).toString('hex')
  const text = challengeText({ site, network, personId, wallet, nonce, expiresAt })
  await tx.operatorChallenge.create({ data: { id, personId, wallet, text, issuedAt: now, expiresAt } })
  return { id, text, expiresAt }
}

/** What the chain said about a staking key, at which finalized slot. */
export type StakeFinding = { task: string | null; stake: bigint; slot: bigint }
type Found = StakeFinding & { task: string }

/**
 * Records that a person controls a staking key which stands in an allow-listed stake list. The caller verified the signature
 * over the challenge's text and read the stake; the challenge is used up here, so a signature counts once.
 */
export async function recordOperatorProof(
  tx: Tx,
  input: { personId: string; challengeId: string; stakingKey: string; finding: Found; now: Date },
): Promise<void> {
  const { personId, challengeId, stakingKey, finding, now } = input
  const { count } = await tx.operatorChallenge.updateMany({
    where: { id: challengeId, personId, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (count !== 1) throw refuseOperator.challengeGone()
  const { wallet: named } = await tx.operatorChallenge.findUniqueOrThrow({ where: { id: challengeId } })
  const wallet = named && (await isActiveOwner(tx, { address: named, personId })) ? named : null
  await writeProof(tx, { personId, wallet, stakedIn: null, stakingKey, finding, now })
}

/**
 * Records that a wallet of the person's paid for a stake that still stands. The caller found the transaction, checked who had
 * signed it, and read the stake.
 */
export async function recordStakeProof(
  tx: Tx,
  proof: { personId: string; wallet: string; stakedIn: string; stakingKey: string; finding: Found; now: Date },
): Promise<void> {
  const { wallet: address, personId } = proof
  if (!(await isActiveOwner(tx, { address, personId }))) throw refuseOperator.notYourWallet()
  await writeProof(tx, proof)
}

type Proof = {
  personId: string
  wallet: string | null
  stakedIn: string | null
  stakingKey: string
  finding: Found
  now: Date
}

async function writeProof(tx: Tx, { personId, wallet, stakedIn, stakingKey, finding, now }: Proof): Promise<void> {
  const checked = { ...columns(finding), wallet, stakedIn, provenAt: now, checkedAt: now, lostAt: null }
  const known = await tx.operatorProof.findUnique({ where: { stakingKey }, select: { id: true, personId: true } })
  if (known && known.personId !== personId) throw refuseOperator.keyTaken()
  try {
    if (known) await tx.operatorProof.update({ where: { id: known.id }, data: checked })
    else await tx.operatorProof.create({ data: { personId, stakingKey, ...checked } })
  } catch (error) {
    if (isUniqueViolation(error)) throw refuseOperator.keyTaken()
    throw error
  }
  await recordStakeDay(tx, { wallet, kind: 'stake.kept', now })
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
  if (!lostAt) await recordStakeDay(tx, { wallet: proof.wallet, kind: 'stake.kept', now })
  if ((lostAt === null) === (proof.lostAt === null)) return
  const participle = lostAt ? 'operatorLost' : 'operatorRegained'
  if (lostAt && proof.wallet && !(await stakesElsewhere(tx, proof.wallet)))
    await recordStakeDay(tx, { wallet: proof.wallet, kind: 'stake.broken', now })
  await record(tx, participle, { personId: proof.personId, actorId: null, finding, now })
}

const stakesElsewhere = async (tx: Tx, wallet: string): Promise<boolean> =>
  (await tx.operatorProof.count({ where: { wallet, lostAt: null } })) > 0

/**
 * A day of stake counts once for a wallet, however many keys it pays for, and only while its owner shows its profile: of
 * everybody else no history is kept.
 */
async function recordStakeDay(
  tx: Tx,
  { wallet, kind, now }: { wallet: string | null; kind: 'stake.kept' | 'stake.broken'; now: Date },
): Promise<void> {
  if (!wallet || !(await isShown(tx, wallet))) return
  const day = now.toISOString().slice(0, 10)
  await recordHappenings(tx, [{ subject: wallet, kind, ref: `stake:${wallet}:${day}`, at: now }])
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
