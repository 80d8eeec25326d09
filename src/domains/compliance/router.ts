import { walletInput } from '@/domains/reputation/schema'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import {
  checkerProcedure,
  limited,
  localProcedure,
  memberProcedure,
  ownerProcedure,
  publicProcedure,
  reviewerProcedure,
  reviewerProcedureWithoutKey,
  router,
} from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { allowOnly, confirmCaseOpening, proposeCaseOpening, returnCaseOpening } from './actions/allowed'
import { attachDocument, removeDocument } from './actions/case-documents'
import { appealCase, chooseManual, saveProfile, startCase, submitCase, withdrawCase } from './actions/cases'
import { openDocument } from './actions/documents'
import { eraseCase } from './actions/erasure'
import { openEvidence, revealFields } from './actions/open-evidence'
import { forgetOperatorKey, issueChallenge } from './actions/operators'
import {
  claimCase,
  claimCases,
  confirmDecision,
  proposeDecision,
  releaseCase,
  releaseCases,
  requestChanges,
  returnDecision,
} from './actions/review'
import { confirmLift, proposeLift, returnLift, suspendCase } from './actions/standing'
import { listedTasks, proveOperator } from './flows'
import { followMine, identityProvider, lookAtVisit, receiveDelivery, startCheck } from './flows/identity'
import { exportPack } from './flows/pack'
import { proveStake } from './flows/stake'
import { clearanceOf, operatorProofsOf, operatorStatusOf, walletStatusOf } from './queries'
import { verificationOf } from './queries/cases'
import { staffCase, usualWait, verificationQueue } from './queries/desk'
import { closedVerifications } from './queries/doors'
import { readerOf } from './rules/document'
import {
  allowedInput,
  appealInput,
  caseInput,
  casesInput,
  challengeInput,
  changesInput,
  deliveryInput,
  documentInput,
  manualInput,
  openingInput,
  operatorProofInput,
  profile,
  proofInput,
  proposalInput,
  reasonInput,
  returnInput,
  revealInput,
  stakeInput,
  standInInput,
  uploadInput,
} from './schema'

const LEASE = 'Takes or leaves work for 30 minutes; nothing is shown and nothing decided.'

type Ctx = { viewer: Viewer; now: Date }
const member = ({ viewer, now }: Ctx) => ({ personId: viewer.personId, now })
const staff = ({ viewer, now }: Ctx) => ({ actorId: viewer.personId, now })
const provider = ({ db, now }: { db: Db; now: Date }) => ({ db, now, identity: identityProvider() })
const eraser = ({ viewer, now }: Ctx) => ({ viewer: readerOf(viewer), now })
/** Nobody's work: what staff do about others has procedures of its own, which ask for a key. */
const eraserOfOwn = ({ viewer, now }: Ctx) => ({ viewer: { ...readerOf(viewer), checks: false }, now })

