import { ownerProcedure, publicProcedure, router, staffProcedure } from '@/server/trpc'
import { proposeMilestone, submitEvidence } from '../actions/milestone'
import { milestonesOf, ownMilestones, waitingMilestones } from '../queries/milestones'
import { evidenceForm, milestoneForm, projectInput } from '../schema/milestone'

/** Payments of raises that their investors judge. */
export const milestonesRouter = router({
  ofProject: publicProcedure.input(projectInput).query(({ ctx, input }) => milestonesOf(ctx.db, input.projectId)),
  own: ownerProcedure
    .input(projectInput)
    .query(({ ctx, input }) => ownMilestones(ctx.db, { ...input, personId: ctx.viewer.personId })),
  waiting: staffProcedure.query(({ ctx }) => waitingMilestones(ctx.db, ctx.now)),
  propose: ownerProcedure
    .input(milestoneForm)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => proposeMilestone(tx, { form: input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  submit: ownerProcedure
    .input(evidenceForm)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => submitEvidence(tx, { form: input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
})
