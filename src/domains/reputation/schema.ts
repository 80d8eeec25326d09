import { z } from 'zod'
import { address } from '@/kit/shapes'

/** What reputation is about. Each dimension has a score of its own; nothing adds them up. */
export const DIMENSIONS = ['delivery', 'rounds', 'stake'] as const
export type Dimension = (typeof DIMENSIONS)[number]

export const OUTCOMES = ['kept', 'broken'] as const
export type OutcomeName = (typeof OUTCOMES)[number]

/** What can happen, and what it says. A kind stands here once something writes it. */
export const EVENT_KINDS = {
  /** A payment of a raise was approved in time, for what the issuer's team showed. */
  'tranche.approved': { dimension: 'delivery', outcome: 'kept' },
  /** A payment of a raise was rejected, or its time ran out without an approval. */
  'tranche.missed': { dimension: 'delivery', outcome: 'broken' },
  /** A bonus round paid a project's wallet. */
  'round.paid': { dimension: 'rounds', outcome: 'kept' },
  /** Work that was handed in for a round was accepted, or refused, in the end. */
  'work.accepted': { dimension: 'rounds', outcome: 'kept' },
  'work.refused': { dimension: 'rounds', outcome: 'broken' },
  /** An auditor's own word was the final verdict, or it was not. */
  'audit.agreed': { dimension: 'rounds', outcome: 'kept' },
  'audit.differed': { dimension: 'rounds', outcome: 'broken' },
  /** A drawn auditor fixed a judgement and never showed it. */
  'audit.withheld': { dimension: 'rounds', outcome: 'broken' },
  /** A round took a bond. */
  'bond.slashed': { dimension: 'rounds', outcome: 'broken' },
  /** A day on which a check found the wallet's stake in a listed task. */
  'stake.kept': { dimension: 'stake', outcome: 'kept' },
  /** The check that no longer found it. */
  'stake.broken': { dimension: 'stake', outcome: 'broken' },
} as const satisfies Record<string, { dimension: Dimension; outcome: OutcomeName }>
export type EventKind = keyof typeof EVENT_KINDS
export const KIND_NAMES = Object.keys(EVENT_KINDS) as EventKind[]

/** One happening, as the room that saw it writes it down. `ref` names it, once for all. */
export type Happening = {
  /** The wallet that it is about, base58. */
  subject: string
  kind: EventKind
  ref: string
  /** How many outcomes it counts for, 1 to 1,000; 1 when left out. */
  weight?: number
  at: Date
}

/** An event as it is read and exported. */
export type ReputationEvent = Required<Happening> & { dimension: Dimension; outcome: OutcomeName }

export const walletInput = z.strictObject({ wallet: address })
export const listInput = z.strictObject({ after: address.optional() })

const instant = z.iso.datetime('Write instants as 2027-01-04T09:00:00.000Z.')
/** A score or a chance: billionths as a decimal string, 0 to 1,000,000,000. */
const share = z.string().regex(/^\d{1,10}$/)

const exportedEvent = z.strictObject({
  dimension: z.enum(DIMENSIONS),
  kind: z.string().max(60),
  ref: z.string().max(200),
  outcome: z.enum(OUTCOMES),
  weight: z.int().min(1).max(1_000),
  at: instant,
})

/** What the file of an operator's reputation holds: canonical JSON (RFC 8785), everything that its scores follow from. */
export const reputationFile = z.strictObject({
  format: z.literal('flotilla.reputation'),
  version: z.literal(1),
  wallet: address,
  /** The instant at which ages were counted. */
  at: instant,
  rule: z.strictObject({
    id: z.literal('wilson'),
    version: z.literal(1),
    z: z.tuple([z.literal(196), z.literal(100)]),
    halfLifeDays: z.literal(90),
  }),
  events: z.array(exportedEvent).max(1_000_000),
  scores: z.record(z.enum(DIMENSIONS), share),
})
export type ReputationFile = z.infer<typeof reputationFile>
