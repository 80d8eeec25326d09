import { byId, sum } from './arithmetic'
import { sha256 } from './canonical'
import type { Auditor, Export, Instant, Sheet, Stage, Submission } from './given'

const ONE = 1_000_000_000

/** Who was drawn to judge a submission, at first and in an appeal; `spared` is work that is accepted unseen. */
export type Panel = Record<Stage, readonly string[]> & { spared: boolean }

/** A window is half-open: what happens at its end is outside. */
export const within = (at: Instant, from: Instant, end: Instant): boolean => from <= at && at < end

/** The submissions that are judged, ascending by id: in time, bonded, and for somebody who may be paid. */
export function countedIn({ sheet, submissions }: Export): Submission[] {
  const { opens, submissionsEnd } = sheet.times
  const eligible = sheet.eligible === 'open' ? null : new Set(sheet.eligible)
  const counts = ({ at, bond, recipient }: Submission) =>
    within(at, opens, submissionsEnd) &&
    BigInt(bond) >= BigInt(sheet.bonds.submission) &&
    (eligible === null || eligible.has(recipient))
  return submissions.filter(counts).sort((one, other) => byId(one.id, other.id))
}

export type Partiality = (submission: Submission, person: string) => boolean

/** Says who may not judge a submission: whose it is, whom it pays, and whoever has a conflict with whom it pays. */
export function partialityIn({ facts }: Export): Partiality {
  const conflicted = Map.groupBy(facts.conflicts, ({ recipient }) => recipient)
  return ({ person: author, recipient }, person) =>
    person === author ||
    person === recipient ||
    (conflicted.get(recipient)?.some((conflict) => conflict.person === person) ?? false)
}

/** The operators among people, where a sheet lets so many of them judge alone; else null. */
export function operatorsAlone<Person extends { operator?: boolean }>(
  { panel }: Sheet,
  people: readonly Person[],
): Person[] | null {
  if (panel.leastOperators === undefined) return null
  const operators = people.filter(({ operator }) => operator === true)
  return operators.length >= panel.leastOperators ? operators : null
}

/** The panels of submissions that count, by id. Without a seed nobody is drawn and nothing is spared. */
export function panelsOf(given: Export, counted: readonly Submission[], partial: Partiality): Map<string, Panel> {
  const { sheet, audit } = given
  const { revealsEnd, appealsEnd } = sheet.times
  const byPanel = sheet.audit?.id === 'attestation' || sheet.audit?.id === 'automated-checks'
  const lodged = audit.appeals.filter(({ at }) => within(at, revealsEnd, appealsEnd))
  const appealed = new Set(lodged.map(({ submission }) => submission))
  const isSpared = sparedIn(given)
  const drawFor = drawIn(given, partial)
  const panelOf = (submission: Submission): Panel => {
    const spared = isSpared(submission)
    const first = byPanel && !spared ? drawFor(submission, 'first', []) : []
    return { spared, first, appeal: appealed.has(submission.id) ? drawFor(submission, 'appeal', first) : [] }
  }
  return new Map(counted.map((submission) => [submission.id, panelOf(submission)]))
}

/** A number that nobody chose: SHA-256 of a text, big-endian. */
const lot = (text: string): bigint => BigInt(`0x${sha256(text)}`)

function sparedIn({ sheet, audit, facts }: Export): (submission: Submission) => boolean {
  const { leastChance } = sheet.panel
  const { seed } = audit
  if (leastChance === undefined || seed === null) return () => false
  const reputations = new Map(facts.submitters?.map(({ person, reputation }) => [person, reputation]))
  return ({ id, person }) => {
    const chance = Math.max(leastChance, ONE - (reputations.get(person) ?? 0))
    return lot(`${seed}:audit:${id}`) % BigInt(ONE) >= BigInt(chance)
  }
}

function drawIn({ sheet, audit, facts }: Export, partial: Partiality) {
  const bonded = facts.auditors
    .filter(({ bond }) => BigInt(bond) >= BigInt(sheet.bonds.auditor))
    .sort((one, other) => byId(one.person, other.person))
  return (submission: Submission, stage: Stage, without: readonly string[]): string[] => {
    if (audit.seed === null) return []
    const free = bonded.filter(({ person }) => !partial(submission, person) && !without.includes(person))
    const ticket = (turn: number) => lot(`${audit.seed}:${stage}:${submission.id}:${turn}`)
    return draw(operatorsAlone(sheet, free) ?? free, sheet.panel[stage], sheet.panel.leastWeight, ticket)
  }
}

/** Draws people without putting them back, each as likely as its weight among those who are left. */
function draw(from: readonly Auditor[], size: number, leastWeight: number, ticket: (turn: number) => bigint): string[] {
  const left = from.map(({ person, reputation }) => ({ person, weight: BigInt(Math.max(leastWeight, reputation)) }))
  const drawn: string[] = []
  while (drawn.length < size && left.length > 0) {
    let rest = ticket(drawn.length) % sum(left.map(({ weight }) => weight))
    const place = left.findIndex(({ weight }) => {
      rest -= weight
      return rest < 0n
    })
    drawn.push(...left.splice(place, 1).map(({ person }) => person))
  }
  return drawn
}
