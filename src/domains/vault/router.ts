import { adminProcedure, ownerProcedure, router, staffProcedure } from '@/server/trpc'
import { examineOwn, ground, readView, scannerState } from './flows'
import { viewReports } from './queries/views'
import { documentInput, linkInput } from './schema'

/** Documents on their way in, and one look at one part of them. Who may look is asked in the rooms that know what they are for. */
export const vaultRouter = router({
  /** Examines a file that its sender has just sent, and says how that ended. */
  examine: ownerProcedure
    .input(documentInput)
    .mutation(({ ctx, input }) => examineOwn(ground(ctx.db, ctx.now), { ...input, viewer: ctx.viewer })),
  /** Whether files are scanned, and how many wait for it. */
  scanner: staffProcedure.query(({ ctx }) => scannerState(ctx.db)),
  /** Who of the staff looked at sealed things, day by day. */
  views: adminProcedure.query(({ ctx }) => viewReports(ctx.db)),
  /** Reads what a way leads to, once. */
  view: ownerProcedure
    .input(linkInput)
    .mutation(({ ctx, input }) => readView(ground(ctx.db, ctx.now), { ...input, viewer: ctx.viewer })),
})
