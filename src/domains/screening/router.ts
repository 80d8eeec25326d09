import { checkerProcedure, reviewerProcedure, reviewerProcedureWithoutKey, router } from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { fileReport, revealField, screenAgain } from './actions/desk'
import { confirmLift, proposeLift, returnLift, screenForLift } from './actions/lift'
import { clearMatch, confirmMatch, proposeHit, returnMatch } from './actions/review'
import { hitQueue, staffRun } from './queries/desk'
import { listOverview } from './queries/lists'
import { ruleAt } from './queries/rule'
import {
  clearInput,
  liftInput,
  matchInput,
  proposeHitInput,
  reportInput,
  returnMatchInput,
  revealInput,
  runInput,
} from './schema'

const staff = ({ viewer, now }: { viewer: Viewer; now: Date }) => ({ actorId: viewer.personId, now })

/** Lists of sanctions, and who may be on one. Nothing here is for the person compared. */
export const screeningRouter = router({
  lists: reviewerProcedure.query(async ({ ctx }) => listOverview(ctx.db, ctx.now, await ruleAt(ctx.db, ctx.now))),
  queue: reviewerProcedure.query(({ ctx }) => hitQueue(ctx.db, ctx.viewer)),
  run: reviewerProcedure.input(runInput).query(({ ctx, input }) => staffRun(ctx.db, { ...input, viewer: ctx.viewer })),
  /** Opens one field of who was compared, and keeps who looked and why: a mutation, so that nothing fetches it ahead. */
  reveal: reviewerProcedure
    .input(revealInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => revealField(tx, { ...input, viewerId: ctx.viewer.personId, now: ctx.now })),
    ),
  clear: reviewerProcedure
    .input(clearInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => clearMatch(tx, { ...input, ...staff(ctx) }))),
  proposeHit: reviewerProcedure
    .input(proposeHitInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeHit(tx, { ...input, ...staff(ctx) }))),
  confirm: checkerProcedure
    .input(matchInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmMatch(tx, { ...input, ...staff(ctx) }))),
  returnProposal: checkerProcedure
    .input(returnMatchInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnMatch(tx, { ...input, ...staff(ctx) }))),
  screenAgain: reviewerProcedureWithoutKey('Compares once more; nothing is shown and nothing decided.')
    .input(runInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => screenAgain(tx, { ...input, ...staff(ctx) }))),
  /** A hit that was confirmed and holds no more: compared anew, proposed by one person, lifted by another. */
  screenForLift: reviewerProcedure
    .input(runInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => screenForLift(tx, { ...input, ...staff(ctx) }))),
  proposeLift: reviewerProcedure
    .input(liftInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeLift(tx, { ...input, ...staff(ctx) }))),
  confirmLift: checkerProcedure
    .input(runInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmLift(tx, { ...input, ...staff(ctx) }))),
  returnLift: checkerProcedure
    .input(liftInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnLift(tx, { ...input, ...staff(ctx) }))),
  fileReport: checkerProcedure
    .input(reportInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => fileReport(tx, { ...input, ...staff(ctx) }))),
})
