import * as trpc from '@/server/trpc'
import { beginChange, prepareChange, prepareConfirm } from './flows/change-terms'
import { prepareClaim, prepareRefund, prepareSettle } from './flows/collect'
import { prepareCommit, previewCommit } from './flows/commit'
import { issuerConsole } from './flows/console'
import {
  carryOut,
  confirm,
  handIn,
  propose,
  proposeCreation,
  proposeRotation,
  proposeVerdict,
  turnDown,
} from './flows/guardian'
import { prepareCancel, prepareCreate, prepareDeposit, prepareOpen } from './flows/launch'
import { reportPayment } from './flows/report'
import { decline, handOver, reportSent, submitSigned } from './flows/submit'
import { lookAtMint, prepareCreateToken } from './flows/token'
import { prepareUnwind } from './flows/unwind'
import { watchIntent } from './flows/watch'
import { prepareWithdraw } from './flows/withdraw'
import { publishedKeys, worldOf } from './flows/world'
import { chainHealth } from './queries/followed'
import { intentsOf } from './queries/intent'
import { portfolioOf } from './queries/portfolio'
import { listRaises, projectPage } from './queries/public'
import { reconciliations } from './queries/reconciliation'
import { shortRaises } from './queries/short'
import { staffRaises } from './queries/staff'
import * as shapes from './schema'

const { publicProcedure, memberProcedure, ownerProcedure, reviewerProcedure, checkerProcedure, staffProcedure } = trpc

/** Preparing asks the chain several times, so it is counted. */
const memberPrepares = memberProcedure.use(trpc.limited('prepare'))
const ownerPrepares = ownerProcedure.use(trpc.limited('prepare'))

