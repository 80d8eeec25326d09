import { pageStaff } from '@/domains/identity/actions/page-staff'
import { append } from '@/domains/log/actions'
import { actsAbout } from '@/domains/log/queries'
import { after, DAY } from '@/kit/time'
import type { Tx } from '@/server/db'

const SUBJECT = 'provider:identity'

/**
 * Pages the staff, once in 24 hours, that the checks which may be paid for in a day are used up: members come to people from here on, and
 * somebody may be spending the operator's money. Of two members at once one does it.
 */
export async function pageUsedUp(tx: Tx, { most, now }: { most: number; now: Date }): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('compliance.checksUsedUp'))`
  const [last] = await actsAbout(tx, SUBJECT, 1)
  if (last && now < after(last.at, DAY)) return
  await append(tx, { type: 'compliance.checksUsedUp', at: now, actorId: null, subjects: [SUBJECT], facts: { most } })
  await pageStaff(tx, { ...alarmOf(most), now })
}

const alarmOf = (most: number) => ({
  subject: 'The identity checks of a day are used up',
  text: `${most === 1 ? 'One identity check' : `${most} identity checks`} began within 24 hours, and no more are paid for (IDENTITY_CHECKS_A_DAY). Until some of them are a day old, members show their documents to the staff. Sign in and open "Verifications" under Staff: expect more to wait there. If so many are not usual, find out who begins them before you raise the number.`,
})
