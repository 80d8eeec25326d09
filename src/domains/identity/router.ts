import type { Context } from '@/server/context'
import { isLocal } from '@/server/local'
import {
  adminProcedure,
  limited,
  memberProcedure,
  ownerProcedure,
  publicProcedure,
  router,
  staffProcedure,
} from '@/server/trpc'
import type { Viewer } from '@/server/viewer'
import { readNotice } from './actions/notices'
import * as keys from './actions/passkeys'
import * as people from './actions/people'
import * as permits from './actions/permits'
import * as roles from './actions/roles'
import * as factor from './actions/second-factor'
import * as sessions from './actions/sessions'
import * as staff from './actions/staff'
import * as ties from './actions/ties'
import * as wallets from './actions/wallets'
import * as flows from './flows'
import * as queries from './queries'
import { noticesOf, unreadNotices } from './queries/notices'
import { keysOf } from './queries/passkeys'
import { openPermits } from './queries/permits'
import { reachOfStaff } from './queries/reach'
import { tiesNow } from './queries/ties'
import * as shape from './schema'

// Sessions, nonces and codes follow the machine's clock, so `at: new Date()`; acts are dated by the business clock.

/** Whoever shows a key, when, and the browser that keeps the staff's cookie afterwards. */
const shownBy = (ctx: Context & { viewer: Viewer }) => ({
  ...{ viewer: ctx.viewer, at: new Date(), now: ctx.now, browser: ctx },
})

