import { unitsOf } from '@/domains/projects/rules/numbers'
import type { LineSpent } from '@/domains/raises/rules/spending'
import type { Asset } from '@/kit/money'
import { Badge } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { MilestoneCard } from '../queries/milestones'
import type { RoundTime } from '../schema/rule-sheet'
import { OUTCOME_WORDS, PAYMENT_STATE_WORDS } from './engine-words'

type Props = { rounds: readonly MilestoneCard[]; now: Date }

/** The payments that investors judge or judged; nothing where there are none. */
export function MilestonesCard({ rounds, now }: Props) {
  if (rounds.length === 0) return null
  return (
    <Card>
      <Heading>Judged by the investors</Heading>
      <p className="mb-4 max-w-prose text-soft">
        The team shows what it delivered and spent. Node operators who invested judge it, each alone; where they are too
        few, all verified investors do, and the page of the payment says so. What they say goes to both approvers.
        Silence releases nothing.
      </p>
      <ul className="grid gap-4">
        {rounds.map((round) => (
          <li key={round.id} className="border-t border-line pt-4">
            <MilestoneLine round={round} now={now} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** One round about a payment: where it stands, what comes next and when. */
export function MilestoneLine({ round, now }: { round: MilestoneCard; now: Date }) {
  const { id, tranche, state, verdict, times, voidReason, isApproved, isReported } = round
  const [outcome, tone] = OUTCOME_WORDS[verdict ?? ''] ?? [null, 'neutral' as const]
  const next = NEXT[state]
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h3 className="font-semibold">
          {isApproved ? (
            <Link href={`/bounties/${id}`} className="underline underline-offset-4">
              Payment {tranche + 1}
            </Link>
          ) : (
            `Payment ${tranche + 1}`
          )}
        </h3>
        <Badge tone={tone}>
          {outcome ?? (state === 'planned' && !isApproved ? 'Waits for two people' : PAYMENT_STATE_WORDS[state][0])}
        </Badge>
      </div>
      {voidReason && <p>{voidReason}</p>}
      {state === 'submission' && (
        <p>{isReported ? 'The team has handed in its evidence.' : 'The team has not handed in its evidence yet.'}</p>
      )}
      {state === 'distribution' && <p>The approvers are asked to sign what the investors decided.</p>}
      {next && (
        <p className="text-sm text-soft">
          {next[1]} <When instant={new Date(times[next[0]])} now={now} />
        </p>
      )}
    </div>
  )
}

const NEXT: Partial<Record<MilestoneCard['state'], readonly [RoundTime, string]>> = {
  planned: ['opens', 'Evidence is taken from'],
  submission: ['submissionsEnd', 'Evidence is taken until'],
  audit: ['revealsEnd', 'First verdict'],
  appeal: ['appealRevealsEnd', 'Final verdict'],
}

/** What the team reported as spent, beside what it declared; nothing before the first report. */
export function SpendingCard({ spending, asset }: { spending: readonly LineSpent[]; asset: Asset }) {
  if (spending.length === 0) return null
  return (
    <Card>
      <Heading>Spent of the budget</Heading>
      <p className="mb-4 max-w-prose text-soft">
        What the team says it spent, with the papers that show it. The investors judge them; this site does not check
        them.
      </p>
      <Table caption="Spending beside the declared budget" head={['What for', 'Budget', 'Spent']}>
        {spending.map((line) => (
          <SpentRow key={`${line.line} ${line.title}`} line={line} asset={asset} />
        ))}
      </Table>
      <ul className="mt-4 grid gap-2 text-sm">
        {spending.flatMap(({ line, title, papers }) =>
          papers.map(({ tranche, hash, link }) => (
            <li key={`${line} ${title} ${hash} ${link}`}>
              {title}, payment {tranche + 1}:{' '}
              <a href={link} rel="noopener noreferrer nofollow ugc" className="break-all underline underline-offset-4">
                {link}
              </a>
              <span className="block break-all text-soft">SHA-256 {hash}</span>
            </li>
          )),
        )}
      </ul>
    </Card>
  )
}

function SpentRow({ line: { title, budget, units }, asset }: { line: LineSpent; asset: Asset }) {
  const most = budget && unitsOf(budget.optimum, asset)
  return (
    <Row>
      <Cell>
        <span className="font-medium">{title}</span>
      </Cell>
      <Cell numeric>
        {most === null || budget === null ? 'Not in the budget any more' : <Amount units={most} asset={asset} />}
      </Cell>
      <Cell numeric>
        <Amount units={units} asset={asset} />
        {most !== null && units > most && <span className="block text-sm text-bad">more than declared</span>}
      </Cell>
    </Row>
  )
}
