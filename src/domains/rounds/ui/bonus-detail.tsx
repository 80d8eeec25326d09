import { KOII } from '@/kit/money'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'
import type { bonusRound } from '../queries/bonus'
import { isProject } from '../schema/bonus'
import { BonusLookup } from './bonus-lookup'
import { BonusShares, Recipient } from './bonus-shares'
import { BonusSheet } from './bonus-sheet'
import { BonusSimulator } from './bonus-simulator'
import { BASIS_WORDS } from './bonus-words'
import { Lists, Payouts, Trust } from './payouts'

export type BonusRound = Awaited<ReturnType<typeof bonusRound>>

/** Takes part, by title; operators by their wallet. */
export const recipientsOf = ({ explanations, names }: BonusRound) =>
  explanations.map(({ recipient: id }) => ({ id, title: names[id] ?? id }))

/** A bonus round with all that its numbers follow from: for everybody. `children` stand where something can be done. */
export function BonusDetail({ round, children }: { round: BonusRound; children?: React.ReactNode }) {
  const { sheet, names, explanations, basis } = round
  const projects = recipientsOf(round).filter(({ id }) => isProject(id))
  const asksWhatIf = projects.length > 0 && !round.listDigest && round.state !== 'void'
  return (
    <>
      {round.voidReason && (
        <Alert tone="bad" title="This round is void: nothing is paid">
          {round.voidReason}
        </Alert>
      )}
      {round.notice && <Alert tone="warn" title={round.notice} />}
      {children}
      <BonusSheet
        {...{ roundId: round.id, sheet, digest: round.sheetDigest, written: round.written }}
        exported={round.listDigest !== null ? 'list' : round.state === 'appeal' ? 'closed' : null}
      />
      {explanations.length < round.recipients && <BonusLookup roundId={round.id} />}
      <section>
        <Heading>What each gets</Heading>
        <p className="mb-3 text-soft">
          {BASIS_WORDS[basis]} From what the chain showed at finalized slot {round.slot.toString()}:{' '}
          <Amount units={round.paid} asset={KOII} /> of <Amount units={round.available} asset={KOII} /> to{' '}
          {round.recipients} who take part.
          {explanations.length < round.recipients && ` The first ${explanations.length} stand here.`}
        </p>
        <BonusShares explanations={explanations} names={names} />
      </section>
      {asksWhatIf && <BonusSimulator roundId={round.id} projects={projects} />}
      <Exclusions round={round} />
      <Objections round={round} />
      <Lists lists={round.lists} />
      {round.payouts.length > 0 && (
        <Payouts
          of={{ paid: round.counts.paid ?? 0, all: round.lists.reduce((sum, { count }) => sum + count, 0) }}
          names={Object.fromEntries(round.payouts.map(({ name }) => [name, names[name] ?? 'An operator']))}
          payouts={round.payouts.map(({ name, ...payout }) => ({ ...payout, projectId: name, signature: null }))}
          way="list"
        />
      )}
      <Trust way="list" />
    </>
  )
}

function Exclusions({ round: { exclusions, names } }: { round: BonusRound }) {
  const told = exclusions.filter(({ confirmedAt }) => confirmedAt !== null)
  if (told.length === 0) return null
  return (
    <Card>
      <Heading>Excluded by two people</Heading>
      <ul className="grid gap-3">
        {told.map(({ id, recipient, reason, confirmedAt, liftedAt }) => (
          <li key={id}>
            <Recipient id={recipient} names={names} /> {confirmedAt && <When instant={confirmedAt} />}: {reason}
            {liftedAt && <strong> Lifted after an objection.</strong>}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Objections({ round: { objections, names } }: { round: BonusRound }) {
  if (objections.length === 0) return null
  return (
    <Card>
      <Heading>Objections</Heading>
      <ul className="grid gap-4">
        {objections.map(({ id, recipient, words, at, answer, upheld, confirmedAt }) => (
          <li key={id}>
            <p>
              <Recipient id={recipient} names={names} />, <When instant={at} />
            </p>
            <p className="whitespace-pre-line">{words || 'The words were erased.'}</p>
            <p className="mt-1 whitespace-pre-line text-soft">
              {confirmedAt && answer !== null
                ? `${upheld ? 'Upheld' : 'Dismissed'} by two people: ${answer}`
                : 'Two people have not answered yet.'}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
