import { groupDigits } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert, Badge, type Tone } from '@/ui/badge'
import { Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import type { RoundPage } from '../queries/engine-page'
import { counted, LIMIT_WORDS, rankWords, shortName } from './engine-words'

type Share = RoundPage['shares'][number]
type AssetOf = RoundPage['sheet']['asset']

/** Who gets how much, with the way to each number. */
export function Shares({ round }: { round: RoundPage }) {
  const { shares, sheet } = round
  if (shares.length === 0) return null
  return (
    <section>
      <Heading>The list</Heading>
      <Table caption="The list" head={['Recipient', 'Share', 'Why']}>
        {shares.map((share) => (
          <Row key={share.recipient}>
            <Cell>{shortName(share.recipient)}</Cell>
            <Cell numeric>
              <strong>
                <Amount units={share.units} asset={sheet.asset} />
              </strong>
            </Cell>
            <Cell>
              <Explanation share={share} asset={sheet.asset} />
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  )
}

function Explanation({ share, asset }: { share: Share; asset: AssetOf }) {
  return (
    <details className="sm:min-w-64">
      <summary className="cursor-pointer text-brand">Explain my number</summary>
      <ol className="mt-2 list-decimal pl-5 text-sm">
        <li>
          {share.doubledRank === null
            ? `Accepted work: ${counted(share.acceptedWork, 'unit')}.`
            : `The others put it at place ${rankWords(share.doubledRank)} in the middle.`}
        </li>
        <li>
          Its weight is {groupDigits(share.weight.toString())} of {groupDigits(share.totalWeight.toString())}.
        </li>
        <li>
          There are <Amount units={share.available} asset={asset} /> to split; by weight alone it would be{' '}
          <Amount units={share.proportional} asset={asset} />.
        </li>
        <li>{LIMIT_WORDS[share.limit]}</li>
        <li>{share.rounded > 0n ? 'It got one spare unit by largest remainder.' : 'Rounding added nothing.'}</li>
      </ol>
    </details>
  )
}

const LINE_STATE: Record<string, readonly [string, Tone]> = {
  waiting: ['Waiting', 'neutral'],
  paid: ['Done', 'good'],
  lapsed: ['Not claimed in time', 'warn'],
}

/** A bond that the list was too late to judge, or whose owner took it back on its last day. */
const FREED = ['Its owner’s again, not judged', 'warn'] as const

const WHAT: Record<string, string> = {
  ...{ recipient: 'Work', auditor: 'Audit', bond: 'Bond', leftover: 'Left over' },
  'lost-bonds': 'Lost bonds',
}

/** Every line that is paid, or every bond that is judged, as the chain shows it. */
export function Lines({ round }: { round: RoundPage }) {
  const { lines, sheet, listAddress, owesLostBonds, waits } = round
  if (lines.length === 0) return null
  return (
    <section>
      <Heading>Payments</Heading>
      {listAddress && (
        <p className="mb-3 text-soft">
          They stand in the list <Address address={listAddress} />. Anybody can claim any line for its recipient; our
          worker does.
        </p>
      )}
      {waits.map((notice) => (
        <Alert key={notice} tone="warn" title={notice} />
      ))}
      {owesLostBonds && (
        <p className="mb-3 max-w-prose text-soft">
          What bonds lose is paid by a list of its own: to the auditors who were right, and the rest to the treasury. It
          is made when the last bond is judged, or can be judged no more.
        </p>
      )}
      <Table caption="Payments" head={['For', 'Wallet', 'Amount', 'State']}>
        {lines.map(({ name, kind, recipient, units, state }) => {
          const isFreed = kind === 'bond' && state === 'lapsed'
          const [words, tone] = isFreed ? FREED : LINE_STATE[state]!
          return (
            <Row key={name}>
              <Cell>{WHAT[name.split(':')[0]!] ?? 'Work'}</Cell>
              <Cell>
                <Address address={recipient} />
              </Cell>
              <Cell numeric>
                {kind === 'bond' && (units === 0n || isFreed ? 'back whole' : 'loses ')}
                {(kind === 'payout' || (units > 0n && !isFreed)) && <Amount units={units} asset={sheet.asset} />}
              </Cell>
              <Cell>
                <Badge tone={tone}>{words}</Badge>
              </Cell>
            </Row>
          )
        })}
      </Table>
    </section>
  )
}
