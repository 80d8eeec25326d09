import { groupDigits, KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import type { Explanation } from '../rules/explain'
import { isProject } from '../schema/bonus'
import { LIMIT_WORDS } from './bonus-words'

type Names = Readonly<Record<string, string>>
const Koii = ({ units }: { units: bigint }) => <Amount units={units} asset={KOII} />

/** A project by its title, an operator by the wallet. */
export const Recipient = ({ id, names }: { id: string; names: Names }) =>
  isProject(id) ? <span className="font-medium">{names[id] ?? 'A project'}</span> : <Address address={id} />

/** What each recipient gets, or would get, with the way to each number. Nobody backs operators. */
export function BonusShares({ explanations, names }: { explanations: readonly Explanation[]; names: Names }) {
  const isBacked = explanations.some(({ recipient }) => isProject(recipient))
  return (
    <Table caption="What each gets" head={['Takes part', ...(isBacked ? ['People', 'Counted'] : []), 'Gets', 'Why']}>
      {explanations.map((one) => (
        <Row key={one.recipient}>
          <Cell>
            <Recipient id={one.recipient} names={names} />
          </Cell>
          {isBacked && <Cell numeric>{one.backers}</Cell>}
          {isBacked && (
            <Cell numeric>
              <Koii units={one.counted} />
            </Cell>
          )}
          <Cell numeric>
            <strong className="max-sm:text-sm">
              <Koii units={one.units} />
            </strong>
          </Cell>
          <Cell>
            <details className="sm:min-w-64">
              <summary className="cursor-pointer text-brand">Explain my number</summary>
              <Steps explanation={one} />
            </details>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** From what was put in to what comes out, step by step. */
export function Steps({ explanation }: { explanation: Explanation }) {
  const { backers, given, peopleCapped, counted, weight, totalWeight, available } = explanation
  const { proportional, limit, rounded, units } = explanation
  return (
    <ol className="mt-2 list-decimal pl-5 text-sm">
      {backers > 0 && (
        <>
          <li>
            {backers} {backers === 1 ? 'verified person' : 'verified people'} had <Koii units={given} /> accepted in a
            raise that succeeded. Several wallets of one person count as one.
          </li>
          <li>
            {peopleCapped === 0 ? 'Nobody passed' : `${peopleCapped} passed`} the most that counts per person, so{' '}
            <Koii units={counted} /> count.
          </li>
        </>
      )}
      <li>
        The rule makes of this a weight of {groupDigits(weight.toString())}, of {groupDigits(totalWeight.toString())} in
        all.
      </li>
      <li>
        <Koii units={available} /> split by weight, rounded down: <Koii units={proportional} />.
      </li>
      <li>{LIMIT_WORDS[limit]}</li>
      <li>
        {rounded > 0n ? 'One spare base unit was added by rounding' : 'Nothing was added by rounding'}; paid:{' '}
        <Koii units={units} />.
      </li>
    </ol>
  )
}
