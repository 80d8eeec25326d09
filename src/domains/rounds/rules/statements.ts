import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import type { AuditRecord, Commit, Reveal, RevealContent, Stage } from '../schema/round-inputs'
import type { RoundTimes } from '../schema/rule-sheet'
import { byKey } from '../schema/units'
import type { Statement } from './audit-rule'
import { writtenContent } from './written-content'

/** Why a reveal does not count. */
export type VoidReason = 'not-asked' | 'wrong-kind' | 'early' | 'late' | 'no-commit' | 'other-than-committed' | 'again'

/** What a commit binds: this reveal, of this auditor, in this round. */
export type Sealed = {
  /** The digest of the round's sheet. */
  readonly sheet: string
  readonly auditor: string
  readonly submission: string | null
  readonly stage: Stage
  readonly content: RevealContent
}

/**
 * The commit of a reveal: SHA-256 over the canonical JSON of {auditor, content, sheet, stage, submission}, then the 32 bytes of the
 * salt; hex.
 */
export function commitOf({ content, ...sealed }: Sealed, salt: string): string {
  const text = canonicalJson({ ...sealed, content: writtenContent(content) })
  return sha256(Buffer.concat([Buffer.from(text, 'utf8'), Buffer.from(salt, 'hex')])).toString('hex')
}

/** When a stage takes commits and reveals: half-open. */
export const windowsOf = (times: RoundTimes, stage: Stage) =>
  stage === 'first'
    ? { opens: times.submissionsEnd, commitsEnd: times.commitsEnd, revealsEnd: times.revealsEnd }
    : { opens: times.appealsEnd, commitsEnd: times.appealCommitsEnd, revealsEnd: times.appealRevealsEnd }

/** One auditor's word about one submission in one stage; nobody has two. */
const placeOf = ({ stage, submission, auditor }: Pick<Commit, 'stage' | 'submission' | 'auditor'>) =>
  `${stage} ${submission ?? ''} ${auditor}`

/** The commits that count: in time, and the first of its auditor (at one instant the smaller hash). */
export function commitsThatCount(record: AuditRecord, times: RoundTimes): ReadonlyMap<string, Commit> {
  const kept = new Map<string, Commit>()
  for (const commit of record.commits) {
    const { opens, commitsEnd } = windowsOf(times, commit.stage)
    if (commit.at < opens || commit.at >= commitsEnd) continue
    const before = kept.get(placeOf(commit))
    if (!before || byKey(commit.at + commit.commit, before.at + before.commit) < 0) kept.set(placeOf(commit), commit)
  }
  return kept
}

export type Hearing = {
  readonly statements: readonly Statement[]
  /** Reveals that do not count, and why. */
  readonly void: readonly { readonly reveal: Reveal; readonly why: VoidReason }[]
  /** Auditors who committed in time and never opened it. */
  readonly unopened: readonly { readonly auditor: string; readonly submission: string | null }[]
}

export type Asked = {
  readonly sheet: string
  readonly times: RoundTimes
  readonly stage: Stage
  readonly reads: RevealContent['kind']
  /** Whether this person was drawn, or may judge, here. */
  isAsked(auditor: string, submission: string | null): boolean
}

/** Sorts out what was revealed in a stage. The order of the record does not matter. */
export function hear(record: AuditRecord, asked: Asked): Hearing {
  const commits = commitsThatCount(record, asked.times)
  const statements = new Map<string, Statement>()
  const refused: Hearing['void'][number][] = []
  const inOrder = record.reveals
    .filter(({ stage }) => stage === asked.stage)
    .sort((a, b) => byKey(placeOf(a), placeOf(b)) || byKey(a.at + a.salt, b.at + b.salt))
  for (const reveal of inOrder) {
    const why = statements.has(placeOf(reveal)) ? 'again' : voidReason(reveal, commits.get(placeOf(reveal)), asked)
    if (why) refused.push({ reveal, why })
    else statements.set(placeOf(reveal), reveal)
  }
  const unopened = [...commits.entries()]
    .filter(([place, commit]) => commit.stage === asked.stage && !statements.has(place))
    .filter(([, { auditor, submission }]) => asked.isAsked(auditor, submission))
    .map(([, { auditor, submission }]) => ({ auditor, submission }))
  return { statements: [...statements.values()], void: refused, unopened }
}

function voidReason(reveal: Reveal, commit: Commit | undefined, asked: Asked): VoidReason | null {
  const { commitsEnd, revealsEnd } = windowsOf(asked.times, asked.stage)
  if (!asked.isAsked(reveal.auditor, reveal.submission)) return 'not-asked'
  if (reveal.content.kind !== asked.reads) return 'wrong-kind'
  if (reveal.at < commitsEnd) return 'early'
  if (reveal.at >= revealsEnd) return 'late'
  if (!commit) return 'no-commit'
  const { auditor, submission, stage, content, salt } = reveal
  const expected = commitOf({ sheet: asked.sheet, auditor, submission, stage, content }, salt)
  return commit.commit === expected ? null : 'other-than-committed'
}
