import { recordOperatorStatus } from '@/domains/compliance/actions/operators'
import type { Db } from '@/server/db'
import { testWallet } from './wallet'

/** The daily reading of the stake lists finds a person's stake in a task, or, with null, in none. */
export async function readStake(db: Db, personId: string, task: string | null, now: Date): Promise<void> {
  const { address: stakingKey } = testWallet()
  const first = { personId, stakingKey, task, stake: 5, checkedSlot: 1n, provenAt: now, checkedAt: now }
  const proof =
    (await db.operatorProof.findFirst({ where: { personId } })) ?? (await db.operatorProof.create({ data: first }))
  const finding = { task, stake: task ? 5n : 0n, slot: 2n }
  await db.$transaction((tx) => recordOperatorStatus(tx, { proofId: proof.id, finding, now }))
}
