import { env } from '@/server/env'
import { limited, memberProcedure, ownerProcedure, publicProcedure, reviewerProcedure, router } from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { addByKey, addToOwn, fileComplaint } from './actions/file'
import { handleComplaint, nameConcerned, readComplaint } from './actions/handle'
import { register, staffComplaint } from './queries/desk'
import { complaintByKey, ownComplaints } from './queries/own'
import { complaintTimes } from './queries/times'
import * as shape from './schema'

const staff = ({ viewer, now }: { viewer: Viewer; now: Date }) => ({ actorId: viewer.personId, now })

/** Complaints: anybody files one, signed in or not; staff whom it is not about answer it. */
export const complaintsRouter = router({
  /** How long one may wait, and who is asked about one beside this site. */
  terms: publicProcedure.query(async ({ ctx }) => ({
    ...(await complaintTimes(ctx.db, ctx.now)),
    contact: env().COMPLAINTS_CONTACT,
  })),
  file: publicProcedure
    .use(limited('complain'))
    .input(shape.complaintInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => fileComplaint(tx, { input, personId: ctx.viewer?.personId ?? null, now: ctx.now })),
    ),
  /** What came of a complaint, for whoever has its key. A mutation, so that the key stands in no address. */
  look: publicProcedure
    .use(limited('complaint'))
    .input(shape.keyInput)
    .mutation(({ ctx, input }) => complaintByKey(ctx.db, input.key)),
  replyByKey: publicProcedure
    .use(limited('complaint'))
    .input(shape.replyByKeyInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => addByKey(tx, { ...input, now: ctx.now }))),
  mine: memberProcedure.query(({ ctx }) => ownComplaints(ctx.db, ctx.viewer.personId)),
  reply: ownerProcedure
    .input(shape.replyInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => addToOwn(tx, { ...input, personId: ctx.viewer.personId, now: ctx.now })),
    ),

  register: reviewerProcedure.query(({ ctx }) => register(ctx.db, ctx.viewer.personId)),
  staffComplaint: reviewerProcedure
    .input(shape.oneInput)
    .query(({ ctx, input }) => staffComplaint(ctx.db, { ...input, viewerId: ctx.viewer.personId })),
  read: reviewerProcedure
    .input(shape.oneInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => readComplaint(tx, { ...input, ...staff(ctx) }))),
  handle: reviewerProcedure.input(shape.handleInput).mutation(({ ctx, input }) => {
    const { SITE_URL: site, COMPLAINTS_CONTACT: contact } = env()
    return ctx.db.$transaction((tx) => handleComplaint(tx, { input, ...staff(ctx), site, contact }))
  }),
  nameConcerned: reviewerProcedure
    .input(shape.concernInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => nameConcerned(tx, { ...input, ...staff(ctx) }))),
})
