import { memberProcedure, ownerProcedure, publicProcedure, router } from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { hideProfile, showProfile } from './actions'
import { exportOf, profileOf, profilesOf, shownProfiles } from './queries'
import { listInput, walletInput } from './schema'

const member = ({ viewer, now }: { viewer: Viewer; now: Date }) => ({ personId: viewer.personId, now })

/** Reputation of wallets whose owners show it. */
export const reputationRouter = router({
  list: publicProcedure.input(listInput).query(({ ctx, input }) => shownProfiles(ctx.db, input.after, ctx.now)),
  profile: publicProcedure.input(walletInput).query(({ ctx, input }) => profileOf(ctx.db, input.wallet, ctx.now)),
  export: publicProcedure.input(walletInput).query(({ ctx, input }) => exportOf(ctx.db, input.wallet, ctx.now)),
  /** The profiles that the member shows. */
  mine: memberProcedure.query(({ ctx }) => profilesOf(ctx.db, ctx.viewer.personId)),
  show: ownerProcedure
    .input(walletInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => showProfile(tx, { ...input, ...member(ctx) }))),
  hide: ownerProcedure
    .input(walletInput)
    .mutation(({ ctx, input }) => ctx.db.$transaction((tx) => hideProfile(tx, { ...input, ...member(ctx) }))),
})
