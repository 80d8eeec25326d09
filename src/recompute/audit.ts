import { createHash } from 'node:crypto'
import { ascending, type Content, type Export, type Place, type SheetFile, type SubmissionFile, write } from './format'

export type Verdict = { outcome: 'accepted' | 'refused' | 'fraud' | 'undecided'; work: bigint; rank: Rational | null }
/** A median: the sum of the two middle places, over two. */
export type Rational = { over2: bigint }
type Heard = { auditor: string; submission: string | null; content: Content }

export type Audited = {
  counted: SubmissionFile[]
  verdicts: Map<string, Verdict>
  /** Auditors who said what came out, by submission. */
  right: Map<string, string[]>
  /** Everybody who was drawn, with a commit that was never opened. */
  unopened: Set<string>
}

const said = { accept: 'accepted', fraud: 'fraud', refuse: 'refused' } as const

/** Steps 1 to 8 of "Audit". `digest` is the sheet's. */
export function auditOf(given: Export, digest: string): Audited {
  const { sheet, audit } = given
  const rule = sheet.audit
  if (!rule) return { counted: [], verdicts: new Map(), right: new Map(), unopened: new Set() }
  const counted = given.submissions
    .filter((s) => sheet.times.opens <= s.at && s.at < sheet.times.submissionsEnd)
    .filter((s) => BigInt(s.bond) >= BigInt(sheet.bonds.submission))
    .filter((s) => sheet.eligible === 'open' || sheet.eligible.includes(s.recipient))
    .sort((a, b) => ascending(a.id, b.id))
  const isPanelled = rule.id === 'attestation' || rule.id === 'automated-checks'
  const left = new Set(counted.filter((s) => spared(given, s)).map((s) => s.id))
  const firstPanel = new Map<string | null, Set<string>>(
    counted.map((s) => [s.id, isPanelled && !left.has(s.id) ? panel(given, s, 'first', new Set()) : new Set<string>()]),
  )
  const kind =
    ({ 'automated-checks': 'checks', 'peer-ranking': 'ranking' } as Record<string, string>)[rule.id] ?? 'judgement'
  const speakers = isPanelled ? firstPanel : speakersWithoutPanels(given, rule.id)
  const first = hear(given, digest, 'first', kind, (who, about) => speakers.get(about)?.has(who) ?? false)
  const before = firstVerdicts(
    given,
    counted.filter((s) => !left.has(s.id)),
    first.heard,
  )
  for (const s of counted) if (left.has(s.id)) before.set(s.id, unseen(given, s))
  const { revealsEnd, appealsEnd } = sheet.times
  const lodged = new Set(audit.appeals.filter((a) => revealsEnd <= a.at && a.at < appealsEnd).map((a) => a.submission))
  const appealed = counted.filter((s) => lodged.has(s.id))
  const secondPanel = new Map(appealed.map((s) => [s.id, panel(given, s, 'appeal', firstPanel.get(s.id)!)]))
  const second = hear(
    given,
    digest,
    'appeal',
    'judgement',
    (who, about) => about !== null && (secondPanel.get(about)?.has(who) ?? false),
  )
  const verdicts = new Map(
    counted.map((s) => [s.id, inTheEnd(s, before.get(s.id)!, second.heard, half(sheet.panel.appeal))]),
  )
  const spoke = [...(isPanelled ? first.heard : []), ...second.heard]
  const right = new Map(counted.map((s) => [s.id, whoSaid(given, verdicts.get(s.id)!.outcome, s, spoke)]))
  return { counted, verdicts, right, unopened: new Set([...(isPanelled ? first.unopened : []), ...second.unopened]) }
}

/** Step 7. */
function inTheEnd(s: SubmissionFile, before: Verdict, heard: Heard[], needed: number): Verdict {
  const about = heard.filter((h) => h.submission === s.id)
  const after = byCount(s, about, needed)
  return after.outcome === 'undecided' ? before : { ...after, rank: before.rank }
}

/** Step 8. */
const whoSaid = (given: Export, outcome: string, s: SubmissionFile, heard: Heard[]): string[] =>
  heard
    .filter((h) => h.submission === s.id && opinion(given, h.content) === outcome)
    .map((h) => h.auditor)
    .sort(ascending)

/** More than half. */
const half = (size: number) => Math.floor(size / 2) + 1

/** Step 2. */
function panel(
  { sheet, audit, facts }: Export,
  s: SubmissionFile,
  stage: Place['stage'],
  before: Set<string>,
): Set<string> {
  const drawn = new Set<string>()
  if (audit.seed === null) return drawn
  const sides = new Set(facts.conflicts.filter((c) => c.recipient === s.recipient).map((c) => c.person))
  const able = facts.auditors
    .filter((a) => a.person !== s.person && a.person !== s.recipient && !sides.has(a.person) && !before.has(a.person))
    .filter((a) => BigInt(a.bond) >= BigInt(sheet.bonds.auditor))
  const pot = (enoughOperators(sheet, able) ?? able).sort((a, b) => ascending(a.person, b.person))
  const heft = (a: { reputation: number }) => BigInt(Math.max(a.reputation, sheet.panel.leastWeight))
  for (let j = 0; j < sheet.panel[stage]; j += 1) {
    const left = pot.filter((a) => !drawn.has(a.person))
    if (left.length === 0) break
    const hash = createHash('sha256').update(`${audit.seed}:${stage}:${s.id}:${j}`).digest('hex')
    let ticket = BigInt(`0x${hash}`) % left.reduce((all, a) => all + heft(a), 0n)
    for (const a of left) {
      ticket -= heft(a)
      if (ticket >= 0n) continue
      drawn.add(a.person)
      break
    }
  }
  return drawn
}

