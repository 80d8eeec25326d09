import { z } from 'zod'
import { address, title } from '@/kit/shapes'
import { asWritten, baseUnitsText, byKey, instant, key } from './units'

/** A plug-in of the sheet: which rule, in which version, with which parameters. The parameters are read by the rule itself. */
const chosenRule = z.strictObject({
  id: key,
  version: z.int().min(1),
  parameters: z.record(z.string(), z.json()),
})
export type ChosenRule = z.infer<typeof chosenRule>

/**
 * The instants of a round, all absolute; every window is half-open: [opens, submissionsEnd) takes submissions, and so on. The seed of
 * the draw is the hash of a block of after `submissionsEnd`.
 */
export const ROUND_TIMES = [
  'opens',
  'submissionsEnd',
  'commitsEnd',
  'revealsEnd',
  'appealsEnd',
  'appealCommitsEnd',
  'appealRevealsEnd',
  'rootDue',
  'claimsEnd',
] as const
export type RoundTime = (typeof ROUND_TIMES)[number]
export type RoundTimes = Readonly<Record<RoundTime, string>>

const times = z
  .strictObject(Object.fromEntries(ROUND_TIMES.map((name) => [name, instant])) as Record<RoundTime, typeof instant>)
  .superRefine((given, context) => {
    for (const [index, name] of ROUND_TIMES.entries()) {
      const before = ROUND_TIMES[index - 1]
      if (before && given[name] <= given[before])
        context.addIssue({ code: 'custom', path: [name], message: `Must be later than ${before}.` })
    }
  })

const recipients = z
  .array(key)
  .min(1, 'Name at least one recipient.')
  .max(100_000)
  .refine((ids) => ids.every((id, index) => index === 0 || byKey(ids[index - 1]!, id) < 0), {
    message: 'List every id once, in ascending order.',
  })

/** The most of something, in base units of the asset; null for no limit. */
const cap = baseUnitsText.nullable()

/** The most of a share, in basis points: 10,000 is everything. */
const basisPoints = z.int().min(0).max(10_000)

/**
 * A rule sheet: everything that decides who is paid how much. Amounts are base units as decimal strings, times are absolute. Its
 * canonical JSON (RFC 8785) is what is hashed and written to the chain before the round opens.
 */
export const ruleSheet = z.strictObject({
  version: z.literal(2),
  kind: z.enum(['bonus', 'milestone', 'bounty']),
  title: asWritten(title),
  asset: z.strictObject({
    symbol: z.string().regex(/^[A-Za-z0-9]{1,12}$/, 'Write 1 to 12 letters or digits.'),
    decimals: z.int().min(0).max(18),
    mint: address.nullable(),
  }),
  /** What is paid at most, before what bonds add. */
  pool: baseUnitsText,
  /** Who may be paid: projects in a bonus round or milestone, people in a bounty. `open`: whoever submits. */
  eligible: z.union([recipients, z.literal('open')]),
  /** Projects with fewer different verified people behind them get nothing. 0 where nobody gives. */
  minimumBackers: z.int().min(0),
  reward: chosenRule,
  /** Null: nothing is submitted, and every eligible recipient takes part. */
  audit: chosenRule.nullable(),
  /**
   * How many auditors are drawn for a submission and for its appeal; `leastWeight` is what a newcomer weighs, of 10^9. `leastChance`: how
   * likely the work of people with the best record is judged, of 10^9; left out, all work is. `leastOperators`: from how many node
   * operators on these alone judge a work; left out, it makes no difference who is one.
   */
  panel: z.strictObject({
    first: z.int().min(0).max(100),
    appeal: z.int().min(0).max(100),
    leastWeight: z.int().min(1).max(1_000_000_000),
    leastChance: z.int().min(1).max(1_000_000_000).optional(),
    leastOperators: z.int().min(1).max(100_000).optional(),
  }),
  bonds: z.strictObject({
    submission: baseUnitsText,
    auditor: baseUnitsText,
    /** How much of a slashed bond the auditors who were right share; the rest goes to the pool. */
    toAuditors: basisPoints,
  }),
  caps: z.strictObject({
    /** The most that what one person gave to one project counts for, over all wallets. */
    countedPerPerson: cap,
    /** The most that one recipient (a project; in a bounty a person) is paid. */
    paidPerRecipient: cap,
    /** The most that the round pays to its recipients, what bonds added included. */
    paidInAll: cap,
  }),
  times,
})

/** A sheet as the rules see it. */
export type Sheet = z.infer<typeof ruleSheet>
/** A sheet as it is written. */
export type WrittenSheet = z.input<typeof ruleSheet>
