import { type Asset, formatUnits, groupDigits } from '@/kit/money'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount, Percent } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { budgetSums } from '../rules/content'
import { basisPoints, unitsOf } from '../rules/numbers'
import { ALLOCATION_KINDS, type Content, TOKEN_USES } from '../schema/content'
import { Prose } from './project-story'

/** A typed amount of an asset; text that is no amount is shown as it is. */
function Typed({ text, asset }: { text: string; asset: Asset }) {
  const units = unitsOf(text, asset)
  return units === null ? text : <Amount units={units} asset={asset} />
}

/** What the money is for: each line with the least that it needs and what would be best. */
export function ProjectBudget({ budget, payment }: { budget: Content['budget']; payment: Asset }) {
  const sums = budgetSums(budget.lines, payment)
  return (
    <Card>
      <Heading>Budget</Heading>
      <Table caption="Budget" head={['What for', 'Minimum', 'Optimum']}>
        {budget.lines.map(({ title, detail, minimum, optimum }) => (
          <Row key={`${title} ${minimum} ${optimum}`}>
            <Cell>
              <span className="font-medium">{title}</span>
              {detail && <span className="block text-soft">{detail}</span>}
            </Cell>
            <Cell numeric>
              <Typed text={minimum} asset={payment} />
            </Cell>
            <Cell numeric>
              <Typed text={optimum} asset={payment} />
            </Cell>
          </Row>
        ))}
        <Row>
          <Cell>
            <strong>Together</strong>
          </Cell>
          <Cell numeric>
            <Amount units={sums.minimum} asset={payment} />
          </Cell>
          <Cell numeric>
            <Amount units={sums.optimum} asset={payment} />
          </Cell>
        </Row>
      </Table>
    </Card>
  )
}

/** Who receives which share of the token's supply, and what the token buys. */
export function ProjectTokenomics({
  tokenomics,
  sale,
}: {
  tokenomics: Content['tokenomics']
  sale: { symbol: string }
}) {
  return (
    <Card>
      <Heading>What {sale.symbol} buys, and who holds it</Heading>
      <p className="mb-3">
        It buys: <strong>{tokenomics.uses.map((use) => TOKEN_USES[use]).join(', ')}</strong>.
      </p>
      <Prose text={tokenomics.utility} />
      <div className="mt-4">
        <Table caption="Shares of the supply" head={['For', 'Share', 'Locked']}>
          {tokenomics.allocations.map(({ kind, label, percent, locked }) => (
            <Row key={`${kind} ${label}`}>
              <Cell>
                <span className="font-medium">{label}</span>
                <span className="block text-soft">{ALLOCATION_KINDS[kind]}</span>
              </Cell>
              <Cell numeric>
                <Percent basisPoints={BigInt(basisPoints(percent) ?? 0)} />
              </Cell>
              <Cell>{locked || 'not locked'}</Cell>
            </Row>
          ))}
        </Table>
      </div>
    </Card>
  )
}

/** What the project offers to others: compute, storage, bandwidth. */
export function ProjectResources({ resources }: { resources: Content['resources'] }) {
  const offered = [
    ['Compute', resources.computeCoreHours, 'core-hours a month'],
    ['Storage', resources.storageGigabytes, 'GB'],
    ['Bandwidth', resources.bandwidthGigabytes, 'GB a month'],
  ] as const
  return (
    <Card>
      <Heading>Resources offered</Heading>
      <Facts
        facts={offered
          .filter(([, quantity]) => /[1-9]/.test(quantity))
          .map(([name, quantity, unit]) => [name, `${groupDigits(quantity)}\u00a0${unit}`])}
      />
      <div className="mt-3">
        <Prose text={resources.detail} />
      </div>
    </Card>
  )
}

/** The token as the application describes it. */
export const ProjectToken = ({ token }: { token: Content['token'] }) => (
  <Facts
    facts={[
      ['Token', `${token.name} (${token.symbol})`],
      ['Supply', `${groupDigits(token.supply)} ${token.symbol}`],
      ['Decimals', token.decimals],
      ['Made', token.kind === 'new' ? 'after approval, with a fixed supply and no authority left' : 'before the raise'],
    ]}
  />
)

/** A sum of shares for a form: how much of 100 % is given out. */
export const SharesSum = ({ basisPoints: sum }: { basisPoints: number }) => (
  <p className={sum === 10_000 ? 'text-good' : 'text-warn'}>
    Together <Percent basisPoints={BigInt(sum)} />
    {sum < 10_000 && `: ${formatUnits(BigInt(10_000 - sum), 2)} % still to give out.`}
    {sum > 10_000 && `: ${formatUnits(BigInt(sum - 10_000), 2)} % too much.`}
  </p>
)
