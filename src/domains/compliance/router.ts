import { checkerProcedure, limited, memberProcedure, ownerProcedure, reviewerProcedure, router } from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { attachDocument, removeDocument, saveProfile, startCase, submitCase, withdrawCase } from './actions/cases'
import { openDocument } from './actions/documents'
import { eraseCase } from './actions/erasure'
import { openEvidence } from './actions/open-evidence'
import { forgetOperatorKey, issueChallenge } from './actions/operators'
import {
  claimCase,
  confirmDecision,
  proposeDecision,
  releaseCase,
  requestChanges,
  returnDecision,
} from './actions/review'
import { listedTasks, proveOperator } from './flows'
import { clearanceOf, operatorProofsOf, operatorStatusOf } from './queries'
import { staffCase, verificationOf, verificationQueue } from './queries/cases'
import { readerOf } from './rules/document'
import {
  caseInput,
  changesInput,
  documentInput,
  operatorProofInput,
  profile,
  proofInput,
  proposalInput,
  returnInput,
  uploadInput,
} from './schema'

type Ctx = { viewer: Viewer; now: Date }
const member = ({ viewer, now }: Ctx) => ({ personId: viewer.personId, now })
const staff = ({ viewer, now }: Ctx) => ({ actorId: viewer.personId, now })
const eraser = ({ viewer, now }: Ctx) => ({ viewer: readerOf(viewer), now })

/** Verification, documents and operator status. */
export const complianceRouter = router({
  /** The member's own verification. */
  mine: memberProcedure.query(({ ctx }) => verificationOf(ctx.db, ctx.viewer.personId, ctx.now)),
  /** The member's right to invest at this moment. */
  clearance: memberProcedure.query(({ ctx }) => clearanceOf(ctx.db, ctx.viewer.personId, ctx.now)),
  start: memberProcedure.mutation(({ ctx }) => ctx.db.$transaction((tx) => startCase(tx, member(ctx)))),
  saveProfile: ownerProcedure
    .input(profile)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => saveProfile(tx, { ...member(ctx), profile: input }))),
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
  /** Opens a document, and records it: a mutation, so that nothing fetches it ahead. */
  openDocument: ownerProcedure
    .input(documentInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => openDocument(tx, { ...input, viewer: ctx.viewer, now: ctx.now })),
    ),
  eraseMine: ownerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => eraseCase(tx, { ...input, ...eraser(ctx) }))),

  operatorStatus: memberProcedure.query(({ ctx }) => operatorStatusOf(ctx.db, ctx.viewer.personId, ctx.now)),
  stakingKeys: memberProcedure.query(({ ctx }) => operatorProofsOf(ctx.db, ctx.viewer.personId)),
  operatorTasks: memberProcedure.query(() => listedTasks()),
  operatorChallenge: memberProcedure.mutation(({ ctx }) =>
    ctx.db.$transaction((tx) =>
      issueChallenge(tx, {
        ...member(ctx),
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
  claim: reviewerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claimCase(tx, { ...input, ...staff(ctx) }))),
  release: reviewerProcedure
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
  erase: checkerProcedure
    .input(caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => eraseCase(tx, { ...input, ...eraser(ctx) }))),
})
