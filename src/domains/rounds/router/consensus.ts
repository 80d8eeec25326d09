import { z } from 'zod'
import { id } from '@/kit/shapes'
import {
  adminProcedure,
  checkerProcedure,
  memberProcedure,
  ownerProcedure,
  publicProcedure,
  router,
  staffProcedure,
} from '@/server/trpc'
import { hasRole, type Viewer } from '@/server/viewer'
import { voidEngineRound } from '../actions/engine-rounds'
import { decideExclusion, proposeExclusion } from '../actions/exclusions'
import { commitJudgement, revealJudgement } from '../actions/judging'
import { appealVerdict } from '../actions/part'
import * as flows from '../flows/rounds'
import { exportRound } from '../queries/engine-export'
import * as acts from '../schema/engine-acts'

type Signed = { viewer: Viewer; now: Date }
const actOf = ({ viewer, now }: Signed) => ({ personId: viewer.personId, now })
const yesOf = (ctx: Signed) => ({ ...actOf(ctx), isChecker: hasRole(ctx.viewer, 'checker') })

/** What everybody does in rounds of the engine; how a round of one kind is proposed stands with the kind. */
export const consensusRouter = router({
  export: publicProcedure.input(acts.roundInput).query(({ ctx, input }) => exportRound(ctx.db, input.roundId)),
  submit: memberProcedure
    .input(acts.submitInput)
    .mutation(({ ctx, input }) => flows.submitHere(ctx.db, { ...input, ...actOf(ctx) })),
  enrol: memberProcedure
    .input(acts.enrolInput)
    .mutation(({ ctx, input }) => flows.enrolHere(ctx.db, { ...input, ...actOf(ctx) })),
  commit: memberProcedure
    .input(acts.commitInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => commitJudgement(tx, { ...input, ...actOf(ctx) }))),
  reveal: memberProcedure
    .input(acts.revealInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => revealJudgement(tx, { ...input, ...actOf(ctx) }))),
  appeal: ownerProcedure
    .input(acts.appealInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => appealVerdict(tx, { ...input, ...actOf(ctx) }))),
  approveSheet: staffProcedure
    .input(acts.digestInput)
    .mutation(({ ctx, input }) => flows.approveSheetHere(ctx.db, { ...input, ...yesOf(ctx) })),
  approveList: staffProcedure
    .input(acts.digestInput)
    .mutation(({ ctx, input }) => flows.approveListHere(ctx.db, { ...input, ...yesOf(ctx) })),
  proposeExclusion: staffProcedure
    .input(acts.exclusionInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeExclusion(tx, { ...input, ...actOf(ctx) }))),
  decideExclusion: checkerProcedure
    .input(z.strictObject({ exclusionId: id, confirm: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => decideExclusion(tx, { ...input, ...actOf(ctx) }))),
  void: adminProcedure
    .input(acts.voidInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => voidEngineRound(tx, { ...input, ...actOf(ctx) }))),
})
