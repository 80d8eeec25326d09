import { z } from 'zod'
import { address, amountText, answerText, id, summary, title } from '@/kit/shapes'

const cap = amountText.nullable()

/** What staff write to define a bonus round. Amounts are KOII as typed, null for no limit; times are UTC. */
export const newBonusRound = z.strictObject({
  title,
  pool: amountText,
  reward: z.enum(['pledge-match', 'quadratic', 'cluster-matching', 'equal']),
  /** The most that what one person committed to one project counts for, over all wallets. */
  countedPerPerson: cap,
  /** The most that all commitments to one project count for; pledge-match alone. */
  countedPerProject: cap,
  /** The most that one recipient is paid. */
  paidPerRecipient: cap,
  /** The most that the round pays in all. */
  paidInAll: cap,
  /** Projects with fewer different verified people behind them get nothing. */
  minimumBackers: z.int('Write a whole number.').min(0, 'Write 0 or more.').max(10_000),
  /** Ids of projects, or wallets of operators. */
  eligible: z
    .array(z.union([id, address]))
    .min(1, 'Choose at least one project.')
    .max(100_000),
  opensAt: z.date(),
  closesAt: z.date(),
  /** How long projects can object to what the round would pay, and to exclusions. */
  objectionDays: z.int('Write whole days.').min(1, 'Write at least 1 day.').max(60, 'Write at most 60 days.'),
})
export type NewBonusRound = z.infer<typeof newBonusRound>

/** Whether an eligible id names a project; else it is an operator's wallet. */
export const isProject = (eligible: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(eligible)

const recipient = z.string().min(1).max(80)

export const newExclusion = z.strictObject({ roundId: id, recipient, reason: summary })
export const newObjection = z.strictObject({ roundId: id, recipient: id, words: answerText })
export const answer = z.strictObject({ objectionId: id, upheld: z.boolean(), answer: answerText })
export const explainInput = z.strictObject({ roundId: id, recipient })

/** "If so many more people commit so much each". */
export const whatIf = z.strictObject({
  roundId: id,
  recipient: id,
  people: z.int('Write a whole number of people.').min(1, 'Write 1 or more.').max(10_000, 'At most 10,000 people.'),
  each: amountText,
})
