import { env } from '@/server/env'
import {
  checkerProcedure,
  limited,
  memberProcedure,
  ownerProcedure,
  publicProcedure,
  reviewerProcedure,
  reviewerProcedureWithoutKey,
  router,
} from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { allowOnly, confirmOpeningOf, proposeOpeningOf, returnOpeningOf } from './actions/allowed'
import { appealCompany } from './actions/appeal'
import { addDocument, openDocument, removeDocument } from './actions/documents'
import { openEvidence, revealPeople } from './actions/evidence'
import { saveCompany, submitCompany, withdrawCompany } from './actions/form'
import { invitationOf } from './actions/invitation'
import { confirmLift, proposeLift, returnLift, suspendOffer } from './actions/listing'
import { acceptInvitation, claimParty, inviteParty } from './actions/parties'
import {
  claimCompanies,
  claimCompany,
  confirmOutcome,
  proposeOutcome,
  releaseCompanies,
  releaseCompany,
  requestChanges,
  returnOutcome,
} from './actions/review'
import { enterByMail } from './flows'
import { exportPack } from './flows/pack'
import { closedCompanies, companyQueue, staffCompany } from './queries/desk'
import { ownCompany } from './queries/own'
import * as shape from './schema'

const LEASE = 'Takes or leaves work for 30 minutes; nothing is shown and nothing decided.'

type Ctx = { viewer: Viewer; now: Date }
const owner = ({ viewer, now }: Ctx) => ({ personId: viewer.personId, now })
const staff = ({ viewer, now }: Ctx) => ({ actorId: viewer.personId, now })

/** The company behind a project: its form, its people, and what staff decide about it. */
export const companiesRouter = router({
  /** The company behind one's own application; null where its check never began. */
  own: memberProcedure
    .input(shape.projectInput)
    .query(({ ctx, input }) => ownCompany(ctx.db, { ...owner(ctx), ...input })),
  save: ownerProcedure
    .input(shape.saveInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => saveCompany(tx, { ...owner(ctx), ...input }))),
  /** Called by the upload route, which has counted the bytes while they came. */
  addDocument: ownerProcedure
    .use(limited('upload'))
    .input(shape.uploadInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => addDocument(tx, { ...owner(ctx), ...input }))),
  removeDocument: ownerProcedure
    .input(shape.documentInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => removeDocument(tx, { ...owner(ctx), ...input }))),
  openDocument: ownerProcedure
    .input(shape.documentInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => openDocument(tx, { ...ctx, ...input }))),
  submit: ownerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => submitCompany(tx, { ...owner(ctx), ...input }))),
  withdraw: ownerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => withdrawCompany(tx, { ...owner(ctx), ...input }))),
  /** Asks that others look at a rejection: once, within 30 days. */
  appeal: ownerProcedure
    .input(shape.appealInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => appealCompany(tx, { ...owner(ctx), ...input }))),
  /** Mails an invitation to one of its people; an earlier one counts no more. */
  invite: ownerProcedure
    .use(limited('link'))
    .input(shape.partyInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => inviteParty(tx, { ...owner(ctx), ...input, siteUrl: env().SITE_URL })),
    ),
  /** The owner is this person themselves. */
  isMe: ownerProcedure
    .input(shape.partyInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claimParty(tx, { ...owner(ctx), ...input }))),

  /** Which company an invitation comes from. A mutation, so that nothing fetches it ahead. */
  invitation: publicProcedure
    .use(limited('link'))
    .input(shape.invitationInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => invitationOf(tx, { ...input, now: ctx.now }))),
  /** Takes an invitation with the account that is signed in. */
  accept: memberProcedure
    .input(shape.invitationInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => acceptInvitation(tx, { ...owner(ctx), ...input }))),
  /** Takes an invitation with the address that it was mailed to. */
  acceptByMail: publicProcedure
    .use(limited('link'))
    .input(shape.invitationInput)
    .mutation(({ ctx, input }) => enterByMail(ctx.db, { ...input, at: new Date(), now: ctx.now })),

  queue: reviewerProcedure.query(({ ctx }) => companyQueue(ctx.db, ctx.viewer.personId, ctx.now)),
  staffCompany: reviewerProcedure
    .input(shape.caseInput)
    .query(({ ctx, input }) => staffCompany(ctx.db, { ...ctx, ...input })),
  openEvidence: reviewerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => openEvidence(tx, { ...ctx, ...input }))),
  reveal: reviewerProcedure
    .input(shape.revealInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => revealPeople(tx, { ...ctx, ...input }))),
  claim: reviewerProcedureWithoutKey(LEASE)
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claimCompany(tx, { ...staff(ctx), ...input }))),
  release: reviewerProcedureWithoutKey(LEASE)
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => releaseCompany(tx, { ...staff(ctx), ...input }))),
  /** Takes several at once; deciding is done one by one. */
  claimMany: reviewerProcedureWithoutKey(LEASE)
    .input(shape.companiesInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claimCompanies(tx, { ...staff(ctx), ...input }))),
  /** Puts several of one's own back into the queue. */
  releaseMany: reviewerProcedureWithoutKey(LEASE)
    .input(shape.companiesInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => releaseCompanies(tx, { ...staff(ctx), ...input }))),
  /** Closes a company to all staff but those named. */
  allowOnly: checkerProcedure
    .input(shape.allowedInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => allowOnly(tx, { ...staff(ctx), ...input }))),
  /** Closed companies of which an opening waits for a second person. */
  closed: checkerProcedure.query(({ ctx }) => closedCompanies(ctx.db, ctx.viewer)),
  proposeOpening: reviewerProcedure
    .input(shape.openingInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeOpeningOf(tx, { ...staff(ctx), ...input }))),
  confirmOpening: checkerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmOpeningOf(tx, { ...staff(ctx), ...input }))),
  returnOpening: checkerProcedure
    .input(shape.noteInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnOpeningOf(tx, { ...staff(ctx), ...input }))),
  requestChanges: reviewerProcedure
    .input(shape.noteInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => requestChanges(tx, { ...staff(ctx), ...input }))),
  propose: reviewerProcedure
    .input(shape.proposalInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => proposeOutcome(tx, { ...staff(ctx), ...input }))),
  confirm: checkerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmOutcome(tx, { ...staff(ctx), ...input }))),
  returnProposal: checkerProcedure
    .input(shape.noteInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnOutcome(tx, { ...staff(ctx), ...input }))),
  /** A company's evidence as one file that can be checked without this site; called by the download route. */
  exportPack: checkerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => exportPack(ctx.db, { ...input, viewerId: ctx.viewer.personId, now: ctx.now })),
  suspend: reviewerProcedure
    .input(shape.noteInput)
    .mutation(({ ctx, input: { companyId, note: reason } }) =>
      ctx.db.$transaction((tx) => suspendOffer(tx, { ...staff(ctx), companyId, reason })),
    ),
  proposeLift: reviewerProcedure
    .input(shape.noteInput)
    .mutation(({ ctx, input: { companyId, note: reason } }) =>
      ctx.db.$transaction((tx) => proposeLift(tx, { ...staff(ctx), companyId, reason })),
    ),
  confirmLift: checkerProcedure
    .input(shape.caseInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => confirmLift(tx, { ...staff(ctx), ...input }))),
  returnLift: checkerProcedure
    .input(shape.noteInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => returnLift(tx, { ...staff(ctx), ...input }))),
})
