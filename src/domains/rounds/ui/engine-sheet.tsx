import { Address } from '@/ui/address'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'
import type { RoundPage } from '../queries/engine-page'
import { ROUND_TIMES } from '../schema/rule-sheet'
import { counted, PAYMENT_STATE_WORDS, PAYMENT_TIMES, STATE_WORDS, TIME_WORDS } from './engine-words'

/** A round's state in words. */
export function EngineBadge({ state, kind }: Pick<RoundPage, 'state' | 'kind'>) {
  const [words, tone] = (kind === 'milestone' ? PAYMENT_STATE_WORDS : STATE_WORDS)[state]
  return <Badge tone={tone}>{words}</Badge>
}

/** What is to be done, and the cases that it is tried on. */
export const BriefCard = ({ round: { brief, kind } }: { round: Pick<RoundPage, 'brief' | 'kind'> }) => (
  <Card>
    <Heading>{kind === 'milestone' ? 'What was promised' : 'The task'}</Heading>
    <p className="max-w-prose whitespace-pre-wrap">{brief.task}</p>
    {brief.tests.length > 0 && (
      <div className="mt-4 grid gap-2">
        {brief.tests.map(({ name, input, output }) => (
          <details key={name} className="rounded-lg border border-line px-3 py-2">
            <summary className="cursor-pointer font-medium">Test case {name}</summary>
            <p className="mt-2 text-sm text-soft">What goes in</p>
            <pre className="overflow-x-auto text-sm whitespace-pre-wrap">{input || '(nothing)'}</pre>
            <p className="mt-2 text-sm text-soft">What must come out, exactly</p>
            <pre className="overflow-x-auto text-sm whitespace-pre-wrap">{output}</pre>
          </details>
        ))}
      </div>
    )}
  </Card>
)

const asNumbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'number') : []

function rewardWords({ reward, asset, kind }: RoundPage['sheet']) {
  if (kind === 'milestone') return 'all of this payment, or nothing'
  if (reward.id === 'pro-rata')
    return (
      <>
        <Amount units={BigInt(String(reward.parameters.rate))} asset={asset} /> for each unit of accepted work
      </>
    )
  if (reward.id === 'ranked') return `shares by place: ${asNumbers(reward.parameters.shares).join(', ')}`
  return `${reward.id}, version ${reward.version}`
}

function auditWords({ audit, panel }: RoundPage['sheet']): string {
  if (audit?.id === 'automated-checks')
    return `test cases, run by ${counted(panel.first, 'drawn auditor')} for each work`
  if (audit?.id === 'peer-ranking') return 'everybody who hands in ranks all the others'
  if (audit?.id === 'attestation')
    return `${counted(panel.first, 'investor')} drawn from those who enrolled; ${audit.parameters.needed} must say the same`
  if (audit?.id === 'community-vote' && audit.parameters.by === 'person')
    return `every verified investor, one vote each; ${audit.parameters.quorum} must vote`
  return audit ? `${audit.id}, version ${audit.version}` : 'none'
}

/** From how many operators on these judge alone, and what then becomes of the quorum. */
const operatorWords = (least: number, isVote: boolean): string =>
  isVote
    ? `${least} or more of those who can vote do so alone, and ${least} of them must; else everybody votes`
    : `${least} or more of those who can be drawn are drawn from alone; else everybody is`

/** In percent, since nobody reads billionths. */
const chanceWords = (leastChance: number): string =>
  `all work of people without a record; of people with one the less, the better it is, but each with a chance of ${leastChance / 10_000_000} % at least`

const lostWords = (toAuditors: number): string =>
  `${toAuditors / 100} % of the bond to the auditors who said so, the rest to the operator of this site`

/** The rule sheet in words, with the digest that stands on the chain. */
export function EngineSheet({ round }: { round: RoundPage }) {
  const { sheet, sheetDigest, sheetSignature } = round
  const { asset, bonds, panel } = sheet
  const bondWords = (units: bigint) => (units === 0n ? 'none' : <Amount units={units} asset={asset} />)
  const isPayment = sheet.kind === 'milestone'
  const timeWords = isPayment ? PAYMENT_TIMES : TIME_WORDS
  return (
    <Card>
      <Heading>Rules</Heading>
      <Facts
        wide
        facts={[
          [isPayment ? 'This payment' : 'Pool', <Amount key="pool" units={sheet.pool} asset={asset} />],
          ['Pays', rewardWords(sheet)],
          ['Judged by', auditWords(sheet)],
          ...(panel.leastChance === undefined
            ? []
            : [['Work that is judged', chanceWords(panel.leastChance)] as const]),
          ...(panel.leastOperators === undefined
            ? []
            : [['Node operators', operatorWords(panel.leastOperators, sheet.audit?.id === 'community-vote')] as const]),
          ['An appeal draws', counted(panel.appeal, 'fresh auditor')],
          ...(isPayment
            ? []
            : ([
                ['Bond for work', bondWords(bonds.submission)],
                ['Bond of an auditor', bondWords(bonds.auditor)],
              ] as const)),
          ...(bonds.toAuditors > 0 ? [['What fraud loses', lostWords(bonds.toAuditors)] as const] : []),
          ...ROUND_TIMES.flatMap((name) => {
            const words = timeWords[name]
            return words ? [[words, <When key={name} instant={new Date(sheet.times[name])} />] as const] : []
          }),
          ['Digest of the rule sheet', <Address key="digest" address={sheetDigest} what="hash" />],
          [
            'Written on the chain',
            sheetSignature ? <Address key="written" address={sheetSignature} what="hash" /> : 'not yet',
          ],
        ]}
      />
    </Card>
  )
}
