import * as erasure from '@/domains/vault/actions/erasure'
import { erasureOf, heldErasures } from '@/domains/vault/queries/erasure'
import { erasureInput, erasureProposal, erasureVerdict, requestInput } from '@/domains/vault/schema'
import { requestErasure } from './erasure'
import { checkerProcedure, memberProcedure, router } from './trpc'
import type { Viewer } from './viewer'

const staff = ({ viewer, now }: { viewer: Viewer; now: Date }) => ({ actorId: viewer.personId, now })

/** Being forgotten: the wish, its answer, and what two people decide about what is held. */
export const erasureRouter = router({
  /** The answer to one's last wish, when there was one. */
  mine: memberProcedure.query(({ ctx }) => erasureOf(ctx.db, ctx.viewer.personId)),
  request: memberProcedure
    .input(erasureInput)
    .mutation(({ ctx, input }) => requestErasure(ctx.db, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
  held: checkerProcedure.query(({ ctx }) => heldErasures(ctx.db, ctx.viewer.personId)),
  hold: checkerProcedure
    .input(requestInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => erasure.holdRequest(tx, { ...input, ...staff(ctx) }))),
  propose: checkerProcedure
    .input(erasureProposal)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => erasure.proposeForErasure(tx, { ...input, ...staff(ctx) })),
    ),
  decide: checkerProcedure
    .input(erasureVerdict)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => erasure.decideOnErasure(tx, { ...input, ...staff(ctx) })),
    ),
})
