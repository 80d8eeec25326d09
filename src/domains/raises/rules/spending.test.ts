import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSpending, spentByLine } from './spending'

const KOII = { symbol: 'KOII', decimals: 9, mint: null }
const budget = ['Prover', 'Audit', 'Audit'].map((title) => ({ title, minimum: '1', optimum: '2' }))
const paper = { hash: 'a'.repeat(64), link: 'https://example.org/' }

test('an amount is read in base units; what does not fit is refused with its field', () => {
  expect(
    readSpending(
      budget,
      [
        { line: 2, amount: '0.5', ...paper },
        { line: 0, amount: '7', ...paper },
      ],
      KOII,
    ),
  ).toEqual([
    { line: 0, title: 'Prover', units: 7_000_000_000n, ...paper },
    { line: 2, title: 'Audit', units: 500_000_000n, ...paper },
  ])
  const refused = (line: number, amount: string) => () => readSpending(budget, [{ line, amount, ...paper }], KOII)
  expect(refused(3, '1')).toThrow('spent.0.line')
  expect(refused(0, '0')).toThrow('more than 0')
  expect(refused(0, '1e3')).toThrow('spent.0.amount')
  const twice = [0, 0].map((line) => ({ line, amount: '1', ...paper }))
  expect(() => readSpending(budget, twice, KOII)).toThrow('spent.1.line')
})

test('beside the budget no reported unit is lost, whatever became of its lines', () => {
  const spending = fc.array(
    fc.record({
      ...{ line: fc.nat(4), title: fc.constantFrom('Prover', 'Audit', 'Gone'), units: fc.bigInt(1n, 10n ** 19n) },
      ...{ hash: fc.constant(paper.hash), link: fc.constant(paper.link) },
    }),
  )
  const reports = fc.array(fc.record({ tranche: fc.integer({ min: 1, max: 7 }), spending }))
  fc.assert(
    fc.property(reports, (given) => {
      const rows = spentByLine(budget, given)
      const all = given.flatMap((report) => report.spending)
      const sum = (units: readonly bigint[]) => units.reduce((whole, one) => whole + one, 0n)
      expect(sum(rows.map(({ units }) => units))).toBe(sum(all.map(({ units }) => units)))
      expect(rows.flatMap(({ papers }) => papers)).toHaveLength(all.length)
      expect(rows.slice(0, 3).map(({ line, title }) => [line, title])).toEqual(
        budget.map(({ title }, line) => [line, title]),
      )
      for (const { units, papers } of rows) expect(units).toBe(sum(papers.map((one) => one.units)))
    }),
  )
})
