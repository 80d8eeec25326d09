import { limited, memberProcedure, ownerProcedure, publicProcedure, reviewerProcedure, router } from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { moderatePost, reportPost } from './actions/moderate'
import { deletePost } from './actions/remove'
import { correctUpdate, publishUpdate } from './actions/update'
import { writePost } from './actions/write'
import { desk, staffPost } from './queries/desk'
import { ownPosts, standing } from './queries/own'
import { discussionOf, summaryOf } from './queries/public'
import * as shape from './schema'

const author = ({ viewer, now }: { viewer: Viewer; now: Date }) => ({ personId: viewer.personId, now })

/** What is said about projects in public: anybody reads it, verified members and teams write, staff moderate. */
export const discussionRouter = router({
  ofProject: publicProcedure.input(shape.pageInput).query(({ ctx, input }) => discussionOf(ctx.db, input)),
  summary: publicProcedure.input(shape.projectInput).query(({ ctx, input }) => summaryOf(ctx.db, input.slug)),

  mine: memberProcedure.query(({ ctx }) => ownPosts(ctx.db, ctx.viewer.personId)),
  /** As whom one may write about a project, beside the post that it is about. */
  standing: memberProcedure
    .input(shape.standingInput)
    .query(({ ctx, input }) => standing(ctx.db, { ...input, ...author(ctx) })),
  write: memberProcedure
    .input(shape.writeInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => writePost(tx, { input, ...author(ctx) }))),
  report: memberProcedure
    .use(limited('report'))
    .input(shape.reportInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => reportPost(tx, { ...input, ...author(ctx) }))),
  remove: ownerProcedure
    .input(shape.ownPostInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => deletePost(tx, { ...input, ...author(ctx) }))),
  publishUpdate: ownerProcedure
    .input(shape.updateInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => publishUpdate(tx, { input, ...author(ctx) }))),
  correctUpdate: ownerProcedure
    .input(shape.correctInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => correctUpdate(tx, { input, ...author(ctx) }))),

  desk: reviewerProcedure.query(({ ctx }) => desk(ctx.db, ctx.viewer.personId)),
  staffPost: reviewerProcedure
    .input(shape.postInput)
    .query(({ ctx, input }) => staffPost(ctx.db, { ...input, viewerId: ctx.viewer.personId })),
  moderate: reviewerProcedure
    .input(shape.moderateInput)
    .mutation(({ ctx, input }) =>
      ctx.db.$transaction((tx) => moderatePost(tx, { input, actorId: ctx.viewer.personId, now: ctx.now })),
    ),
})
