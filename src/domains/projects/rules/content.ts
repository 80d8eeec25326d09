import { parseInteger } from '@/kit/integer'
import { type Asset, formatUnits, mulDiv, parseMoney } from '@/kit/money'
import type { Content } from '../schema/content'
import type { Problem } from '../schema/draft'
import type { MintFacts } from '../schema/terms'
import { allocated, basisPoints, runningSum, unitsOf } from './numbers'

/** What the content is checked against. */
export type ContentContext = {
  /** The asset that the raise is paid in, as the terms name it. */
  payment: Asset
  /** The existing token as the chain knows it; null for a token that is still to be made. */
  saleMint: MintFacts | null
}

/** The token that is sold, as the application describes it. */
export const saleAsset = (content: Content): Asset => ({
  symbol: content.token.symbol,
  decimals: parseInteger(content.token.decimals) ?? 0,
  mint: content.token.mint || null,
})

const problem = (section: Problem['section'], field: string, message: string): Problem => ({ section, field, message })

/** What is wrong with content that is complete: sums, shares, and the token on chain. */
export function contentProblems(content: Content, context: ContentContext): Problem[] {
  return [
    ...resourceProblems(content),
    ...budgetProblems(content, context.payment),
    ...tokenomicsProblems(content),
    ...tokenProblems(content, context.saleMint),
    ...saleProblems(content),
    ...promiseProblems(content),
  ]
}

/** A payment that two people must agree to says what for. */
const promiseProblems = ({ tranches }: Content): Problem[] =>
  tranches.rows.flatMap(({ delivers }, index) =>
    index > 0 && delivers === ''
      ? [
          problem(
            'tranches',
            `rows.${index}.delivers`,
            'Say what is delivered before this payment: it is approved by that.',
          ),
        ]
      : [],
  )

function resourceProblems({ resources }: Content): Problem[] {
  const offered = [resources.computeCoreHours, resources.storageGigabytes, resources.bandwidthGigabytes]
  if (offered.some((quantity) => /[1-9]/.test(quantity))) return []
  return [problem('resources', 'computeCoreHours', 'Offer at least one of compute, storage and bandwidth.')]
}

/** The sums of a budget in base units of the payment asset. */
export const budgetSums = (lines: Content['budget']['lines'], payment: Asset) => ({
  minimum: runningSum(
    lines.map((line) => line.minimum),
    payment,
  ),
  optimum: runningSum(
    lines.map((line) => line.optimum),
    payment,
  ),
})

function budgetProblems({ budget, terms }: Content, payment: Asset): Problem[] {
  const lines = budget.lines.flatMap((line, index) => {
    const minimum = parseMoney(line.minimum, payment)
    const optimum = parseMoney(line.optimum, payment)
    if (!minimum.ok) return [problem('budget', `lines.${index}.minimum`, minimum.problem)]
    if (!optimum.ok) return [problem('budget', `lines.${index}.optimum`, optimum.problem)]
    if (optimum.money.units >= minimum.money.units) return []
    return [problem('budget', `lines.${index}.optimum`, 'The optimum is at least the minimum of the line.')]
  })
  const sums = budgetSums(budget.lines, payment)
  const [least, cap] = [unitsOf(terms.minimum, payment), unitsOf(terms.cap, payment)]
  if (lines.length > 0 || least === null || cap === null) return lines
  const written = (units: bigint) => `${formatUnits(units, payment.decimals)} ${payment.symbol}`
  return [
    ...(least < sums.minimum
      ? [
          problem(
            'budget',
            'lines',
            `The raise may succeed at its minimum, which does not cover the ${written(sums.minimum)} that these lines need.`,
          ),
        ]
      : []),
    ...(cap > sums.optimum
      ? [
          problem(
            'budget',
            'lines',
            `The raise may take more than the ${written(sums.optimum)} that these lines can use. Add a line or lower the cap.`,
          ),
        ]
      : []),
  ]
}

function tokenomicsProblems({ tokenomics: { allocations } }: Content): Problem[] {
  const sum = allocated(allocations.map((row) => row.percent))
  const sales = allocations.filter((row) => row.kind === 'sale').length
  return [
    ...(sum === 10_000
      ? []
      : [
          problem(
            'tokenomics',
            'allocations',
            `The shares add up to ${formatUnits(BigInt(sum), 2)} %; they must be exactly 100 %.`,
          ),
        ]),
    ...(sales === 1 ? [] : [problem('tokenomics', 'allocations', 'Exactly one row is the share sold in this raise.')]),
    ...allocations.flatMap((row, index) =>
      basisPoints(row.percent) === 0
        ? [problem('tokenomics', `allocations.${index}.percent`, 'A share of 0 % is no row: remove it.')]
        : [],
    ),
  ]
}

/** Where the application and the token on chain disagree, and what no raise accepts. */
export function tokenProblems(content: Content, mint: MintFacts | null): Problem[] {
  const sale = saleAsset(content)
  const supply = parseMoney(content.token.supply, sale)
  if (!supply.ok) return [problem('token', 'supply', supply.problem)]
  if (supply.money.units === 0n) return [problem('token', 'supply', 'The supply is more than 0.')]
  if (!mint) {
    const missing = content.token.kind === 'existing' || content.token.mint !== ''
    return missing ? [problem('token', 'mint', 'There is no token with this address on this chain.')] : []
  }
  if (mint.program !== 'classic')
    return [
      problem('token', 'mint', 'This token belongs to the Token-2022 program. Raises use the classic token program.'),
    ]
  if (mint.freezeAuthority)
    return [
      problem(
        'token',
        'mint',
        'Somebody can freeze this token. Drop its freeze authority first: no raise sells a token that can be frozen.',
      ),
    ]
  if (mint.decimals !== sale.decimals)
    return [problem('token', 'decimals', `On chain this token has ${mint.decimals} decimals.`)]
  if (mint.supply !== supply.money.units)
    return [problem('token', 'supply', `On chain the supply is ${formatUnits(mint.supply, mint.decimals)}.`)]
  if (content.token.kind === 'new' && mint.mintAuthority)
    return [problem('token', 'mint', 'Somebody can still make more of this token. A new token has a fixed supply.')]
  return []
}

function saleProblems(content: Content): Problem[] {
  const sale = saleAsset(content)
  const [supply, sold] = [unitsOf(content.token.supply, sale), unitsOf(content.terms.tokensAtCap, sale)]
  const row = content.tokenomics.allocations.find(({ kind }) => kind === 'sale')
  const bps = row && basisPoints(row.percent)
  if (supply === null || sold === null || !bps) return []
  const most = mulDiv(supply, BigInt(bps), 10_000n)
  if (sold <= most) return []
  return [
    problem(
      'terms',
      'tokensAtCap',
      `The token table gives this raise ${formatUnits(most, sale.decimals)} ${sale.symbol}; the terms sell more.`,
    ),
  ]
}
