import { canonicalJson } from './canonical-json'
import { commitment, leafHash, sha256 } from './digest'

/** Files by name, as they lie in a pack. */
export type PackFiles = Readonly<Record<string, Uint8Array>>

/** The name of the list of what is in a pack. */
export const MANIFEST = 'manifest.json'
/** The name of the record that a program can read. */
export const RECORD = 'record.json'

const hex = (bytes: Uint8Array): string => sha256(bytes).toString('hex')

/** The files with a manifest that names each one with its length and SHA-256. */
export function withManifest(files: PackFiles): PackFiles {
  const list = Object.entries(files)
    .map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: hex(bytes) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  return { ...files, [MANIFEST]: Buffer.from(canonicalJson({ files: list, version: 1 })) }
}

/** A decision of two people, as a record tells of it. */
type Decision = {
  id: string
  kind: string
  state: string
  makerId: string
  checkerId: string | null
  decidedAt: string | null
  expiresAt: string
  reviewedDigest: string
}
type Record_ = {
  case: { state: string; settledAt: string | null }
  decisions: Decision[]
  automatic: { conditions: Record<string, boolean> } | null
  log: { body: string; hash: string }[]
}

/**
 * Everything that is wrong with a pack, in sentences; none when it holds. Needs no network and no database: files against the
 * manifest, log entries against their hashes, decisions against the rules of two people and against the log.
 */
export function problemsOf(files: PackFiles): string[] {
  const manifest = files[MANIFEST]
  if (!manifest) return [`${MANIFEST} is missing.`]
  const problems = fileProblems(files, manifest)
  const record = files[RECORD]
  if (!record) return [...problems, `${RECORD} is missing.`]
  const told = readJson<Record_>(record)
  if (!Array.isArray(told?.log) || !Array.isArray(told.decisions)) return [...problems, `${RECORD} cannot be read.`]
  return [...problems, ...logProblems(told), ...decisionProblems(told)]
}

function readJson<Shape>(bytes: Uint8Array): Shape | null {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as Shape
  } catch {
    return null
  }
}

function fileProblems(files: PackFiles, manifest: Uint8Array): string[] {
  const listed = readJson<{ files?: { name: string; bytes: number; sha256: string }[] }>(manifest)?.files
  if (!Array.isArray(listed)) return [`${MANIFEST} cannot be read.`]
  const names = new Set(listed.map(({ name }) => name))
  const strangers = Object.keys(files).filter((name) => name !== MANIFEST && !names.has(name))
  return [
    ...strangers.map((name) => `${name} is not in the manifest.`),
    ...listed.flatMap(({ name, bytes, sha256: expected }) => {
      const found = files[name]
      if (!found) return [`${name} is missing.`]
      return found.length === bytes && hex(found) === expected ? [] : [`${name} is not what the manifest says.`]
    }),
  ]
}

const logProblems = ({ log }: Record_): string[] =>
  log.flatMap(({ body, hash }, index) =>
    leafHash(body) === hash ? [] : [`Log entry ${index + 1} does not fit its hash.`],
  )

/** States of a verification or a company that only an approval leads to. */
const APPROVED = [
  'approved',
  'reverify_due',
  'listed',
  'closed_funded',
  'closed_failed',
  'monitored',
  'offer_cancelled',
]
/**
 * What the log says of a suspension that two people lifted: nothing to who does not know the decision's id, which is random and stands
 * in the pack.
 */
export const liftCommitment = (decisionId: string, evidence: string): string =>
  commitment(decisionId, { change: 'lifted', evidence })

/** The acts that a confirmed decision is recorded by, with the evidence; lifts of verifications were, before they had one name. */
export const DECIDED = ['compliance.decided', 'compliance.lifted', 'companies.decided', 'companies.lifted']

/** What becomes of an approved verification has one name, and a commitment in place of what it was. */
export const STANDING = 'compliance.standingChanged'

function decisionProblems({ case: told, decisions, automatic, log }: Record_): string[] {
  const confirmed = decisions.filter(({ state }) => state === 'confirmed')
  const problems = confirmed.flatMap((decision, index) => ofDecision(decision, `Decision ${index + 1}`, log))
  const conditions = Object.values(automatic?.conditions ?? {})
  const isAutomatic = conditions.length > 0 && conditions.every((holds) => holds)
  const approvals = ['case.approve', 'company.approve']
  if (APPROVED.includes(told.state) && !isAutomatic && !confirmed.some(({ kind }) => approvals.includes(kind)))
    problems.push('The case is approved, and nobody confirmed an approval.')
  return problems
}

/** A confirmed decision has two people, is in time, and stands in the log with the evidence that was judged. */
function ofDecision(decision: Decision, name: string, log: Record_['log']): string[] {
  const { makerId, checkerId, decidedAt, expiresAt, reviewedDigest } = decision
  const problems: string[] = []
  if (!checkerId || checkerId === makerId) problems.push(`${name} has no second person.`)
  if (!decidedAt || decidedAt >= expiresAt) problems.push(`${name} was confirmed too late.`)
  const judged = { id: decision.id, decidedAt: decidedAt ? new Date(decidedAt) : null, reviewedDigest }
  if (!log.some(({ body }) => standsFor(judged, body)))
    problems.push(`${name} does not stand in the log with the evidence that was judged.`)
  return problems
}

type Judged = { id: string; decidedAt: Date | null; reviewedDigest: string }
type Entry = { type: string; at: string; facts?: { evidence?: string; change?: string } }

/** Whether an entry of the log, by its body, records a decision of two people: at its instant, with the evidence that was judged. */
export function standsFor({ id, decidedAt, reviewedDigest }: Judged, body: string): boolean {
  const entry = readJson<Entry>(Buffer.from(body))
  if (!entry?.facts || entry.at !== decidedAt?.toISOString()) return false
  if (DECIDED.includes(entry.type)) return entry.facts.evidence === reviewedDigest
  return entry.type === STANDING && entry.facts.change === liftCommitment(id, reviewedDigest)
}
