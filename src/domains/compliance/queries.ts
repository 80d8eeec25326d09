import { isShown } from '@/domains/reputation/queries'
import { refuse } from '@/domains/reputation/rules/refusals'
import { type Db, type Tx, units } from '@/server/db'
import { CLEARED_STATES } from './rules/case'
import { oldestOperatorCheck, operatorUntil, readLimits, type StoredLimits } from './rules/clearance'
import type { Clearance, OperatorStatus, WalletStatus } from './schema'

/** A person's valid right to invest; null for none, for an ended one, for one whose case no longer stands, and while suspended. */
export async function clearanceOf(db: Db | Tx, personId: string, now: Date): Promise<Clearance | null> {
  if ((await db.verificationCase.count({ where: { personId, state: 'suspended' } })) > 0) return null
  const grant = await db.clearanceGrant.findFirst({
    where: { personId, until: { gt: now }, case: { state: { in: [...CLEARED_STATES] } } },
    orderBy: { until: 'desc' },
  })
  if (!grant) return null
  return { personId, until: grant.until, level: 'standard', limits: readLimits(grant.limits as StoredLimits) }
}

/** Whether a person is a node operator: a proven staking key stood in an allow-listed stake list within two days. */
export async function operatorStatusOf(db: Db | Tx, personId: string, now: Date): Promise<OperatorStatus> {
  const proof = await db.operatorProof.findFirst({
    where: { personId, lostAt: null, checkedAt: { gt: oldestOperatorCheck(now) } },
    orderBy: { checkedAt: 'desc' },
  })
  if (!proof) return { verified: false, task: null, until: null }
  return { verified: true, task: proof.task, until: operatorUntil(proof.checkedAt) }
}

/** Proven staking keys whose last check is older than `before`, oldest first. */
export function operatorChecksDue(db: Db | Tx, before: Date) {
  return db.operatorProof.findMany({
    where: { checkedAt: { lte: before } },
    select: { id: true, stakingKey: true, task: true, wallet: true, stakedIn: true },
    orderBy: { checkedAt: 'asc' },
    take: 1_000,
  })
}

/** A member's staking keys, newest proof first. */
export async function operatorProofsOf(db: Db | Tx, personId: string) {
  const proofs = await db.operatorProof.findMany({ where: { personId }, orderBy: { provenAt: 'desc' } })
  return proofs.map(({ id, stakingKey, wallet, task, stake, provenAt, ...checked }) => ({
    ...{ id, stakingKey, wallet, task, provenAt, stake: units(stake) },
    ...{ checkedAt: checked.checkedAt, slot: checked.checkedSlot, lostAt: checked.lostAt },
  }))
}

/**
 * Whether a wallet with a public profile is a node operator's, and at which finalized slot that was read. Which key stakes is not
 * said. Refuses a wallet whose owner shows no profile.
 */
export async function walletStatusOf(db: Db | Tx, wallet: string, now: Date): Promise<WalletStatus> {
  if (!(await isShown(db, wallet))) throw refuse.noProfile()
  const proof = await db.operatorProof.findFirst({
    where: { wallet },
    orderBy: [{ lostAt: { sort: 'desc', nulls: 'first' } }, { checkedAt: 'desc' }],
  })
  if (!proof) return { verified: false, task: null, slot: null, checkedAt: null }
  const { task, checkedAt, checkedSlot: slot, lostAt } = proof
  return { verified: lostAt === null && checkedAt > oldestOperatorCheck(now), task, slot, checkedAt }
}
