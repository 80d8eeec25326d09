import type { ClearReason, Importable } from '../schema'
import type { Features } from './compare'

export const SOURCE_WORDS: Record<Importable, string> = {
  ofac: 'United States (OFAC SDN)',
  un: 'United Nations',
  eu: 'European Union',
  uk: 'United Kingdom',
  pep: 'Politically exposed persons (the operator’s own list)',
}

export const REASON_WORDS: Record<ClearReason, string> = {
  dob_different: 'Another date of birth',
  nationality_different: 'Another nationality',
  gender_different: 'Another gender',
  id_different: 'Another identity number',
  place_different: 'Another place of birth or life',
  entity_type: 'Another kind: a person is no firm or ship',
  name_only_common: 'Nothing but a common name agrees',
}

export const CAUSE_WORDS: Record<string, string> = {
  submitted: 'a verification was handed in',
  changed: 'their data changed',
  list_changed: 'a list changed',
  weekly: 'weekly comparison',
  retried: 'it was tried again',
  wallet_added: 'a wallet was linked',
  payout: 'a payout was due',
  lift: 'a confirmed hit may be lifted',
}

const BIRTH_WORDS: Record<Features['birth'], string> = {
  unknown: 'not known on one side',
  same: 'the same',
  swapped: 'day and month exchanged',
  other_day: 'the same year, another day',
  year_near: 'a year apart',
  year_far: 'more than a year apart',
}

/** Thousandths as a share of one: `0.954`. */
export const scoreText = (thousandths: number): string =>
  `${Math.floor(thousandths / 1_000)}.${String(thousandths % 1_000).padStart(3, '0')}`

/** Why a score is what it is, in names and values. */
export function featureFacts(features: Features): [string, string][] {
  const { name, birth, country, gender, identifier, weak, mixedScript, threshold, pairs } = features
  return [
    ['Names', `${scoreText(name)}, ${pairs.length === 1 ? 'one word agrees' : `${pairs.length} words agree`}`],
    ['Date of birth', BIRTH_WORDS[birth]],
    [
      'Country',
      country === 'shared' ? 'one is the same' : country === 'different' ? 'none is the same' : 'not known on one side',
    ],
    ['Gender', gender === 'unknown' ? 'not known on one side' : gender === 'same' ? 'the same' : 'another'],
    ['Identity number', identifier ? `the same ${identifier.replace('_', ' ')}` : 'none in common'],
    ['Kind of name', weak ? 'a weak alias, or one word alone' : 'a full name'],
    ['Scripts', mixedScript ? 'letters of two scripts in one word' : 'one script a word'],
    ['Looked at from', scoreText(threshold)],
  ]
}

/** A span of days as people read it. */
export const spanText = ({ from, to }: { from: string; to: string }): string =>
  from === to
    ? from
    : from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31`
      ? from.slice(0, 4)
      : `${from} to ${to}`
