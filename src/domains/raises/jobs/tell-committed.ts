import { markCommitmentTold } from '@/domains/compliance/actions/limit'
import { untoldCommitments } from '@/domains/compliance/queries/untold'
import { notify } from '@/domains/identity/actions/notices'
import { formatUnits } from '@/kit/money'
import { formatInstant } from '@/kit/time'
import type { Db } from '@/server/db'
import { finalCommitments } from '../queries/final-commitments'

/**
 * Tells whoever committed under a regime, once and as soon as it is final: how much, into what, at what price, and until when it can be
 * taken back (17 CFR 227.303(d)), and that the time to think has begun (Regulation (EU) 2020/1503, article 22(6)(b)).
 */
export async function tellCommitted(db: Db, { site, now }: { site: string; now: Date }): Promise<number> {
  const waiting = await untoldCommitments(db)
  if (waiting.length === 0) return 0
  const final = await finalCommitments(db, waiting)
  for (const { intentId, personId, lines, sentAt, tokens, saleDecimals } of final)
    await db.$transaction(async (tx) => {
      if (!(await markCommitmentTold(tx, { intentId, now }))) return
      await notify(tx, {
        ...{ personId, site, now, link: '/portfolio', cause: `raises.committed:${intentId}` },
        title: 'Your commitment is final, and the time to think about it has begun',
        text: [
          `You sent it on ${formatInstant(sentAt)}.`,
          ...lines,
          `At the price of the raise it buys ${formatUnits(tokens, saleDecimals)} tokens.`,
          'You take it back in your portfolio, without a reason; the fee of the network is all that it costs.',
        ].join('\n'),
      })
    })
  return final.length
}
