import { soundOf, trigramsOf } from '@/kit/names'
import type { Identifier } from '../schema'
import { isComparable, type ReadyEntry, type ReadySubject, type Words } from './compare'
import { mainForm } from './name-words'

/** How alike the trigrams of two names must be to be compared at all, as pg_trgm counts it: its own default. */
export const LEAST_SIMILAR = 0.3
/** Names of more words than this are indexed by the first of them. */
const MOST_WORDS = 12

/**
 * The keys under which a name is found by sound: each pair of its words, in double metaphone of their main forms; the sound of the one
 * word where there is only one. Two names that share a key have two words that sound alike.
 */
export function soundKeys(words: Words): string[] {
  const long = words.slice(0, MOST_WORDS).filter((word) => word.length > 1)
  const sounds = [...new Set(long.map((word) => soundOf(mainForm(word))))].sort()
  if (sounds.length < 2) return sounds
  return sounds.flatMap((one, index) => sounds.slice(index + 1).map((other) => `${one}|${other}`))
}

/** How a number is looked up. */
export const identifierKey = ({ kind, value }: Pick<Identifier, 'kind' | 'value'>): string => `${kind}:${value}`

type Place = { entry: number; size: number }

/**
 * Names of a list in memory, to compare many subjects with them: it finds the same candidates as the index of the database, by like
 * trigrams, by sound or by a number.
 */
export class CandidateIndex<Entry extends ReadyEntry = ReadyEntry> {
  readonly #names: Place[] = []
  readonly #byTrigram = new Map<string, number[]>()
  readonly #bySound = new Map<string, number[]>()
  readonly #byNumber = new Map<string, number[]>()
  readonly #entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
    for (const [place, { words, entry }] of entries.entries()) {
      for (const name of words) this.#add(place, name)
      for (const number of entry.identifiers) put(this.#byNumber, identifierKey(number), place)
    }
  }

  #add(entry: number, words: Words): void {
    const place = this.#names.length
    const trigrams = trigramsOf(words)
    this.#names.push({ entry, size: trigrams.size })
    for (const trigram of trigrams) put(this.#byTrigram, trigram, place)
    for (const key of soundKeys(words)) put(this.#bySound, key, place)
  }

  /** The entries worth comparing with a subject. */
  find({ words, subject }: ReadySubject): Entry[] {
    const found = new Set(subject.identifiers.flatMap((number) => this.#byNumber.get(identifierKey(number)) ?? []))
    for (const name of words) {
      this.#likeTrigrams(name, found)
      for (const key of soundKeys(name))
        for (const place of this.#bySound.get(key) ?? []) found.add(this.#names[place]!.entry)
    }
    return [...found]
      .map((entry) => this.#entries[entry]!)
      .filter(({ entry }) => isComparable(subject.kind, entry.kind))
  }

  #likeTrigrams(words: Words, found: Set<number>): void {
    const trigrams = trigramsOf(words)
    const shared = new Map<number, number>()
    for (const trigram of trigrams)
      for (const place of this.#byTrigram.get(trigram) ?? []) shared.set(place, (shared.get(place) ?? 0) + 1)
    for (const [place, count] of shared) {
      const { entry, size } = this.#names[place]!
      if (count / (trigrams.size + size - count) >= LEAST_SIMILAR) found.add(entry)
    }
  }
}

function put(map: Map<string, number[]>, key: string, place: number): void {
  const places = map.get(key)
  if (places) places.push(place)
  else map.set(key, [place])
}
