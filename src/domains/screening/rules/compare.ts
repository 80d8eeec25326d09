import { parseInteger } from '@/kit/integer'
import { jaroWinkler, mixesScripts, soundOf, wordsOf } from '@/kit/names'
import type { BirthSpan, Compared, EntityKind, Identifier, IdentifierKind, Listed } from '../schema'
import { isSameName, organisationWords, personWords } from './name-words'
import type { Thresholds } from './thresholds'

/** A name ready to be compared: its words in plain letters. */
export type Words = readonly string[]

/** The words of a name as they are compared and indexed. */
export const comparedWords = (name: string, kind: EntityKind): Words =>
  kind === 'person' ? personWords(wordsOf(name)) : organisationWords(wordsOf(name))

/** One word against another, 0 to 1; 0 is no pair. */
function pairOf(one: string, other: string): number {
  if (one === other) return 1
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one]
  if (shorter.length === 1) return longer.startsWith(shorter) ? 0.85 : 0
  if (isSameName(one, other)) return 0.95
  if (shorter.length < 3 || shorter.length / longer.length < 0.55) return 0
  const similarity = jaroWinkler(one, other)
  if (similarity >= 0.88) return similarity
  return similarity >= 0.75 && soundOf(one) === soundOf(other) ? 0.88 : 0
}

/** Which word of the one stands for which of the other, and how well, in thousandths. */
export type Pair = { subject: number; listed: number; score: number }

const UNMATCHED_SUBJECT = 0.8
/** The same day of birth makes a word that was added more likely one name more than another person. */
const UNMATCHED_SUBJECT_SAME_BIRTH = 0.4
const UNMATCHED_LISTED = 0.2
const JOINED_FROM = 0.94
const JOINED_COST = 0.02

/**
 * How alike two names are, 0 to 1: words are paired one to one, the best pairs first, and weighed by their length. A word that only
 * the subject has costs more than one that only the list has. Names that are one when written together count nearly as much.
 */
export function alignNames(
  subject: Words,
  listed: Words,
  costOfMore = UNMATCHED_SUBJECT,
): { score: number; pairs: Pair[] } {
  const pairs = pairsOf(subject, listed)
  const weight = ({ subject: one, listed: other }: Pair) => subject[one]!.length + listed[other]!.length
  let [sum, whole] = [0, 0]
  for (const pair of pairs) {
    sum += pair.score * weight(pair)
    whole += weight(pair)
  }
  const unpaired = (words: Words, side: 'subject' | 'listed') => {
    const taken = new Set(pairs.map((pair) => pair[side]))
    return words.reduce((length, word, index) => length + (taken.has(index) ? 0 : 2 * word.length), 0)
  }
  whole += costOfMore * unpaired(subject, 'subject') + UNMATCHED_LISTED * unpaired(listed, 'listed')
  return { score: Math.max(whole > 0 ? sum / whole : 0, joinedScore(subject, listed)), pairs }
}

function pairsOf(subject: Words, listed: Words): Pair[] {
  const possible: Pair[] = []
  for (const [one, word] of subject.entries())
    for (const [other, candidate] of listed.entries()) {
      const score = pairOf(word, candidate)
      if (score > 0) possible.push({ subject: one, listed: other, score })
    }
  possible.sort((a, b) => b.score - a.score)
  const [taken, used] = [new Set<number>(), new Set<number>()]
  return possible.filter((pair) => {
    if (taken.has(pair.subject) || used.has(pair.listed)) return false
    taken.add(pair.subject)
    used.add(pair.listed)
    return true
  })
}

function joinedScore(subject: Words, listed: Words): number {
  if (subject.length === listed.length) return 0
  const [one, other] = [subject.join(''), listed.join('')]
  if (Math.abs(one.length - other.length) > 2) return 0
  const similarity = jaroWinkler(one, other)
  return similarity > JOINED_FROM ? similarity - JOINED_COST : 0
}

export type BirthFinding = 'unknown' | 'same' | 'swapped' | 'other_day' | 'year_near' | 'year_far'

/** How a date of birth stands to the spans of a list; the best of them counts. */
export function compareBirth(dateOfBirth: string | null, spans: readonly BirthSpan[]): BirthFinding {
  if (!dateOfBirth || spans.length === 0) return 'unknown'
  const order: readonly BirthFinding[] = ['same', 'swapped', 'other_day', 'year_near']
  const found = new Set(spans.map((span) => againstSpan(dateOfBirth, span)))
  return order.find((finding) => found.has(finding)) ?? 'year_far'
}

function againstSpan(date: string, { from, to }: BirthSpan): BirthFinding {
  if (from <= date && date <= to) return 'same'
  const year = (text: string) => parseInteger(text.slice(0, 4)) ?? 0
  const distance = Math.max(year(from) - year(date), year(date) - year(to), 0)
  if (distance === 0) {
    const [y, month, day] = date.split('-')
    return from === to && from === `${y}-${day}-${month}` ? 'swapped' : 'other_day'
  }
  return distance === 1 ? 'year_near' : 'year_far'
}

