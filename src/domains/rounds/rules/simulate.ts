import type { Position } from '../schema/round-inputs'
import { type BaseUnits, baseUnits } from '../schema/units'
import { distribute } from './distribute'
import { type Explanation, explain } from './explain'
import { type RoundInputs, refuseInput } from './round-sheet'

/** "If 40 more people commit 5 KOII each": so many new verified people, each with so many base units. */
export type WhatIf = { readonly recipient: string; readonly people: number; readonly each: BaseUnits }

/** The most people that a question may add. */
const MOST_PEOPLE = 100_000

/**
 * What a recipient gets as things are, and what it would get if more people gave. New people give to nobody else. Refuses rounds whose
 * reward does not come from gifts, projects that are not eligible and numbers out of range (`rounds.badInputs`).
 */
export function simulate(
  inputs: RoundInputs,
  { recipient, people, each }: WhatIf,
): { before: Explanation; after: Explanation } {
  const { sheet, reward, facts } = inputs
  if (reward.weighs !== 'gifts')
    throw refuseInput.badInputs({ field: 'reward', problem: `${reward.id} does not depend on what people give.` })
  if (sheet.eligible === 'open' || !sheet.eligible.includes(recipient))
    throw refuseInput.badInputs({ field: 'recipient', problem: `${recipient} does not take part in this round.` })
  if (Math.floor(people) !== people || people < 1 || people > MOST_PEOPLE)
    throw refuseInput.badInputs({ field: 'people', problem: `Write a whole number from 1 to ${MOST_PEOPLE}.` })
  const added = Array.from(
    { length: people },
    (_, place): Position => ({
      // A name that no key can have, so that it cannot meet a person of the round.
      person: `~${place.toString().padStart(6, '0')}`,
      wallet: '',
      ...{
        project: recipient,
        mint: sheet.asset.mint,
        raise: 'succeeded',
        withdrawable: false,
        accepted: baseUnits(each),
      },
    }),
  )
  const changed = { ...inputs, facts: { ...facts, positions: [...facts.positions, ...added] } }
  return {
    before: explain(inputs, distribute(inputs), recipient),
    after: explain(changed, distribute(changed), recipient),
  }
}
