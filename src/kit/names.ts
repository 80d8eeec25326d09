import anyAscii from 'any-ascii'
import { doubleMetaphone } from 'double-metaphone'

/** Invisible characters of format: zero-width ones, joiners, direction marks, soft hyphens. */
const INVISIBLE = /\p{Cf}/gu
const APOSTROPHES = /['’‘`´ʼʿʾʹ"]/g

/** The words of a name in lower-case ASCII, whatever script it is written in: NFKC, without invisible characters. */
export const wordsOf = (name: string): string[] =>
  anyAscii(name.normalize('NFKC').replace(INVISIBLE, ''))
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

/** Whether one word mixes Latin letters with Cyrillic or Greek ones, which look alike: nobody's keyboard does that by itself. */
export const mixesScripts = (name: string): boolean =>
  name
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .split(/[^\p{L}\p{M}]+/u)
    .some((word) => /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word))

/** How a word sounds, in double metaphone; the word itself where it has no sound, as numbers. */
export const soundOf = (word: string): string => doubleMetaphone(word)[0] || word

/** The trigrams of words as pg_trgm makes them: each word with two blanks before and one behind. */
export function trigramsOf(words: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const word of words) {
    const padded = `  ${word} `
    for (let place = 0; place + 3 <= padded.length; place += 1) found.add(padded.slice(place, place + 3))
  }
  return found
}

/** Jaro's similarity of two words, 0 to 1: common letters within half the longer word, less half of those out of order. */
export function jaro(one: string, other: string): number {
  if (one === other) return 1
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1)
  const taken = new Uint8Array(other.length)
  const first: string[] = []
  for (let place = 0; place < one.length; place += 1) {
    const until = Math.min(other.length - 1, place + reach)
    for (let candidate = Math.max(0, place - reach); candidate <= until; candidate += 1) {
      if (taken[candidate] || one[place] !== other[candidate]) continue
      taken[candidate] = 1
      first.push(one[place]!)
      break
    }
  }
  if (first.length === 0) return 0
  let order = 0
  let index = 0
  for (let place = 0; place < other.length; place += 1) {
    if (!taken[place]) continue
    if (first[index] !== other[place]) order += 1
    index += 1
  }
  const common = first.length
  return (common / one.length + common / other.length + (common - order / 2) / common) / 3
}

/** Jaro with Winkler's bonus of a tenth for each of up to four equal first letters, given from 0.7 on. */
export function jaroWinkler(one: string, other: string): number {
  const similarity = jaro(one, other)
  if (similarity < 0.7) return similarity
  let prefix = 0
  while (prefix < 4 && prefix < one.length && one[prefix] === other[prefix]) prefix += 1
  return similarity + prefix * 0.1 * (1 - similarity)
}