/** Who is here, how they get in, what they may do. */
export const identityRouter = router({
  me: publicProcedure.query(async ({ ctx: { db, viewer } }) => ({
    ...{ viewer, local: isLocal(), network: flows.thisNetwork() },
    notices: viewer ? await unreadNotices(db, viewer.personId) : 0,
  })),
  notices: memberProcedure.query(({ ctx: { db, viewer } }) => noticesOf(db, viewer.personId)),
  readNotice: ownerProcedure
    .input(shape.noticeChoice)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => readNotice(tx, { ...input, personId: viewer.personId, now })),
    ),

  prepareSignIn: publicProcedure
    .use(limited('signIn'))
    .input(shape.walletAddress)
    .mutation(({ ctx: { db }, input }) =>
      flows.prepareSignIn(db, { ...input, purpose: 'sign_in', personId: null, at: new Date() }),
    ),
  requestLink: publicProcedure
    .use(limited('link'))
    .input(shape.linkRequest)
    .mutation(({ ctx: { db, now }, input }) => flows.requestLink(db, { ...input, at: new Date(), now })),

  prepareLink: memberProcedure
    .use(limited('signIn'))
    .input(shape.walletAddress)
    .mutation(({ ctx: { db, viewer }, input }) =>
      flows.prepareSignIn(db, { ...input, purpose: 'link', personId: viewer.personId, at: new Date() }),
    ),
  linkWallet: memberProcedure
    .use(limited('signIn'))
    .input(shape.walletAnswer)
    .mutation(({ ctx: { db, viewer, now }, input }) => {
      const link = { personId: viewer.personId, answer: input, site: flows.thisSite(), at: new Date(), now }
      return db.$transaction((tx) => wallets.linkWallet(tx, link))
    }),
  unlinkWallet: ownerProcedure
    .input(shape.walletAddress)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => wallets.unlinkWallet(tx, { ...input, personId: viewer.personId, now })),
    ),

  account: memberProcedure.query(({ ctx: { db, viewer } }) => queries.accountOf(db, viewer, new Date())),
  rename: memberProcedure
    .input(shape.profile)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => people.rename(tx, { ...input, personId: viewer.personId, now })),
    ),
  endSession: ownerProcedure
    .input(shape.sessionChoice)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => sessions.endSession(tx, { ...input, personId: viewer.personId, now })),
    ),
  endOtherSessions: memberProcedure.mutation(({ ctx: { db, viewer, now } }) =>
    db.$transaction((tx) => sessions.endOtherSessions(tx, { ...viewer, now })),
  ),

  /** A browser asks with these before it makes, shows or signs in with a passkey. */
  keys: memberProcedure.query(({ ctx: { db, viewer } }) => keysOf(db, viewer.personId, new Date())),
  beginPasskey: memberProcedure.mutation(({ ctx: { db, viewer } }) => {
    const asked = { viewer, site: flows.relyingParty(), at: new Date() }
    return db.$transaction((tx) => keys.beginPasskey(tx, asked))
  }),
  addPasskey: memberProcedure
    .input(shape.keyAdded)
    .mutation(({ ctx, input }) => flows.addPasskey(ctx.db, { ...input, ...shownBy(ctx) })),
  removePasskey: ownerProcedure
    .input(shape.keyChoice)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => keys.removePasskey(tx, { ...input, viewer, now })),
    ),
  askForKey: memberProcedure
    .use(limited('code'))
    .input(shape.keyAsked)
    .mutation(({ ctx: { db, viewer }, input }) => {
      const asked = { ...input, viewer, site: flows.relyingParty(), at: new Date() }
      return db.$transaction((tx) => keys.beginShowing(tx, asked))
    }),
  showKey: memberProcedure
    .use(limited('code'))
    .input(shape.keyShown)
    .mutation(({ ctx, input }) => flows.showPasskey(ctx.db, { ...input, ...shownBy(ctx) })),
  askForKeySignIn: publicProcedure.use(limited('signIn')).mutation(({ ctx: { db } }) => {
    const asked = { site: flows.relyingParty(), at: new Date() }
    return db.$transaction((tx) => keys.beginKeySignIn(tx, asked))
  }),

  beginEnrolment: memberProcedure.mutation(({ ctx: { db, viewer } }) =>
    db.$transaction((tx) => factor.beginEnrolment(tx, viewer, new Date())),
  ),
  enterCode: memberProcedure
    .use(limited('code'))
    .input(shape.oneTimeCode)
    .mutation(({ ctx, input }) => flows.enterCode(ctx.db, { ...input, ...shownBy(ctx) })),

  people: adminProcedure.input(shape.peopleFilter).query(({ ctx: { db }, input }) => queries.listPeople(db, input)),
  roleChanges: staffProcedure.query(({ ctx: { db, viewer } }) => queries.openRoleChanges(db, viewer)),
  invite: adminProcedure
    .input(shape.invitation)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => staff.invite(tx, { ...input, actorId: viewer.personId, now })),
    ),
  setEmail: adminProcedure
    .input(shape.emailChange)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => staff.setEmail(tx, { ...input, actorId: viewer.personId, now })),
    ),
  endSessionsOf: adminProcedure
    .input(shape.personChoice)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => sessions.endSessionsOf(tx, { ...input, actorId: viewer.personId, now })),
    ),
  proposeRole: adminProcedure
    .input(shape.roleProposal)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => roles.proposeRole(tx, { ...input, proposedBy: viewer.personId, now })),
    ),
  decideRole: staffProcedure
    .input(shape.roleDecision)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => roles.decideRole(tx, { ...input, viewer, now })),
    ),
  /** Who of the staff would hear nothing of what goes wrong. */
  reach: staffProcedure.query(({ ctx }) => reachOfStaff(ctx.db)),
  keyPermits: staffProcedure.query(({ ctx: { db, viewer, now } }) => openPermits(db, viewer, now)),
  proposeKeyPermit: adminProcedure
    .input(shape.permitProposal)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => permits.proposePermit(tx, { ...input, actorId: viewer.personId, now })),
    ),
  decideKeyPermit: staffProcedure
    .input(shape.permitDecision)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => permits.decidePermit(tx, { ...input, viewer, now })),
    ),
  /** Who owns 20 % of this platform or sits in its bodies, and what of that waits for a second person. */
  ties: staffProcedure.query(({ ctx: { db, viewer, now } }) => tiesNow(db, viewer, now)),
  proposeTie: adminProcedure
    .input(shape.tieProposal)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => ties.proposeTie(tx, { ...input, actorId: viewer.personId, now })),
    ),
  decideTie: staffProcedure
    .input(shape.tieDecision)
    .mutation(({ ctx: { db, viewer, now }, input }) =>
      db.$transaction((tx) => ties.decideTie(tx, { ...input, viewer, now })),
    ),
  audit: adminProcedure.input(shape.auditFilter).query(({ ctx: { db }, input }) => queries.auditPage(db, input)),
})
