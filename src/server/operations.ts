import { PublicKey } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { isUnreachable } from '@/chain/failure'
import { refusals } from '@/kit/refusal'
import { auditOf } from './audit'
import { database } from './db'
import { env } from './env'
import { checkHealth } from './health'
import { programFacts } from './program'
import { adminProcedure, publicProcedure, router, staffProcedure } from './trpc'

type Job = { id: string; task: string; attempts: number; runAt: Date; lastError: string | null }

/** Jobs that wait or failed, oldest first. Payloads are not shown: they hold ids only, but nobody needs them here. */
async function waitingJobs(): Promise<Job[]> {
  const { rows } = await database().pool.query<Job>(
    `select id::text, task_identifier as task, attempts, run_at as "runAt", left(last_error, 200) as "lastError"
     from graphile_worker.jobs order by run_at limit 200`,
  )
  return rows
}

const refuse = refusals('server', {
  chainAway: {
    kind: 'unavailable',
    message: () =>
      'The chain does not answer, so that balances cannot be shown. Nothing is paid or lost meanwhile; try again in a minute.',
  },
})

/** What the operator's own wallets hold, from the chain: lamports of KOII. Refuses while the chain does not answer. */
async function operatorBalances() {
  const { TREASURY, FEE_WALLET, CRANK } = env()
  const wallets = [
    ['Treasury of bonus rounds', TREASURY],
    ['Fee wallet', FEE_WALLET],
    ['Pays network fees for everybody', CRANK],
  ] as const
  return Promise.all(
    wallets.flatMap(([purpose, address]) =>
      address
        ? [
            connection()
              .getBalance(new PublicKey(address), 'finalized')
              .then((lamports) => ({ purpose, address, units: BigInt(lamports) })),
          ]
        : [],
    ),
  )
}

/** The state of the installation itself. `health` is public: it holds nothing but what works. */
export const operationsRouter = router({
  health: publicProcedure.query(() => checkHealth()),
  program: publicProcedure.query(() => programFacts()),
  jobs: staffProcedure.query(() => waitingJobs()),
  /** How the last look at the whole log ended, and its head. */
  audit: adminProcedure.query(({ ctx }) => auditOf(ctx.db)),
  balances: adminProcedure.query(() =>
    operatorBalances().catch((error: unknown) => {
      throw isUnreachable(error) ? refuse.chainAway() : error
    }),
  ),
})
