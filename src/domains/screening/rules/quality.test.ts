import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import {
  comparedOf,
  type Drawn,
  drawListed,
  drawOrdinary,
  hardDamaged,
  lightlyDamaged,
  listedOf,
  rareName,
} from '@/test/invented-names'
import { RULE } from '@/test/screening-rule'
import type { Compared } from '../schema'
import { CandidateIndex } from './candidates'
import { compare, type ReadyEntry, readyEntry, readySubject } from './compare'

// How well names are compared, measured over invented people. The figures stand in the names of what is expected.

const LISTED = 3_000
const dice = new Dice(20_261_129)
const drawn = Array.from({ length: LISTED }, () => drawListed(dice))
const entries = drawn.map((one, index) => readyEntry(listedOf(one, index)))
const index = new CandidateIndex(entries)

const isHit = (subject: Compared, entry: ReadyEntry): boolean => {
  const { score, threshold } = compare(readySubject(subject), entry, RULE)
  return score >= threshold
}
/** The entries that staff would have to look at. */
const hitsOf = (subject: Compared): ReadyEntry[] =>
  index.find(readySubject(subject)).filter((entry) => isHit(subject, entry))

describe('the comparison of names', () => {
  test('finds at least 99.5 % of listed people whose names are lightly damaged and whose birth dates are known', () => {
    const missed: string[] = []
    const tries = 4_000
    for (let turn = 0; turn < tries; turn += 1) {
      const place = dice.between(0, LISTED - 1)
      const name = lightlyDamaged(drawn[place]!, dice)
      if (!hitsOf(comparedOf(drawn[place]!, [name])).includes(entries[place]!))
        missed.push(`${entries[place]!.entry.names[0]!.name} as ${name}`)
    }
    const recall = 1 - missed.length / tries
    expect(recall, missed.join('; ')).toBeGreaterThanOrEqual(0.995)
  })

  test('holds up at most 0.5 % of ordinary people', () => {
    const tries = 4_000
    const held = Array.from({ length: tries }, () => drawOrdinary(dice)).filter(
      (one) => hitsOf(comparedOf(one)).length > 0,
    )
    const share = held.length / tries
    expect(share).toBeLessThanOrEqual(0.005)
  })

  test('reaches an F1 of at least 0.79 on hard pairs', () => {
    let [truePositives, falsePositives, falseNegatives] = [0, 0, 0]
    for (const [place, one] of drawn.entries()) {
      const right = comparedOf(one, [hardDamaged(one, dice)])
      const known = place % 2 === 0 ? right : { ...right, dateOfBirth: null }
      if (isHit(known, entries[place]!)) truePositives += 1
      else falseNegatives += 1
      if (isHit(lookAlike(one), entries[place]!)) falsePositives += 1
    }
    const f1 = (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives)
    expect(f1).toBeGreaterThanOrEqual(0.79)
  })
})

/** Somebody else who is easily taken for a listed person: a relative, a near namesake, a namesake of another age and country. */
function lookAlike(one: Drawn): Compared {
  const other = drawListed(dice)
  const kinds: (() => Compared)[] = [
    () => comparedOf({ ...other, family: one.family }),
    () => comparedOf({ ...other, given: one.given, family: rareName(dice) }),
    () =>
      comparedOf({
        ...other,
        given: one.given,
        family: `${one.family.slice(0, 3)}${rareName(dice).toLowerCase().slice(1)}`,
      }),
    () => comparedOf({ ...one, middle: '', birth: other.birth, country: 'NZ' }),
  ]
  return dice.of(kinds)()
}
