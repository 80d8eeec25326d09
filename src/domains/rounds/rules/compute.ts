import { type Distribution, distribute, listText } from './distribute'
import { type Explanation, explain } from './explain'
import { judgeRound, type Proceedings } from './proceedings'
import { type RoundInputs, readInputs } from './round-sheet'
import { simulate, type WhatIf } from './simulate'

/** The four files that a round follows from, as JSON texts: what goes to another thread without being read here. */
export type InputTexts = Readonly<Record<'sheet' | 'submissions' | 'audit' | 'facts', string>>

/** What can be asked of a round's inputs. `recipients`: null for everybody who handed in or takes part, else these. */
export type Question =
  | { readonly ask: 'audit' }
  | { readonly ask: 'whole' }
  | { readonly ask: 'numbers'; readonly recipients: readonly string[] | null }
  | { readonly ask: 'whatIf'; readonly change: WhatIf }

/** Who was drawn so far, and the verdicts before appeals. */
export type Audited = Pick<Proceedings, 'firstPanels' | 'firstVerdicts' | 'appealPanels'>
/** The computed round with the text of its list. */
export type Whole = { readonly distribution: Distribution; readonly list: string }
/** What is split, what is paid, and how some numbers come about; base units. */
export type Numbers = Pick<Distribution, 'available' | 'paid'> & {
  readonly slot: bigint
  readonly explanations: readonly Explanation[]
}
/** A number as things are, and as they would be. */
export type Change = ReturnType<typeof simulate>
type Answers = { audit: Audited; whole: Whole; numbers: Numbers; whatIf: Change }
export type AnswerTo<Asked extends Question> = Answers[Asked['ask']]

/** Answers a question from texts alone. Pure; refuses what cannot be read (`rounds.badSheet`, `rounds.badInputs`). */
export function answer({ sheet, submissions, audit, facts }: InputTexts, question: Question): Answers[keyof Answers] {
  const inputs = readInputs({
    ...{ sheet: JSON.parse(sheet), submissions: JSON.parse(submissions) },
    ...{ audit: JSON.parse(audit), facts: JSON.parse(facts) },
  })
  if (question.ask === 'whatIf') return simulate(inputs, question.change)
  if (question.ask === 'audit') return auditOf(inputs)
  const distribution = distribute(inputs)
  if (question.ask === 'whole') return { distribution, list: listText(inputs, distribution) }
  const { available, paid } = distribution
  const explanations = (question.recipients ?? everybodyIn(inputs, distribution)).map((recipient) =>
    explain(inputs, distribution, recipient),
  )
  return { available, paid, slot: inputs.facts.slot, explanations }
}

function auditOf(inputs: RoundInputs): Audited {
  const { firstPanels, firstVerdicts, appealPanels } = judgeRound(inputs, inputs.audit)
  return { firstPanels, firstVerdicts, appealPanels }
}

function everybodyIn({ submissions }: RoundInputs, { shares }: Distribution): string[] {
  return [...new Set([...submissions, ...shares].map(({ recipient }) => recipient))].sort()
}
