import {
  adminProcedure,
  checkerProcedure,
  memberProcedure,
  publicProcedure,
  router,
  staffProcedure,
} from '@/server/trpc'
import { confirmDated, proposeDated, returnDated } from '../actions/dated'
import { acknowledgeWarning, confirmSimulation, finishTest, stateInvestor } from '../actions/investor'
import { beginAttempt, finishAttempt, stepPromotion } from '../actions/promotion'
import { decideRule, proposeRule } from '../actions/rule-change'
import { bannerWarnings, investorOf, regimesDesk } from '../queries/regimes'
import { datedChoice, datedProposal, datedReturn } from '../schema/dated'
import {
  attemptInput,
  promotionStep,
  ruleDecision,
  ruleProposal,
  statementInput,
  testInput,
  warningInput,
} from '../schema/regime'

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
  /** New versions of a regime's numbers, of the countries by risk, and of holidays. */
  proposeDated: adminProcedure
    .input(datedProposal)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => proposeDated(tx, { ...input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
  confirmDated: checkerProcedure
    .input(datedChoice)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => confirmDated(tx, { ...input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
  returnDated: checkerProcedure
    .input(datedReturn)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => returnDated(tx, { ...input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
  /** The member's own steps, and the regimes that ask for more. */
  mine: memberProcedure.query(({ ctx }) => investorOf(ctx.db, ctx.viewer.personId, ctx.now)),
  state: memberProcedure
    .input(statementInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => stateInvestor(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  /** The steps that the rules of the United Kingdom ask for, and the warning that stands on every page of an offer. */
  banner: publicProcedure.query(({ ctx }) => bannerWarnings(ctx.db, ctx.now)),
  step: memberProcedure
    .input(promotionStep)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => stepPromotion(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  beginQuestions: memberProcedure.mutation(({ ctx }) =>
    ctx.db.$transaction((tx) => beginAttempt(tx, { personId: ctx.viewer.personId, now: ctx.now })),
  ),
  answerQuestions: memberProcedure
    .input(attemptInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => finishAttempt(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  finishTest: memberProcedure
    .input(testInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => finishTest(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  confirmSimulation: memberProcedure.mutation(({ ctx }) =>
    ctx.db.$transaction((tx) => confirmSimulation(tx, { personId: ctx.viewer.personId, now: ctx.now })),
  ),
  acknowledge: memberProcedure
    .input(warningInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => acknowledgeWarning(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
})
