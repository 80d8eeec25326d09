import { randomUUID } from 'node:crypto'
import type { BountyForm } from '@/domains/rounds/schema/bounty-form'

const common = {
  ...{ projectId: randomUUID(), title: 'A task', summary: 'A task.', task: 'Do it.', pool: '100', auditors: 3 },
  ...{ opensAt: new Date('2026-06-01T10:00:00Z'), workDays: 14, stepDays: 3 },
}

/** What an issuer writes for a task that tests judge, and for one that those who take part rank. */
export const AGENT = {
  ...{ ...common, template: 'agent' as const, required: 1, perTest: '2.5', bond: '0', leastPercent: 100 },
  tests: [{ name: 'one', input: '2 + 2', output: '4' }],
} satisfies BountyForm
export const EDITORIAL = { ...common, template: 'editorial' as const, shares: [50, 30, 20] } satisfies BountyForm
