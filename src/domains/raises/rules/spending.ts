import type { Asset } from '@/kit/money'
import { parseMoney } from '@/kit/money'
import { refuse } from './refusals'

/** A line of the budget as the approved application has it; amounts as typed. */
export type BudgetLine = { title: string; minimum: string; optimum: string }

/** What a team says it spent for one line of the budget: an amount as typed, and the paper that shows it. */
export type TypedSpending = { line: number; amount: string; hash: string; link: string }

/** The same in base units of what the raise is paid in, with the line's title. */
export type Spending = { line: number; title: string; units: bigint; hash: string; link: string }

/**
 * Reads what was spent, ascending by line. Refuses lines that the budget does not have or that are named twice, and amounts that
 * are none or 0, each with its field.
 */
export function readSpending(budget: readonly BudgetLine[], typed: readonly TypedSpending[], asset: Asset): Spending[] {
  const seen = new Set<number>()
  return typed
    .map(({ line, amount, ...paper }, place) => {
      const { title } = budget[line] ?? {}
      if (title === undefined) throw refuse.badSpending({ field: `spent.${place}.line`, problem: NO_LINE })
      if (seen.has(line)) throw refuse.badSpending({ field: `spent.${place}.line`, problem: TWICE })
      seen.add(line)
      const parsed = parseMoney(amount, asset)
      const problem = parsed.ok ? (parsed.money.units > 0n ? null : NOTHING) : parsed.problem
      if (!parsed.ok || problem)
        throw refuse.badSpending({ field: `spent.${place}.amount`, problem: problem ?? NOTHING })
      return { line, title, units: parsed.money.units, ...paper }
    })
    .sort((one, other) => one.line - other.line)
}

const NO_LINE = 'The approved budget has no such line. Load the page again.'
const TWICE = 'This line is there already. Write one amount for each line.'
const NOTHING = 'Write more than 0, or leave the line out.'

/** One line of the budget and what was reported for it. */
export type LineSpent = {
  line: number
  title: string
  /** As typed in the approved application; null for a line that a change of the terms took out. */
  budget: { minimum: string; optimum: string } | null
  units: bigint
  papers: { tranche: number; units: bigint; hash: string; link: string }[]
}

type Reported = { tranche: number; spending: readonly Spending[] }

/** Everything reported so far beside the declared budget, in its order. No amount that was reported is left out. */
export function spentByLine(budget: readonly BudgetLine[], reports: readonly Reported[]): LineSpent[] {
  const rows = new Map<string, LineSpent>()
  const keyOf = ({ line, title }: { line: number; title: string }) => `${line} ${title}`
  for (const [line, { title, minimum, optimum }] of budget.entries())
    rows.set(keyOf({ line, title }), { line, title, budget: { minimum, optimum }, units: 0n, papers: [] })
  for (const { tranche, spending } of reports) {
    for (const { line, title, units, hash, link } of spending) {
      const before = rows.get(keyOf({ line, title })) ?? { line, title, budget: null, units: 0n, papers: [] }
      const papers = [...before.papers, { tranche, units, hash, link }]
      rows.set(keyOf({ line, title }), { ...before, units: before.units + units, papers })
    }
  }
  return [...rows.values()]
}