/** "Operators": those among these people where they judge alone; null where they do not. */
function enoughOperators<Person extends { operator?: boolean }>({ panel }: SheetFile, able: Person[]): Person[] | null {
  const found = able.filter((one) => one.operator)
  return panel.leastOperators !== undefined && found.length >= panel.leastOperators ? found : null
}

/** Step 2, "Spared work". */
function spared({ sheet, audit, facts }: Export, s: SubmissionFile): boolean {
  const least = sheet.panel.leastChance
  if (least === undefined || audit.seed === null) return false
  const record = facts.submitters?.find((one) => one.person === s.person)?.reputation ?? 0
  const drawn = BigInt(`0x${createHash('sha256').update(`${audit.seed}:audit:${s.id}`).digest('hex')}`)
  return drawn % 1_000_000_000n >= BigInt(Math.max(least, 1_000_000_000 - record))
}

/** Step 3, for rules without panels. */
function speakersWithoutPanels(given: Export, rule: string): Map<string | null, Set<string>> {
  if (rule === 'peer-ranking') return new Map([[null, new Set(given.submissions.map((s) => s.person))]])
  return new Map(
    given.submissions.map((s) => {
      const able = ableToVote(given, s)
      return [s.id, new Set((enoughOperators(given.sheet, able) ?? able).map((v) => v.person))]
    }),
  )
}

const ableToVote = ({ facts }: Export, s: SubmissionFile) =>
  facts.voters
    .filter((v) => v.person !== s.person && v.person !== s.recipient)
    .filter((v) => !facts.conflicts.some((c) => c.person === v.person && c.recipient === s.recipient))

/** Steps 4 and 5. */
function hear(
  { sheet: { times }, audit }: Export,
  digest: string,
  stage: Place['stage'],
  kind: string,
  may: (who: string, about: string | null) => boolean,
): { heard: Heard[]; unopened: string[] } {
  const [from, commitsEnd, revealsEnd] =
    stage === 'first'
      ? [times.submissionsEnd, times.commitsEnd, times.revealsEnd]
      : [times.appealsEnd, times.appealCommitsEnd, times.appealRevealsEnd]
  const heard: Heard[] = []
  const unopened: string[] = []
  const seen = new Set<string>()
  const commits = audit.commits
    .filter((c) => c.stage === stage && from <= c.at && c.at < commitsEnd)
    .sort((a, b) => ascending(a.at, b.at) || ascending(a.commit, b.commit))
  for (const c of commits) {
    const place = JSON.stringify([c.submission, c.auditor])
    if (seen.has(place) || !may(c.auditor, c.submission)) continue
    seen.add(place)
    const opens = audit.reveals
      .filter((r) => r.stage === stage && r.auditor === c.auditor && r.submission === c.submission)
      .filter((r) => commitsEnd <= r.at && r.at < revealsEnd && r.content.kind === kind)
      .filter((r) => sealed(digest, r, r.content, r.salt) === c.commit)
      .sort((a, b) => ascending(a.at, b.at) || ascending(a.salt, b.salt))
    if (opens[0]) heard.push({ auditor: c.auditor, submission: c.submission, content: opens[0].content })
    else unopened.push(c.auditor)
  }
  return { heard, unopened }
}

function sealed(sheet: string, { auditor, submission, stage }: Place, content: Content, salt: string): string {
  const text = write({ auditor, content, sheet, stage, submission })
  return createHash('sha256').update(text, 'utf8').update(Buffer.from(salt, 'hex')).digest('hex')
}

/** Step 6. */
function firstVerdicts(given: Export, counted: SubmissionFile[], heard: Heard[]): Map<string, Verdict> {
  const { id, parameters } = given.sheet.audit!
  const about = (s: SubmissionFile) => heard.filter((h) => h.submission === s.id)
  if (id === 'attestation') return new Map(counted.map((s) => [s.id, byCount(s, about(s), Number(parameters.needed))]))
  if (id === 'automated-checks') return new Map(counted.map((s) => [s.id, byTests(given, s, about(s))]))
  if (id === 'community-vote') return new Map(counted.map((s) => [s.id, byVote(given, s, about(s))]))
  if (id === 'peer-ranking') return byRanks(counted, heard, Number(parameters.leastRankings))
  throw new Error(`The sheet's audit rule ${id} is not one that can be computed again here.`)
}

