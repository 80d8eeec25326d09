// `matcher FOLDER`: how well people are compared with the publishers' own lists. FOLDER holds OFAC's four files in commas and the United
// Nations' UN_consolidated.xml. Listed people with a date of birth are damaged lightly and hard as in the tests; ordinary people are drawn
// from usual names. Everything follows from one seed, so a figure can be had again.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { CandidateIndex } from '@/domains/screening/rules/candidates'
import { compare, type ReadyEntry, readyEntry, readySubject } from '@/domains/screening/rules/compare'
import { readListXml } from '@/domains/screening/rules/read-list'
import { readOfacCsv } from '@/domains/screening/rules/read-ofac-csv'
import type { Thresholds } from '@/domains/screening/rules/thresholds'
import type { Compared } from '@/domains/screening/schema'
import { Dice } from '@/test/dice'
import {
  comparedOf,
  type Drawn,
  drawListed,
  drawOrdinary,
  hardDamaged,
  lightlyDamaged,
  rareName,
} from '@/test/invented-names'
import { RULE } from '@/test/screening-rule'
import { fail } from './figures'

const share = (part: number, whole: number): number => Math.round((part * 10_000) / whole) / 10_000

const folder =
  process.argv[2] ?? fail('Name the folder with sdn.csv, alt.csv, add.csv, sdn_comments.csv and UN_consolidated.xml.')
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')
const ofac = readOfacCsv({
  ...{ sdn: read('sdn.csv'), alt: read('alt.csv'), add: read('add.csv'), comments: read('sdn_comments.csv') },
})
const un = readListXml('un', read('UN_consolidated.xml'))
const listed = [...ofac.entries, ...un.entries]
const entries = listed.map(readyEntry)
const index = new CandidateIndex(entries)
const dice = new Dice(20_261_129)
const TRIES = 4_000
/** `--rule {"reviewSameDay":700}` tries another number. */
const given = process.argv.indexOf('--rule')
const rule: Thresholds = { ...RULE, ...(given > 0 && JSON.parse(process.argv[given + 1] ?? '{}')) }

const isHit = (subject: Compared, entry: ReadyEntry): boolean => {
  const { score, threshold } = compare(readySubject(subject), entry, rule)
  return score >= threshold
}
const hitsOf = (subject: Compared): ReadyEntry[] =>
  index.find(readySubject(subject)).filter((entry) => isHit(subject, entry))

type Known = { entry: ReadyEntry; drawn: Drawn }

/** People of whom the lists know a day of birth and a name of two words or more. */
const known: Known[] = entries.flatMap((entry) => {
  const { kind, names, births, countries } = entry.entry
  const birth = births.find(({ from, to }) => from === to)
  const words = names[0]!.name
    .replace(/[^\p{L}\p{M}' -]/gu, '')
    .split(/\s+/)
    .filter(Boolean)
  if (kind !== 'person' || !birth || words.length < 2 || words.at(-1)!.length < 2) return []
  const [given, ...rest] = words as [string, ...string[]]
  // One word may be left out lightly, the second; the others are names of the family.
  const [middle, family] = rest.length > 1 ? [rest[0]!, rest.slice(1).join(' ')] : ['', rest[0]!]
  return [{ entry, drawn: { given, middle, family, birth: birth.from, country: countries[0] ?? 'XX' } }]
})

const missed: string[] = []
for (let turn = 0; turn < TRIES; turn += 1) {
  const { entry, drawn } = dice.of(known)
  const name = lightlyDamaged(drawn, dice)
  const subject = { ...comparedOf(drawn, [name]), countries: drawn.country === 'XX' ? [] : [drawn.country] }
  if (!hitsOf(subject).includes(entry)) missed.push(`${entry.entry.names[0]!.name} as ${name}`)
}

const falsely: string[] = []
let [withBirth, without] = [0, 0]
for (let turn = 0; turn < TRIES; turn += 1) {
  const one = comparedOf(drawOrdinary(dice))
  const hits = hitsOf(one)
  if (hits.length > 0) {
    withBirth += 1
    falsely.push(`${one.names[0]} as ${hits[0]!.entry.names[0]!.name}`)
  }
  if (hitsOf({ ...one, dateOfBirth: null }).length > 0) without += 1
}

let [truePositives, falsePositives, falseNegatives] = [0, 0, 0]
for (const [place, { entry, drawn }] of known.entries()) {
  const base = comparedOf(drawn, [hardDamaged(drawn, dice)])
  const right = { ...base, countries: drawn.country === 'XX' ? [] : [drawn.country] }
  if (isHit(place % 2 === 0 ? right : { ...right, dateOfBirth: null }, entry)) truePositives += 1
  else falseNegatives += 1
  if (isHit(lookAlike(drawn), entry)) falsePositives += 1
}

/** Somebody else who is easily taken for a listed person, as in the tests. */
function lookAlike(one: Drawn): Compared {
  const other = drawListed(dice)
  const kinds: (() => Compared)[] = [
    () => comparedOf({ ...other, family: one.family }),
    () => comparedOf({ ...other, given: one.given, family: rareName(dice) }),
    () =>
      comparedOf({
        ...{ ...other, given: one.given },
        family: `${one.family.slice(0, 3)}${rareName(dice).toLowerCase().slice(1)}`,
      }),
    () => comparedOf({ ...one, middle: '', birth: other.birth, country: 'NZ' }),
  ]
  return dice.of(kinds)()
}

if (process.argv.includes('--missed')) for (const one of [...missed, ...falsely]) console.error(one)
const f1 = (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives)
console.log(
  JSON.stringify({
    ...{ bench: 'matcher', entries: listed.length, people: known.length },
    ...{ recallLight: share(TRIES - missed.length, TRIES), falsePositives: share(withBirth, TRIES) },
    ...{ falsePositivesWithoutBirth: share(without, TRIES), f1: share(f1, 1) },
  }),
)
