import type { z } from 'zod'
import { type CanonicalValue, canonicalJson } from '@/kit/canonical-json'
import { type Db, type Tx, units } from '@/server/db'
import type { InputTexts } from '../rules/compute'
import { type Electorate, electorateOf } from '../rules/operators'
import type { auditRecord, chainFacts, submissions } from '../schema/round-inputs'
import type { EngineRoundRow } from './engine-rows'

export type WrittenFacts = z.input<typeof chainFacts>
/** Who could be drawn, who may vote, and who stands on whose side, as it was when submissions ended: a part of the facts. */
export type Candidates = Pick<WrittenFacts, 'auditors' | 'voters' | 'conflicts' | 'submitters'>

/** The four files of a round that everything follows from, as plain JSON values. */
export type WrittenInputs = {
  sheet: unknown
  submissions: z.input<typeof submissions>
  audit: z.input<typeof auditRecord>
  facts: WrittenFacts
}

const NOBODY: Candidates = { auditors: [], voters: [], conflicts: [] }

/** Candidates as they were kept; nobody before submissions ended. */
export const candidatesOf = ({ candidates }: Pick<EngineRoundRow, 'candidates'>): Candidates =>
  candidates === null ? NOBODY : (JSON.parse(candidates) as Candidates)

/** Handed-in work, as far as it decides who may judge it. */
export type JudgedWork = { key: string; person: string; recipient: string }

/** Who votes about these works of a round, as it was when submissions ended. */
export const electorateIn = (round: EngineRoundRow, works: readonly JudgedWork[]): Electorate =>
  electorateOf({
    ...candidatesOf(round),
    leastOperators: round.read.sheet.panel.leastOperators,
    submissions: works.map(({ key: id, person, recipient }) => ({ id, person, recipient })),
  })

const EMPTY = '"positions":[]'

/**
 * Facts as one canonical text around positions that are canonical text already: tens of thousands of them are not read here only to
 * be written again. No text inside can hold what is replaced: its quotes would be escaped.
 */
export const factsText = (facts: WrittenFacts, positions: string): string =>
  canonicalJson({ ...facts, positions: [] } as CanonicalValue).replace(EMPTY, () => `"positions":${positions}`)

/** What a round is computed from, as texts; `facts` where they are not those that the round has kept. */
export async function inputTexts(db: Db | Tx, round: EngineRoundRow, facts?: string): Promise<InputTexts> {
  const { submissions, audit } = await recordOf(db, round)
  return {
    ...{ sheet: round.sheet, submissions: JSON.stringify(submissions), audit: JSON.stringify(audit) },
    facts: facts ?? round.facts ?? canonicalJson(knownFacts(round) as CanonicalValue),
  }
}

/** What is known before the list is made: no positions, nobody excluded, and the slot of the seed. */
export const knownFacts = (round: EngineRoundRow): WrittenFacts => ({
  ...{ slot: (round.seedSlot ?? 0n).toString(), positions: [], exclusions: [], ...candidatesOf(round) },
})

/** What the chain showed, as canonical JSON; `null` for the slot: take the seed's. */
export type Positions = { slot: string | null; positions: string }

/** Everything that a round's list follows from, as it stands: with these positions, and without who is excluded by now. */
export async function standingTexts(
  db: Db | Tx,
  round: EngineRoundRow,
  { slot, positions }: Positions,
): Promise<InputTexts> {
  const excluded = await db.roundExclusion.findMany({
    where: { roundId: round.id, confirmedAt: { not: null }, liftedAt: null },
    orderBy: { recipient: 'asc' },
  })
  const people = await db.roundPerson.findMany({ where: { roundId: round.id } })
  const names = new Map(people.map(({ personId, key }) => [personId, key]))
  const exclusions = excluded.map(
    ({ recipient, reason, proposedBy, confirmedBy }): WrittenFacts['exclusions'][number] => {
      return { recipient, reason, signers: [names.get(proposedBy)!, names.get(confirmedBy)!] }
    },
  )
  const known = knownFacts(round)
  return inputTexts(db, round, factsText({ ...known, slot: slot ?? known.slot, exclusions }, positions))
}

/** What was handed in, said and appealed, as the export has it. */
export async function recordOf(
  db: Db | Tx,
  round: EngineRoundRow,
): Promise<Pick<WrittenInputs, 'submissions' | 'audit'>> {
  const where = { roundId: round.id }
  const [handedIn, commits, reveals, appeals] = await Promise.all([
    db.roundSubmission.findMany({ where, orderBy: { key: 'asc' } }),
    db.roundCommit.findMany({ where, orderBy: PLACE }),
    db.roundReveal.findMany({ where, orderBy: PLACE }),
    db.roundAppeal.findMany({ where, orderBy: { about: 'asc' } }),
  ])
  return {
    submissions: handedIn.map(({ key, recipient, person, wallet, evidence, claimed, bond, at }) => ({
      ...{ id: key, recipient, person, wallet, evidence: JSON.parse(evidence) },
      ...{ claimed: units(claimed).toString(), bond: units(bond).toString(), at: at.toISOString() },
    })),
    audit: {
      seed: round.seed,
      commits: commits.map(({ commit, ...row }) => ({ ...placeOf(row), commit })),
      reveals: reveals.map(({ content, salt, ...row }) => ({ ...placeOf(row), content: JSON.parse(content), salt })),
      appeals: appeals.map(({ about, at }) => ({ submission: about, at: at.toISOString() })),
    },
  }
}

const PLACE = [{ stage: 'asc' as const }, { about: 'asc' as const }, { person: 'asc' as const }]

const placeOf = ({ person, about, stage, at }: { person: string; about: string; stage: string; at: Date }) => ({
  ...{ auditor: person, submission: about || null, stage: stage as 'first' | 'appeal', at: at.toISOString() },
})
