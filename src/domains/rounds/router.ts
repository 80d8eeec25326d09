import { z } from 'zod'
import { id, longText } from '@/kit/shapes'
import { adminProcedure, checkerProcedure, publicProcedure, router, staffProcedure } from '@/server/trpc'
import * as actions from './actions'
import * as flows from './flows'
import * as queries from './queries'

const one = z.strictObject({ roundId: id })

/** Rounds of the first form, as they were decided. New bonus rounds are the engine's (`bonus`, `consensus`). */
export const roundsRouter = router({
  list: publicProcedure.query(({ ctx }) => queries.publicRounds(ctx.db, ctx.now)),
  byId: publicProcedure
    .input(one)
    .query(({ ctx, input }) => queries.roundById(ctx.db, { ...input, staff: false, now: ctx.now })),
  all: staffProcedure.query(({ ctx }) => queries.allRounds(ctx.db, ctx.now)),
  forStaff: staffProcedure
    .input(one)
    .query(({ ctx, input }) => queries.roundById(ctx.db, { ...input, staff: true, now: ctx.now })),
  preview: staffProcedure.input(one).query(({ ctx, input }) =>
    ctx.db.$transaction(async (tx) => {
      const { sheet } = await queries.roundById(tx, { ...input, staff: true, now: ctx.now })
      return actions.preview(tx, sheet)
    }),
  ),
  publish: checkerProcedure
    .input(one)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => actions.publish(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  allocate: staffProcedure
    .input(one)
    .mutation(({ ctx, input }) =>
      flows.proposeAllocation(ctx.db, { ...input, personId: ctx.viewer.personId, now: ctx.now }),
    ),
  confirm: checkerProcedure
    .input(z.strictObject({ roundId: id, digest: z.string().length(64) }))
    .mutation(({ ctx, input }) =>
      flows.confirmAllocation(ctx.db, { ...input, personId: ctx.viewer.personId, now: ctx.now }),
    ),
  sendBack: checkerProcedure
    .input(one)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => actions.sendBack(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  void: adminProcedure
    .input(z.strictObject({ roundId: id, reason: longText }))
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => actions.voidRound(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
})
