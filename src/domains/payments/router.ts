import { z } from 'zod'
import { localProcedure, publicProcedure, router } from '@/server/trpc'
import { lookAtSession, receiveDelivery, stripe } from './flows'

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
})
