import { z } from 'zod'
import { documentKind } from '@/domains/compliance/schema'
import { stripe } from '@/domains/payments/flows'
import { address, id } from '@/kit/shapes'
import { env } from '@/server/env'
import * as trpc from '@/server/trpc'
import { decide } from './actions/decide'
import { addDocument, openDocument, removeDocument } from './actions/documents'
import { beginCompany, discardStaleEdit, saveSection, start } from './actions/draft'
import { claim, propose, saveSheet, unclaim } from './actions/review'
import { revise, withdraw } from './actions/withdraw'
import { chainFacts } from './flows/chain'
import { followApplicationFee, payFee } from './flows/fee'
import { fixMint, lookAtMint } from './flows/mint'
import { checkApplication, submitApplication } from './flows/submit'
import { applicationFor, applicationsOf, ownVersionChanges } from './queries/applications'
import { projectBySlug } from './queries/public'
import { recentDecisions, reviewCase, reviewQueue } from './queries/review'
import { sheetDocument, sheetsOf } from './queries/sheet'
import { editInput } from './schema/draft'
import { decisionInput, proposalInput, sheetInput } from './schema/review'

const { memberProcedure, ownerProcedure, publicProcedure, checkerProcedure } = trpc
const { reviewerProcedure, reviewerProcedureWithoutKey } = trpc
const LEASE = 'Takes or leaves work; nothing is shown and nothing decided.'
const one = z.strictObject({ applicationId: id })
const slug = z.strictObject({ slug: z.string().max(120) })
const upload = one.extend({ kind: documentKind, fileName: z.string().max(1_000), bytes: z.instanceof(Uint8Array) })
const feeDue = () => env().APPLICATION_FEE_CENTS > 0
const feeTerms = () => {
  const { APPLICATION_FEE_CENTS: cents, APPLICATION_FEE_REFUND_DAYS: refundDays, SITE_URL: siteUrl } = env()
  return { cents, refundDays, siteUrl }
}

export const projectsRouter = trpc.router({
  bySlug: publicProcedure.input(slug).query(({ ctx, input }) => projectBySlug(ctx.db, input.slug)),

  /** The versions of a project's information sheet, and one of them whole. */
  sheets: publicProcedure.input(slug).query(({ ctx, input }) => sheetsOf(ctx.db, input.slug)),
  sheet: publicProcedure
    .input(slug.extend({ number: z.int().min(1).max(100_000) }))
    .query(({ ctx, input }) => sheetDocument(ctx.db, input.slug, input.number)),

  mine: memberProcedure.query(({ ctx }) => applicationsOf(ctx.db, ctx.viewer.personId)),
  start: memberProcedure.mutation(({ ctx }) => ctx.db.$transaction((tx) => start(tx, ctx))),
  paymentAssets: memberProcedure.query(() => chainFacts.payments()),
  lookAtMint: memberProcedure
    .input(z.strictObject({ mint: address }))
    .query(({ input }) => lookAtMint(chainFacts, input.mint)),
  application: ownerProcedure
    .input(one)
    .query(({ ctx, input }) => applicationFor(ctx.db, input.applicationId, ctx.viewer.personId)),
  changes: ownerProcedure
    .input(one.extend({ version: z.int().min(1) }))
    .query(({ ctx, input }) => ownVersionChanges(ctx.db, input.applicationId, ctx.viewer.personId, input.version)),
  save: ownerProcedure
    .input(editInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => saveSection(tx, { ...ctx, ...input }))),
  beginCompany: ownerProcedure
    .input(one)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => beginCompany(tx, { ...ctx, ...input }))),
  discardEdit: ownerProcedure
    .input(one.extend({ staleEditId: id }))
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => discardStaleEdit(tx, { ...ctx, ...input }))),
  addDocument: ownerProcedure
    .use(trpc.limited('upload'))
    .input(upload)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => addDocument(tx, { ...ctx, ...input }))),
  /** Makes the ways to a document, for its owner and for staff at work on the application. */
  openDocument: ownerProcedure
    .input(z.strictObject({ documentId: id }))
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => openDocument(tx, { ...ctx, ...input }))),
  removeDocument: ownerProcedure
    .input(one.extend({ documentId: id }))
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => removeDocument(tx, { ...ctx, ...input }))),
  check: ownerProcedure
    .input(one)
    .query(({ ctx, input }) => checkApplication({ ...ctx, chain: chainFacts, fee: feeTerms() }, input.applicationId)),
  submit: ownerProcedure
    .input(one)
    .mutation(({ ctx, input }) =>
      submitApplication({ ...ctx, chain: chainFacts, feeDue: feeDue() }, input.applicationId),
    ),
  payFee: ownerProcedure
    .input(one)
    .mutation(({ ctx, input }) => payFee({ ...ctx, stripe: stripe() }, { ...input, ...feeTerms() })),
  followFee: ownerProcedure
    .input(one)
    .mutation(({ ctx, input }) => followApplicationFee({ ...ctx, stripe: stripe() }, input.applicationId)),
  withdraw: ownerProcedure
    .input(one)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => withdraw(tx, { ...ctx, ...input }))),
  revise: ownerProcedure
    .input(one)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => revise(tx, { ...ctx, ...input }))),
  chooseMint: ownerProcedure
    .input(z.strictObject({ projectId: id, mint: address }))
    .mutation(({ ctx, input }) => fixMint({ ...ctx, chain: chainFacts }, input)),

  queue: reviewerProcedure.query(({ ctx }) => reviewQueue(ctx.db, ctx.viewer, ctx.now)),
  recentDecisions: reviewerProcedure.query(({ ctx }) => recentDecisions(ctx.db)),
  reviewCase: reviewerProcedure
    .input(one)
    .query(({ ctx, input }) => reviewCase(ctx.db, input.applicationId, ctx.viewer, ctx.now)),
  claim: reviewerProcedureWithoutKey(LEASE)
    .input(one)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => claim(tx, { ...ctx, ...input }))),
  unclaim: reviewerProcedureWithoutKey(LEASE)
    .input(one)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => unclaim(tx, { ...ctx, ...input }))),
  saveSheet: reviewerProcedureWithoutKey('A working paper, saved while it is written; it counts once proposed.')
    .input(sheetInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => saveSheet(tx, { ...ctx, ...input }))),
  propose: reviewerProcedure
    .input(proposalInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => propose(tx, { ...ctx, ...input }))),
  decide: checkerProcedure
    .input(decisionInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => decide(tx, { ...ctx, ...input }))),
})