const undecided: Verdict = { outcome: 'undecided', work: 0n, rank: null }
const min = (a: bigint, b: bigint) => (a > b ? b : a)
const inOrder = (numbers: bigint[]) => numbers.sort((a, b) => (a > b ? 1 : a < b ? -1 : 0))
const sayers = (heard: Heard[], word: string) =>
  heard.filter((h) => h.content.kind === 'judgement' && h.content.outcome === word)

/** What accepting people count, in the middle (of an even number the lower one), up to the claim. */
function work(s: SubmissionFile, heard: Heard[]): bigint {
  const units = inOrder(sayers(heard, 'accept').map((h) => BigInt((h.content as { units: string }).units)))
  return units.length === 0 ? 0n : min(units[Math.ceil(units.length / 2) - 1]!, BigInt(s.claimed))
}

function byCount(s: SubmissionFile, heard: Heard[], needed: number): Verdict {
  for (const word of ['accept', 'fraud', 'refuse'] as const) {
    if (sayers(heard, word).length < needed) continue
    return { outcome: said[word], work: word === 'accept' ? work(s, heard) : 0n, rank: null }
  }
  return undecided
}

type Test = { name: string; expects: string; units: string }
const testsOf = ({ sheet }: Export) => sheet.audit!.parameters as unknown as { tests: Test[]; required: number }

const passes = (content: Content, test: Test) =>
  content.kind === 'checks' && content.outputs.filter((o) => o.test === test.name)[0]?.output === test.expects

function byTests(given: Export, s: SubmissionFile, heard: Heard[]): Verdict {
  const { tests, required } = testsOf(given)
  const m = half(given.sheet.panel.first)
  if (heard.length < m) return undecided
  const passed = tests.filter((test) => heard.filter((h) => passes(h.content, test)).length >= m)
  if (passed.length < required) return { outcome: 'refused', work: 0n, rank: null }
  const sum = passed.reduce((all, test) => all + BigInt(test.units), 0n)
  return { outcome: 'accepted', work: min(sum, BigInt(s.claimed)), rank: null }
}

/** Spared work counts as claimed, and where there are tests for no more than all of them. */
function unseen(given: Export, s: SubmissionFile): Verdict {
  const hasTests = given.sheet.audit!.id === 'automated-checks'
  const most = hasTests ? testsOf(given).tests.reduce((all, test) => all + BigInt(test.units), 0n) : BigInt(s.claimed)
  return { outcome: 'accepted', work: min(BigInt(s.claimed), most), rank: null }
}

function byVote(given: Export, s: SubmissionFile, heard: Heard[]): Verdict {
  const { sheet, facts } = given
  const p = sheet.audit!.parameters as { by: string; quorum: string; threshold: number; stakeCap: string | null }
  const heft = (h: Heard) => {
    if (p.by === 'person') return 1n
    const stake = BigInt(facts.voters.find((v) => v.person === h.auditor)!.stake)
    return p.stakeCap === null ? stake : min(stake, BigInt(p.stakeCap))
  }
  const total = (votes: Heard[]) => votes.map(heft).reduce((a, b) => a + b, 0n)
  const w = total(heard)
  const isLeft = enoughOperators(sheet, ableToVote(given, s)) !== null
  if (w < BigInt(isLeft ? sheet.panel.leastOperators! : p.quorum)) return undecided
  const reached = (word: string) => 10_000n * total(sayers(heard, word)) >= BigInt(p.threshold) * w
  if (reached('accept')) return { outcome: 'accepted', work: work(s, heard), rank: null }
  return { outcome: reached('fraud') ? 'fraud' : 'refused', work: 0n, rank: null }
}

function byRanks(counted: SubmissionFile[], heard: Heard[], least: number): Map<string, Verdict> {
  const valid = heard.filter(({ auditor, content }) => {
    const others = counted.filter((s) => s.person !== auditor).map((s) => s.id)
    return content.kind === 'ranking' && write([...content.order].sort(ascending)) === write(others)
  })
  return new Map(
    counted.map((s): [string, Verdict] => {
      const places = inOrder(
        valid.flatMap(({ content }) =>
          (content as { order: string[] }).order.flatMap((id, i) => (id === s.id ? [BigInt(i + 1)] : [])),
        ),
      )
      if (places.length < least) return [s.id, undecided]
      const n = places.length
      const rank = { over2: places[Math.ceil(n / 2) - 1]! + places[Math.ceil((n + 1) / 2) - 1]! }
      if (!valid.some((h) => h.auditor === s.person)) return [s.id, { outcome: 'refused', work: 0n, rank }]
      return [s.id, { outcome: 'accepted', work: BigInt(s.claimed), rank }]
    }),
  )
}

/** What one statement alone says. */
function opinion(given: Export, content: Content): string | null {
  if (content.kind === 'judgement') return said[content.outcome]
  if (content.kind !== 'checks') return null
  const { tests, required } = testsOf(given)
  return tests.filter((test) => passes(content, test)).length >= required ? 'accepted' : 'refused'
}
