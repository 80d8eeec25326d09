import { z } from 'zod'
import { amountText, id, title } from '@/kit/shapes'

/** What staff write to define a bonus round. Amounts are KOII as typed; times are UTC. */
export const roundInput = z.strictObject({
  title,
  pool: amountText,
  /** The most that one person's pledges to one project count for. */
  personCap: amountText,
  /** The most that all pledges to one project count for. */
  projectCap: amountText,
  /** The most that one project is paid; empty for no limit. */
  payoutCap: amountText.nullable(),
  /** Projects that take part. */
  projectIds: z.array(id).min(1, 'Choose at least one project.').max(200),
  startsAt: z.date(),
  endsAt: z.date(),
})
export type RoundInput = z.infer<typeof roundInput>

/** The rule sheet as it is hashed and published: base units as decimal strings, times in ISO form. */
export type RuleSheet = {
  kind: 'bonus'
  version: 1
  title: string
  asset: 'KOII'
  pool: string
  rule: { id: 'pledge-match'; version: 1; personCap: string; projectCap: string; payoutCap: string | null }
  projectIds: readonly string[]
  startsAt: string
  endsAt: string
}

/** What one person's accepted pledges to one project add up to, over all of the person's wallets, in base units. */
export type Pledge = { projectId: string; personId: string; accepted: bigint }

const base = z.string().regex(/^\d+$/)
const storedSheet = z.object({
  kind: z.literal('bonus'),
  version: z.literal(1),
  title: z.string(),
  asset: z.literal('KOII'),
  pool: base,
  rule: z.object({
    id: z.literal('pledge-match'),
    version: z.literal(1),
    personCap: base,
    projectCap: base,
    payoutCap: base.nullable(),
  }),
  projectIds: z.array(z.string()),
  startsAt: z.string(),
  endsAt: z.string(),
})

/** Reads a stored rule sheet. */
export const readSheet = (text: string): RuleSheet => storedSheet.parse(JSON.parse(text))

const amount = base.transform(BigInt)
const storedAllocation = z.object({
  slot: amount,
  sheet: z.string(),
  /** How it is paid. Allocations of before this was said are paid through a list. */
  way: z.enum(['direct', 'list']).default('list'),
  projects: z.array(
    z.object({
      projectId: z.string(),
      /** The issuer's wallet of the project's succeeded raise; null when it has none. */
      recipient: z.string().nullable(),
      people: z.number(),
      pledged: amount,
      peopleCapped: z.number(),
      counted: amount,
      weight: amount,
      proportional: amount,
      payoutCapped: z.boolean(),
      units: amount,
    }),
  ),
})

/** An allocation: what was computed at which finalized slot, from which sheet, project by project. */
export type Allocation = {
  slot: bigint
  sheetDigest: string
  way: 'direct' | 'list'
  projects: z.infer<typeof storedAllocation>['projects']
}

/** Reads a stored allocation. */
export function readAllocation(text: string): Allocation {
  const { sheet, ...rest } = storedAllocation.parse(JSON.parse(text))
  return { sheetDigest: sheet, ...rest }
}
