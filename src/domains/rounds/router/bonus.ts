import { checkerProcedure, memberProcedure, publicProcedure, router, staffProcedure } from '@/server/trpc'
import * as actions from '../actions/bonus'
import { listedProjects } from '../queries'
import * as queries from '../queries/bonus'
import * as shapes from '../schema/bonus'
import { roundInput } from '../schema/engine-acts'

type Signed = { viewer: { personId: string }; now: Date }
const actOf = ({ viewer, now }: Signed) => ({ personId: viewer.personId, now })

/** Bonus rounds: what is theirs alone. Approvals, exclusions and the export are those of every round (`consensus`). */
export const bonusRouter = router({
  list: publicProcedure.query(({ ctx }) => queries.bonusRounds(ctx.db, { staff: false })),
  byId: publicProcedure
    .input(roundInput)
    .query(({ ctx, input }) => queries.bonusRound(ctx.db, { ...input, staff: false })),
  explain: publicProcedure
    .input(shapes.explainInput)
    .query(({ ctx, input }) => queries.bonusExplanation(ctx.db, { ...input, staff: false })),
  whatIf: publicProcedure
    .input(shapes.whatIf)
    .query(({ ctx, input }) => queries.bonusWhatIf(ctx.db, { ...input, staff: false })),
  all: staffProcedure.query(({ ctx }) => queries.bonusRounds(ctx.db, { staff: true })),
  forStaff: staffProcedure
    .input(roundInput)
    .query(({ ctx, input }) => queries.bonusRound(ctx.db, { ...input, staff: true })),
  eligible: staffProcedure.query(({ ctx }) => listedProjects(ctx.db)),
  propose: staffProcedure
    .input(shapes.newBonusRound)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => actions.proposeBonus(tx, { ...input, ...actOf(ctx) }))),
  object: memberProcedure
    .input(shapes.newObjection)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => actions.object(tx, { ...input, ...actOf(ctx) }))),
  answer: staffProcedure
    .input(shapes.answer)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => actions.answerObjection(tx, { ...input, ...actOf(ctx) })),
    ),
  confirmAnswer: checkerProcedure
    .input(shapes.answer)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => actions.confirmAnswer(tx, { ...input, ...actOf(ctx) }))),
})
