import { z } from 'zod'
import { adminProcedure, localProcedure, publicProcedure, router, staffProcedure } from '@/server/trpc'
import { askAgain } from './actions/refunds'
import { lookAtSession, receiveDelivery, stripe } from './flows'
import { paymentsDesk } from './queries/compare'

const sessionId = z.string().max(80)

export const paymentsRouter = router({
  /** A delivery of Stripe's, word for word; anybody may send one, and only a signed one counts. */
  deliver: publicProcedure
    .input(z.strictObject({ body: z.string().max(500_000), signature: z.string().max(2_000) }))
    .mutation(({ ctx, input }) => receiveDelivery({ ...ctx, stripe: stripe() }, input.body, input.signature)),
  /** What the stand-in's payment page shows. */
  standInPage: localProcedure
    .input(z.strictObject({ sessionId }))
    .query(({ input }) => lookAtSession(stripe(), input.sessionId)),
  /** Disputes, refunds and differences with Stripe's lists, without anybody's name. */
  desk: staffProcedure.query(({ ctx }) => paymentsDesk(ctx.db)),
  /** Asks anew for a refund that failed. */
  askRefundAgain: adminProcedure
    .input(z.strictObject({ refundId: z.uuid() }))
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => askAgain(tx, { ...input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
})
