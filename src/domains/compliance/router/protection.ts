import { adminProcedure, checkerProcedure, memberProcedure, router, staffProcedure } from '@/server/trpc'
import { acknowledgeWarning, finishTest, stateInvestor } from '../actions/investor'
import { decideRule, proposeRule } from '../actions/rule-change'
import { investorOf, regimesDesk } from '../queries/regimes'
import { ruleDecision, ruleProposal, statementInput, testInput, warningInput } from '../schema/regime'

/** What protects an investor: regimes and limits, and what a member states, learns and acknowledges. */
export const protectionRouter = router({
  /** Regimes with their versions, and changes that wait or were decided. */
  desk: staffProcedure.query(({ ctx }) => regimesDesk(ctx.db, ctx.now)),
  propose: adminProcedure
    .input(ruleProposal)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => proposeRule(tx, { ...input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
  decide: checkerProcedure
    .input(ruleDecision)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => decideRule(tx, { ...input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
  /** The member's own steps, and the regimes that ask for more. */
  mine: memberProcedure.query(({ ctx }) => investorOf(ctx.db, ctx.viewer.personId, ctx.now)),
  state: memberProcedure
    .input(statementInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => stateInvestor(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  finishTest: memberProcedure
    .input(testInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => finishTest(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  acknowledge: memberProcedure
    .input(warningInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => acknowledgeWarning(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
})