/** Verification, documents and operator status. */
export const complianceRouter = router({
  /** The member's own verification. */
  mine: memberProcedure.query(({ ctx }) => verificationOf(ctx.db, ctx.viewer.personId, ctx.now)),
  /** The member's right to invest at this moment. */
  clearance: memberProcedure.query(({ ctx }) => clearanceOf(ctx.db, ctx.viewer.personId, ctx.now)),
  /** What there is to know before a verification begins: whether a provider checks, and how long people usually wait. */
  beforehand: memberProcedure.query(async ({ ctx }) => ({
    hasProvider: identityProvider() !== null,
    wait: await usualWait(ctx.db),
  })),
  start: memberProcedure.mutation(({ ctx }) => ctx.db.$transaction((tx) => startCase(tx, member(ctx)))),
  saveProfile: ownerProcedure
    .input(profile)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => saveProfile(tx, { ...member(ctx), profile: input }))),
  chooseManual: ownerProcedure
    .input(manualInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => chooseManual(tx, { ...member(ctx), ...input }))),
  /** Where the provider checks document and face. */
  startCheck: ownerProcedure.use(limited('check')).mutation(({ ctx }) =>
    startCheck(provider(ctx), {
      personId: ctx.viewer.personId,
      returnUrl: `${env().SITE_URL}/verify`,
      mostADay: env().IDENTITY_CHECKS_A_DAY,
    }),
  ),
  /** Asks the provider how the member's own check went. */
  followCheck: ownerProcedure.mutation(({ ctx }) => followMine(provider(ctx), ctx.viewer.personId)),
  /** A delivery of the provider's, word for word; anybody may send one, and only a signed one counts. */
  deliverCheck: publicProcedure
    .input(deliveryInput)
    .mutation(({ ctx, input }) => receiveDelivery(provider(ctx), input.body, input.signature)),
  /** What the page of the stand-in shows. */
  standInCheck: localProcedure.input(standInInput).query(({ input }) => lookAtVisit(input.sessionId)),
  /** Called by the upload route, which has counted the bytes while they came. */
  attachDocument: ownerProcedure
    .use(limited('upload'))
    .input(uploadInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => attachDocument(tx, { ...member(ctx), ...input }))),
  removeDocument: ownerProcedure
    .input(documentInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => removeDocument(tx, { ...member(ctx), ...input }))),
  submit: ownerProcedure.mutation(({ ctx }) => ctx.db.$transaction((tx) => submitCase(tx, member(ctx)))),
  withdraw: ownerProcedure.mutation(({ ctx }) => ctx.db.$transaction((tx) => withdrawCase(tx, member(ctx)))),
  appeal: ownerProcedure
    .input(appealInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => appealCase(tx, { ...member(ctx), ...input }))),
  /** Opens a document, and records it: a mutation, so that nothing fetches it ahead. */
  openDocument: ownerProcedure
    .input(documentInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => openDocument(tx, { ...input, viewer: ctx.viewer, now: ctx.now })),
    ),
  eraseMine: ownerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => eraseCase(tx, { ...input, ...eraserOfOwn(ctx) }))),

  operatorStatus: memberProcedure.query(({ ctx }) => operatorStatusOf(ctx.db, ctx.viewer.personId, ctx.now)),
  stakingKeys: memberProcedure.query(({ ctx }) => operatorProofsOf(ctx.db, ctx.viewer.personId)),
  operatorTasks: memberProcedure.query(() => listedTasks()),
  /** Of a wallet whose owner shows its profile. */
  walletStatus: publicProcedure
    .input(walletInput)
    .query(({ ctx, input }) => walletStatusOf(ctx.db, input.wallet, ctx.now)),
  proveStake: ownerProcedure
    .use(limited('check'))
    .input(stakeInput)
    .mutation(({ ctx, input }) => proveStake({ db: ctx.db, viewer: ctx.viewer, now: ctx.now }, input)),
  operatorChallenge: memberProcedure.input(challengeInput).mutation(({ ctx, input }) =>
    ctx.db.$transaction((tx) =>
      issueChallenge(tx, {
        ...member(ctx),
        wallet: input.wallet ?? ctx.viewer.wallets[0] ?? null,
        site: process.env.SITE_URL ?? '',
        network: process.env.FLOTILLA_NETWORK ?? 'local',
      }),
    ),
  ),
  proveOperator: ownerProcedure
    .input(operatorProofInput)
    .mutation(({ ctx, input }) => proveOperator({ db: ctx.db, ...member(ctx) }, input)),
  forgetStakingKey: ownerProcedure
    .input(proofInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => forgetOperatorKey(tx, { ...member(ctx), ...input }))),

  queue: reviewerProcedure.query(({ ctx }) => verificationQueue(ctx.db, ctx.viewer.personId, ctx.now)),
  staffCase: reviewerProcedure
    .input(caseInput)
    .query(({ ctx, input }) => staffCase(ctx.db, { ...input, viewer: ctx.viewer, now: ctx.now })),
  /** Opens a case's evidence for who is at work on it, and records it. */
  openEvidence: reviewerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => openEvidence(tx, { ...input, viewer: ctx.viewer, now: ctx.now })),
    ),
  /** Shows personal fields of a case, for a reason that is recorded. */
  reveal: reviewerProcedure
    .input(revealInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => revealFields(tx, { ...input, viewer: ctx.viewer, now: ctx.now })),
    ),
  /** Takes several at once; deciding is done one by one. */
  claimMany: reviewerProcedureWithoutKey(LEASE)
    .input(casesInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claimCases(tx, { ...input, ...staff(ctx) }))),
  /** Puts several of one's own back into the queue. */
  releaseMany: reviewerProcedureWithoutKey(LEASE)
    .input(casesInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => releaseCases(tx, { ...input, ...staff(ctx) }))),
  claim: reviewerProcedureWithoutKey(LEASE)
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claimCase(tx, { ...input, ...staff(ctx) }))),
  release: reviewerProcedureWithoutKey(LEASE)
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => releaseCase(tx, { ...input, ...staff(ctx) }))),
  requestChanges: reviewerProcedure
    .input(changesInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => requestChanges(tx, { ...input, ...staff(ctx) }))),
  propose: reviewerProcedure
    .input(proposalInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeDecision(tx, { ...input, ...staff(ctx) }))),
  confirm: checkerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmDecision(tx, { ...input, ...staff(ctx) }))),
  returnProposal: checkerProcedure
    .input(returnInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnDecision(tx, { ...input, ...staff(ctx) }))),
  /** A case's evidence as one file that can be checked without this site; called by the download route. */
  exportPack: checkerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => exportPack(ctx.db, { ...input, viewerId: ctx.viewer.personId, now: ctx.now })),
  /** Closes a person's cases to all staff but those named. */
  allowOnly: checkerProcedure
    .input(allowedInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => allowOnly(tx, { ...input, ...staff(ctx) }))),
  /** Closed cases of which an opening waits for a second person. */
  closed: checkerProcedure.query(({ ctx }) => closedVerifications(ctx.db, ctx.viewer)),
  proposeOpening: reviewerProcedure
    .input(openingInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeCaseOpening(tx, { ...input, ...staff(ctx) }))),
  confirmOpening: checkerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmCaseOpening(tx, { ...input, ...staff(ctx) }))),
  returnOpening: checkerProcedure
    .input(returnInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnCaseOpening(tx, { ...input, ...staff(ctx) }))),
  suspend: reviewerProcedure
    .input(reasonInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => suspendCase(tx, { ...input, ...staff(ctx) }))),
  proposeLift: reviewerProcedure
    .input(reasonInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeLift(tx, { ...input, ...staff(ctx) }))),
  confirmLift: checkerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmLift(tx, { ...input, ...staff(ctx) }))),
  returnLift: checkerProcedure
    .input(returnInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnLift(tx, { ...input, ...staff(ctx) }))),
  erase: checkerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => eraseCase(tx, { ...input, ...eraser(ctx) }))),
})