/** Everything that a score rests on, kept with each match so that it can be explained. It names no word of the subject. */
export type Features = {
  /** Which of the subject's names and which of the entry's agree best. */
  subjectName: number
  listedName: number
  pairs: readonly Pair[]
  /** The names alone, in thousandths. */
  name: number
  weak: boolean
  mixedScript: boolean
  birth: BirthFinding
  country: 'unknown' | 'shared' | 'different'
  gender: 'unknown' | 'same' | 'different'
  identifier: IdentifierKind | null
  /** Where review begins for this comparison. */
  threshold: number
  score: number
}

/** Whether a comparison makes sense at all: nobody is a ship. */
export const isComparable = (subject: Compared['kind'], entry: EntityKind): boolean =>
  subject !== 'person' || entry === 'person' || entry === 'organisation'

/** A side of a comparison with its names in words, made once. */
export type ReadySubject = { subject: Compared; words: readonly Words[]; mixed: boolean }
export type ReadyEntry = { entry: Listed; words: readonly Words[] }

export const readySubject = (subject: Compared): ReadySubject => ({
  subject,
  words: subject.names.map((name) => comparedWords(name, subject.kind)),
  mixed: subject.names.some(mixesScripts),
})
export const readyEntry = (entry: Listed): ReadyEntry => ({
  entry,
  words: entry.names.map(({ name }) => comparedWords(name, entry.kind)),
})

/** Compares a subject with an entry of a list; the result explains itself. */
export function compare(one: ReadySubject, other: ReadyEntry, rule: Thresholds): Features {
  const { subject, mixed } = one
  const { entry } = other
  const birth = compareBirth(subject.dateOfBirth, entry.births)
  const best = bestName(one, other, birth, rule)
  const country = agreement(subject.countries, entry.countries)
  const gender = agreement(subject.gender ? [subject.gender] : [], entry.gender ? [entry.gender] : [])
  const identifier = sharedIdentifier(subject.identifiers, entry.identifiers)
  const costs =
    birthCost(birth, rule) + (country === 'different' ? rule.country : 0) + (gender === 'different' ? rule.gender : 0)
  const score = identifier ? 1_000 : Math.max(0, best.name - costs)
  const usual = usualThreshold(subject, entry, birth, rule)
  // Letters of two scripts in one word are how somebody hides: then less is enough. Of another kind than the entry: more is needed.
  const threshold = subject.kind === entry.kind ? (mixed ? Math.min(rule.near, usual) : usual) : rule.strong
  return {
    ...best,
    ...{ mixedScript: mixed, birth, country: country === 'same' ? 'shared' : country, gender, identifier },
    ...{ threshold, score },
  }
}

function usualThreshold(subject: Compared, entry: Listed, birth: BirthFinding, rule: Thresholds): number {
  if (birth === 'unknown') return rule.review
  // A whole year or month that only covers the day says much less than the day itself.
  const isSameDay = entry.births.some(({ from, to }) => from === to && from === subject.dateOfBirth)
  return isSameDay ? (rule.reviewSameDay ?? rule.reviewWithBirth) : rule.reviewWithBirth
}

type Best = Pick<Features, 'subjectName' | 'listedName' | 'pairs' | 'name' | 'weak'>

function bestName(one: ReadySubject, other: ReadyEntry, birth: BirthFinding, rule: Thresholds): Best {
  const costOfMore = birth === 'same' ? UNMATCHED_SUBJECT_SAME_BIRTH : UNMATCHED_SUBJECT
  let best: Best = { subjectName: 0, listedName: 0, pairs: [], name: 0, weak: false }
  for (const [subjectName, mine] of one.words.entries())
    for (const [listedName, theirs] of other.words.entries()) {
      const { score, pairs } = alignNames(mine, theirs, costOfMore)
      const weak = other.entry.names[listedName]!.weak || (mine.length === 1 && theirs.length === 1)
      const most = weak && birth !== 'same' ? rule.weak : 1_000
      const name = Math.min(most, Math.round(score * 1_000))
      if (name > best.name)
        best = {
          subjectName,
          listedName,
          name,
          weak,
          pairs: pairs.map((pair) => ({ ...pair, score: thousandths(pair) })),
        }
    }
  return best
}

const thousandths = ({ score }: Pair): number => Math.round(score * 1_000)

function birthCost(finding: BirthFinding, rule: Thresholds): number {
  if (finding === 'year_far') return rule.birthYearFar
  if (finding === 'year_near') return rule.birthYearNear
  if (finding === 'other_day') return rule.birthDay
  return finding === 'swapped' ? rule.birthSwapped : 0
}

const agreement = (one: readonly string[], other: readonly string[]): 'unknown' | 'same' | 'different' => {
  if (one.length === 0 || other.length === 0) return 'unknown'
  return one.some((value) => other.includes(value)) ? 'same' : 'different'
}

/** A number that both have; of one country where both say which. */
function sharedIdentifier(one: readonly Identifier[], other: readonly Identifier[]): IdentifierKind | null {
  const shared = one.find((mine) =>
    other.some(
      (theirs) =>
        mine.kind === theirs.kind &&
        mine.value === theirs.value &&
        (mine.country === null || theirs.country === null || mine.country === theirs.country),
    ),
  )
  return shared?.kind ?? null
}
