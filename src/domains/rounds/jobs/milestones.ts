import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { settleMilestone } from '../actions/milestone'
import { decidedMilestones } from '../queries/milestones'

/** One turn over all payments whose investors have judged. Trouble with one is logged and leaves the others alone. */
export async function settleMilestones(db: Db, now: Date): Promise<void> {
  for (const roundId of await decidedMilestones(db)) {
    try {
      await db.$transaction((tx) => settleMilestone(tx, { roundId, now }))
    } catch (error) {
      log.error({ err: error, round: roundId }, 'a judged payment made no progress; it is tried again')
    }
  }
}
