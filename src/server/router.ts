import { companiesRouter } from '@/domains/companies/router'
import { complaintsRouter } from '@/domains/complaints/router'
import { complianceRouter } from '@/domains/compliance/router'
import { protectionRouter } from '@/domains/compliance/router/protection'
import { discussionRouter } from '@/domains/discussion/router'
import { identityRouter } from '@/domains/identity/router'
import { paymentsRouter } from '@/domains/payments/router'
import { projectsRouter } from '@/domains/projects/router'
import { raisesRouter } from '@/domains/raises/router'
import { reputationRouter } from '@/domains/reputation/router'
import { roundsRouter } from '@/domains/rounds/router'
import { bonusRouter } from '@/domains/rounds/router/bonus'
import { bountiesRouter } from '@/domains/rounds/router/bounties'
import { consensusRouter } from '@/domains/rounds/router/consensus'
import { milestonesRouter } from '@/domains/rounds/router/milestones'
import { screeningRouter } from '@/domains/screening/router'
import { vaultRouter } from '@/domains/vault/router'
import { erasureRouter } from './erasure-router'
import { localRouter } from './local-router'
import { operationsRouter } from './operations'
import { createCallerFactory, router } from './trpc'

/** Every room's procedures under the room's name. */
export const appRouter = router({
  bonus: bonusRouter,
  bounties: bountiesRouter,
  companies: companiesRouter,
  complaints: complaintsRouter,
  compliance: complianceRouter,
  consensus: consensusRouter,
  discussion: discussionRouter,
  payments: paymentsRouter,
  protection: protectionRouter,
  projects: projectsRouter,
  reputation: reputationRouter,
  rounds: roundsRouter,
  screening: screeningRouter,
  operations: operationsRouter,
  raises: raisesRouter,
  milestones: milestonesRouter,
  identity: identityRouter,
  erasure: erasureRouter,
  vault: vaultRouter,
  local: localRouter,
})

export type AppRouter = typeof appRouter
export const createCaller = createCallerFactory(appRouter)
