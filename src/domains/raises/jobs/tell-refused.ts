import { REFUSED_CODES, refusedBecause } from '@/domains/compliance/rules/refused'
import { notify } from '@/domains/identity/actions/notices'
import type { Db } from '@/server/db'
import { markTold } from '../actions/record-told'
import { refusedPositions } from '../queries/refused'

/**
 * Tells the owners of positions that a regime refused as they were booked, once each: why, and that the money is theirs to take out.
 * The program has no way for anybody else to send it back (docs/decisions/0024).
 */
export async function tellRefused(db: Db, { site, now }: { site: string; now: Date }): Promise<number> {
  const refused = await refusedPositions(db, REFUSED_CODES)
  for (const { address, sequence, personId, flags, title } of refused)
    await db.$transaction(async (tx) => {
      if (!(await markTold(tx, { address, sequence, now }))) return
      await notify(tx, {
        ...{ personId, site, now, link: '/portfolio', cause: `raises.refused:${address}:${sequence}` },
        title: 'What you committed is not allowed under the rules that hold for you',
        text: [
          `It is about ${title ?? 'a raise'}.`,
          ...refusedBecause(flags),
          'The money is still yours. Take it out in your portfolio; it says until when that is possible.',
        ].join('\n'),
      })
    })
  return refused.length
}
