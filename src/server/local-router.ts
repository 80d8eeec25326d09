import bs58 from 'bs58'
import { z } from 'zod'
import { connection } from '@/chain/connection'
import { localCall } from '@/chain/local'
import { findDemoPerson, recordTimeMove } from '@/domains/identity/actions/demo'
import { demoPeople, demoSeedOf, latestMails } from '@/domains/identity/queries'
import { keepInventedLists } from '@/domains/screening/jobs/lists'
import { id } from '@/kit/shapes'
import { now, refreshClock } from './clock'
import { localProcedure, router } from './trpc'

const DAY_SECONDS = 86_400

/** What exists on the local network only: people to try, the mailbox, a clock that can be moved. Elsewhere 404. */
export const localRouter = router({
  people: localProcedure.query(({ ctx: { db } }) => demoPeople(db)),

  /** Readies a one-click sign-in: the seed of the person's demo wallet, for the browser to sign with. next-auth starts the session. */
  signInAs: localProcedure.input(z.strictObject({ personId: id })).mutation(async ({ ctx: { db }, input }) => {
    await db.$transaction((tx) => findDemoPerson(tx, input.personId))
    const seed = await demoSeedOf(db, input.personId)
    return { walletSeed: seed ? bs58.encode(seed) : null }
  }),

  mails: localProcedure.query(({ ctx: { db } }) => latestMails(db)),

  time: localProcedure.query(() => ({ now: now() })),

  /** Moves the chain's clock forward; the site's follows. At most four years at once. */
  moveTime: localProcedure
    .input(
      z.strictObject({
        seconds: z
          .int()
          .min(1)
          .max(4 * 365 * DAY_SECONDS),
      }),
    )
    .mutation(async ({ ctx: { db, viewer }, input: { seconds } }) => {
      await localCall(connection().rpcEndpoint, 'flotilla_timeTravel', [{ seconds }])
      await refreshClock()
      // Lists that are days old would stop everybody until the worker has looked at them again.
      await keepInventedLists(db, now())
      const actorId = viewer?.personId ?? null
      await db.$transaction((tx) => recordTimeMove(tx, { seconds, actorId, now: now() }))
      return { now: now() }
    }),

  /** Gives a demo wallet 1,000 coins of the local chain, so that a fresh one can pay for something. */
  fund: localProcedure
    .input(z.strictObject({ address: z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/) }))
    .mutation(async ({ input: { address } }) => {
      await localCall(connection().rpcEndpoint, 'flotilla_fund', [{ address, lamports: '1000000000000' }])
      return { units: 1_000_000_000_000n }
    }),
})