export const raisesRouter = trpc.router({
  list: publicProcedure
    .input(shapes.listInput)
    .query(({ ctx, input }) =>
      listRaises(ctx.db, { search: null, phase: null, category: null, cursor: null, ...input, now: ctx.now }),
    ),
  bySlug: publicProcedure.input(shapes.slugInput).query(({ ctx, input }) => projectPage(ctx.db, input.slug, ctx.now)),
  preview: memberProcedure.input(shapes.previewInput).query(({ ctx, input }) => previewCommit(worldOf(ctx), input)),
  prepareCommit: memberPrepares
    .input(shapes.commitInput)
    .mutation(({ ctx, input }) => prepareCommit(worldOf(ctx), input)),
  prepareWithdraw: memberPrepares
    .input(shapes.withdrawInput)
    .mutation(({ ctx, input }) => prepareWithdraw(worldOf(ctx), input)),
  prepareRefund: memberPrepares
    .input(shapes.collectInput)
    .mutation(({ ctx, input }) => prepareRefund(worldOf(ctx), input)),
  prepareClaim: memberPrepares
    .input(shapes.collectInput)
    .mutation(({ ctx, input }) => prepareClaim(worldOf(ctx), input)),
  prepareUnwind: memberPrepares
    .input(shapes.collectInput)
    .mutation(({ ctx, input }) => prepareUnwind(worldOf(ctx), input)),
  prepareConfirm: memberPrepares
    .input(shapes.actOnRaiseInput)
    .mutation(({ ctx, input }) => prepareConfirm(worldOf(ctx), input)),
  prepareSettle: memberPrepares
    .input(shapes.collectInput)
    .mutation(({ ctx, input }) => prepareSettle(worldOf(ctx), input)),

  submit: ownerProcedure.input(shapes.submitInput).mutation(({ ctx, input }) => submitSigned(worldOf(ctx), input)),
  handOver: ownerProcedure.input(shapes.intentInput).mutation(({ ctx, input }) => handOver(worldOf(ctx), input)),
  reportSent: ownerProcedure.input(shapes.submitInput).mutation(({ ctx, input }) => reportSent(worldOf(ctx), input)),
  decline: ownerProcedure.input(shapes.intentInput).mutation(({ ctx, input }) => decline(worldOf(ctx), input)),
  watch: ownerProcedure.input(shapes.intentInput).query(({ ctx, input }) => watchIntent(worldOf(ctx), input)),
  portfolio: memberProcedure.query(({ ctx: { db, viewer, now } }) => portfolioOf(db, { ...viewer, now })),
  console: ownerProcedure.input(shapes.projectInput).query(({ ctx, input }) => issuerConsole(worldOf(ctx), input)),
  intents: memberProcedure
    .input(shapes.intentsInput)
    .query(({ ctx, input }) => intentsOf(ctx.db, { ...input, personId: ctx.viewer.personId })),

  lookAtMint: memberProcedure.input(shapes.mintInput).query(({ ctx, input }) => lookAtMint(worldOf(ctx), input.mint)),
  prepareCreateToken: ownerPrepares
    .input(shapes.projectActInput)
    .mutation(({ ctx, input }) => prepareCreateToken(worldOf(ctx), input)),
  prepareCreate: ownerPrepares
    .input(shapes.projectActInput)
    .mutation(({ ctx, input }) => prepareCreate(worldOf(ctx), input)),
  prepareDeposit: ownerPrepares
    .input(shapes.projectActInput)
    .mutation(({ ctx, input }) => prepareDeposit(worldOf(ctx), input)),
  prepareOpen: memberPrepares
    .input(shapes.projectActInput)
    .mutation(({ ctx, input }) => prepareOpen(worldOf(ctx), input)),
  prepareCancel: ownerPrepares
    .input(shapes.projectActInput)
    .mutation(({ ctx, input }) => prepareCancel(worldOf(ctx), input)),

  beginChange: ownerProcedure.input(shapes.projectInput).mutation(({ ctx, input }) => beginChange(worldOf(ctx), input)),
  prepareChange: ownerPrepares
    .input(shapes.projectActInput)
    .mutation(({ ctx, input }) => prepareChange(worldOf(ctx), input)),
  reportPayment: ownerProcedure
    .input(shapes.reportInput)
    .mutation(({ ctx, input }) => reportPayment(worldOf(ctx), input)),

  chain: publicProcedure.query(({ ctx }) => chainHealth(ctx.db)),
  reconciliations: staffProcedure.query(({ ctx }) => reconciliations(ctx.db)),
  /** Raises that lack what a regime which is on asks for. */
  short: staffProcedure.query(({ ctx }) => shortRaises(ctx.db, ctx.now)),
  staff: staffProcedure.query(({ ctx }) => staffRaises(ctx.db, { keys: publishedKeys(), now: ctx.now })),
  proposeOrder: reviewerProcedure.input(shapes.orderInput).mutation(({ ctx, input }) => propose(worldOf(ctx), input)),
  proposeVerdict: reviewerProcedure
    .input(shapes.verdictInput)
    .mutation(({ ctx, input }) => proposeVerdict(worldOf(ctx), input)),
  proposeRotation: reviewerProcedure
    .input(shapes.rotationInput)
    .mutation(({ ctx, input }) => proposeRotation(worldOf(ctx), input)),
  proposeCreation: reviewerProcedure
    .input(shapes.creationOrderInput)
    .mutation(({ ctx, input }) => proposeCreation(worldOf(ctx), input)),
  handInSignature: reviewerProcedure
    .input(shapes.handInInput)
    .mutation(({ ctx, input }) => handIn(worldOf(ctx), input)),
  confirmOrder: checkerProcedure
    .input(shapes.orderDecisionInput)
    .mutation(({ ctx, input }) => confirm(worldOf(ctx), input)),
  carryOutOrder: checkerProcedure
    .input(shapes.orderDecisionInput)
    .mutation(({ ctx, input }) => carryOut(worldOf(ctx), input)),
  returnOrder: checkerProcedure
    .input(shapes.orderDecisionInput)
    .mutation(({ ctx, input }) => turnDown(worldOf(ctx), input)),
})
