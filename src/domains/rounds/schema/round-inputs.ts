import { z } from 'zod'
import { address, httpsUrl, summary } from '@/kit/shapes'
import { asWritten, baseUnitsText, hex32, instant, key, slotText, workUnitsText } from './units'

/** Why an auditor judged as they did. `none` for work that is accepted. */
export const REASONS = [
  'none',
  'incomplete',
  'not-as-described',
  'wrong-result',
  'no-evidence',
  'outside-the-budget',
  'copied',
  'forged',
] as const

/** What an auditor says about a submission. Work units count where it is accepted, and only up to what was claimed. */
const judgement = z
  .strictObject({
    kind: z.literal('judgement'),
    outcome: z.enum(['accept', 'refuse', 'fraud']),
    reason: z.enum(REASONS),
    units: workUnitsText,
  })
  .refine(({ outcome, reason }) => (outcome === 'accept') === (reason === 'none'), {
    path: ['reason'],
    message: 'Give a reason for everything but an acceptance, and none for that.',
  })

/** What came out of the sheet's test cases on an auditor's machine: SHA-256 of each output. */
const checks = z.strictObject({
  kind: z.literal('checks'),
  outputs: z.array(z.strictObject({ test: key, output: hex32 })).max(1_000),
})

/** All other submissions from best to worst. */
const ranking = z.strictObject({ kind: z.literal('ranking'), order: z.array(key).max(1_000) })

export const revealContent = z.discriminatedUnion('kind', [judgement, checks, ranking])
export type RevealContent = z.infer<typeof revealContent>
export type Judgement = z.infer<typeof judgement>

/** A submission: who asks for what, with hashes of the evidence. `id` is its name in everything that follows. */
export const submission = z.strictObject({
  id: key,
  recipient: key,
  /** The person who signed it. */
  person: key,
  wallet: address,
  evidence: z.array(z.strictObject({ hash: hex32, link: httpsUrl })).max(50),
  claimed: workUnitsText,
  /** The bond that lies on the chain for it. */
  bond: baseUnitsText,
  at: instant,
})
export type Submission = z.infer<typeof submission>

const STAGES = ['first', 'appeal'] as const
export type Stage = (typeof STAGES)[number]

/** SHA-256 of a reveal's canonical JSON and its salt (`commitOf`). `submission` is null where all are judged at once. */
const commit = z.strictObject({
  auditor: key,
  submission: key.nullable(),
  stage: z.enum(STAGES),
  commit: hex32,
  at: instant,
})
export type Commit = z.infer<typeof commit>

const reveal = z.strictObject({
  auditor: key,
  submission: key.nullable(),
  stage: z.enum(STAGES),
  content: revealContent,
  salt: hex32,
  at: instant,
})
export type Reveal = z.infer<typeof reveal>

/** Everything that happened in the audit, as it was signed, late and unanswered things included. */
export const auditRecord = z.strictObject({
  /** SHA-256 of the seed block; null when no auditor is drawn. */
  seed: hex32.nullable(),
  commits: z.array(commit),
  reveals: z.array(reveal),
  appeals: z.array(z.strictObject({ submission: key, at: instant })),
})
export type AuditRecord = z.infer<typeof auditRecord>

/** A position in a raise. It counts when its raise succeeded and a verified person holds it, in the sheet's asset. */
const position = z.strictObject({
  /** The verified person's name in this round; null for a wallet that nobody verified. */
  person: key.nullable(),
  wallet: address,
  project: key,
  mint: address.nullable(),
  raise: z.enum(['open', 'succeeded', 'failed', 'unwound']),
  /** Whether its owner could still take it back at the slot. */
  withdrawable: z.boolean(),
  accepted: baseUnitsText,
})
export type Position = z.infer<typeof position>

/** Whether somebody was a node operator when submissions ended, where the sheet asks: read from K2's task accounts. */
const operator = z.boolean().optional()

/** What the chain shows at one finalized slot, and what two people signed. */
export const chainFacts = z.strictObject({
  slot: slotText,
  positions: z.array(position),
  /** Stake of people who may vote, all wallets together, in base units of KOII. */
  voters: z.array(z.strictObject({ person: key, stake: baseUnitsText, operator })),
  /** Who may be drawn; reputation is a score of 0 to 10^9. */
  auditors: z.array(
    z.strictObject({ person: key, reputation: z.int().min(0).max(1_000_000_000), bond: baseUnitsText, operator }),
  ),
  /** The reputation of people who handed in, 0 to 10^9, where the sheet spares work by it. */
  submitters: z.array(z.strictObject({ person: key, reputation: z.int().min(0).max(1_000_000_000) })).optional(),
  /** Who stands on a recipient's side and so never judges it. */
  conflicts: z.array(z.strictObject({ person: key, recipient: key })),
  /** Who was taken out, for which reason, by which two people. */
  exclusions: z.array(
    z
      .strictObject({ recipient: key, reason: asWritten(summary), signers: z.tuple([key, key]) })
      .refine(({ signers: [maker, checker] }) => maker !== checker, {
        path: ['signers'],
        message: 'Two different people must sign.',
      }),
  ),
})
export type ChainFacts = z.infer<typeof chainFacts>

export const submissions = z.array(submission)
