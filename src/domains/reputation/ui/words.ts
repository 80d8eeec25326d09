import { scoreText } from '../rules/score'
import type { Dimension, EventKind } from '../schema'

/** What a dimension is about, in two words and in a sentence. */
export const DIMENSION_WORDS: Readonly<Record<Dimension, { name: string; about: string }>> = {
  delivery: { name: 'Delivery', about: 'Payments of raises that were approved in time, or were not.' },
  rounds: { name: 'Rounds', about: 'Rounds that paid a project of this wallet, work handed in, and audits.' },
  stake: {
    name: 'Stake',
    about: 'Days on which its stake in a K2 task was found, counted while the profile is shown.',
  },
}

export const KIND_WORDS: Readonly<Record<EventKind, string>> = {
  'tranche.approved': 'A payment was approved in time',
  'tranche.missed': 'A payment was rejected, or not approved in time',
  'round.paid': 'A bonus round paid',
  'work.accepted': 'Work for a round was accepted',
  'work.refused': 'Work for a round was refused',
  'audit.agreed': 'Judged work as it was decided in the end',
  'audit.differed': 'Judged work otherwise than it was decided',
  'audit.withheld': 'Fixed a judgement and never showed it',
  'bond.slashed': 'A round took a bond',
  'stake.kept': 'The stake was found',
  'stake.broken': 'The stake was gone',
}

/** A score for the eye: three decimals, never rounded up. The file has all nine. */
export const shortScore = (score: bigint): string => scoreText(score).slice(0, 5)
