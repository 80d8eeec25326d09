import { PROTECTION_PROBLEMS } from './protection'
import { refuseRule } from './rule-change'

const OVER_LIMIT = 'compliance.overLimit'
const SENTENCES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PROTECTION_PROBLEMS.map((name) => [`compliance.${name}`, refuseRule[name]().message])),
  [OVER_LIMIT]: 'It goes beyond what you may invest here.',
}

/** The codes of a booked position that its owner is told about: those of the rules that protect investors, and never one of a review. */
export const REFUSED_CODES: readonly string[] = Object.keys(SENTENCES)

/** Why the rules did not allow what a position holds, for its owner; empty where nothing is to be told. */
export const refusedBecause = (codes: readonly string[]): string[] => codes.flatMap((code) => SENTENCES[code] ?? [])
