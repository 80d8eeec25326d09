import { z } from 'zod'
import { worldOf } from '@/domains/raises/flows/world'
import { address, id, idempotencyKey } from '@/kit/shapes'
import { limited, memberProcedure, ownerProcedure, publicProcedure, router, staffProcedure } from '@/server/trpc'
import { hasRole, type Viewer } from '@/server/viewer'
import { openBounty } from '../actions/open-bounty'
import { joinRound } from '../actions/part'
import { bondsIn } from '../flows/bonds'
import { PAYMENTS, preparePayment } from '../flows/paying'
import { ownRound, ownRounds } from '../queries/bounties'
import { approvedRounds, everyRound, mineIn, roundPage, staffRound } from '../queries/engine-page'
import { bountyForm } from '../schema/bounty-form'
import { roundInput } from '../schema/engine-acts'

const staffOf = (viewer: Viewer) => ({ personId: viewer.personId, isChecker: hasRole(viewer, 'checker') })

const payment = z.strictObject({
  roundId: id,
  wallet: address,
  what: z.enum(PAYMENTS),
  idempotencyKey,
})

/** Tasks of projects, paid in their own tokens. */
export const bountiesRouter = router({
  list: publicProcedure.query(({ ctx }) => approvedRounds(ctx.db, 'bounty')),
  byId: publicProcedure.input(roundInput).query(({ ctx, input }) => roundPage(ctx.db, { ...input, isInside: false })),
  all: staffProcedure.query(({ ctx }) => everyRound(ctx.db, 'bounty')),
  forStaff: staffProcedure
    .input(roundInput)
    .query(({ ctx, input }) => staffRound(ctx.db, { ...input, staff: staffOf(ctx.viewer) })),
  ofProject: ownerProcedure
    .input(z.strictObject({ projectId: id }))
    .query(({ ctx, input }) => ownRounds(ctx.db, { ...input, personId: ctx.viewer.personId })),
  own: ownerProcedure
    .input(roundInput)
    .query(({ ctx, input }) => ownRound(ctx.db, { ...input, personId: ctx.viewer.personId })),
  open: ownerProcedure
    .input(bountyForm)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => openBounty(tx, { form: input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  mine: memberProcedure
    .input(roundInput)
    .query(({ ctx, input }) => mineIn(ctx.db, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
  bonds: memberProcedure
    .input(roundInput)
    .query(({ ctx, input }) => bondsIn(ctx.db, { ...input, personId: ctx.viewer.personId })),
  join: memberProcedure
    .input(roundInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => joinRound(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),
  /** The payment is then signed and sent as every intent: `raises.submit`. */
  preparePayment: memberProcedure
    .use(limited('prepare'))
    .input(payment)
    .mutation(({ ctx, input }) => preparePayment(worldOf(ctx), input)),
})
