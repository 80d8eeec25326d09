import { z } from 'zod'

/** The rule sheet of a round of the first form, as it was hashed and published: base units as decimal strings, times in ISO form. */
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
