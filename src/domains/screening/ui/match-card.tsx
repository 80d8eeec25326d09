import { countryName } from '@/kit/country'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { StaffMatch, StaffRun } from '../queries/desk'
import { MATCH_STATE_WORDS } from '../rules/refusals'
import { featureFacts, REASON_WORDS, SOURCE_WORDS, scoreText, spanText } from '../rules/words'
import { Decide } from './decide'

const TONE = {
  pending: 'neutral',
  escalated: 'brand',
  no_hit: 'good',
  confirmed_hit: 'bad',
  skipped: 'neutral',
} as const

/** An entry of a list, why it is thought to be the one, and what may be decided. */
export function MatchCard({ match, run, now }: { match: StaffMatch; run: StaffRun; now: Date }) {
  const { entry, features, state, score, history } = match
  return (
    <Card>
      <Heading>
        {entry.names[features.listedName]?.name ?? entry.names[0]?.name}{' '}
        <Badge tone={TONE[state]}>{MATCH_STATE_WORDS[state]}</Badge>
      </Heading>
      <div className="grid gap-6 lg:grid-cols-2">
        <div>
          <Heading level={3}>On the list</Heading>
          <Facts facts={entryFacts(match)} />
        </div>
        <div>
          <Heading level={3}>Why: {scoreText(score)}</Heading>
          <Facts facts={featureFacts(features)} />
        </div>
      </div>
      {history.length > 0 && <History match={match} now={now} />}
      {run.state === 'in_review' && <Decide match={match} mayConfirm={run.mayConfirm} />}
    </Card>
  )
}

function entryFacts({ entry }: StaffMatch): [string, string][] {
  const names = entry.names.map(({ name, weak }) => (weak ? `${name} (weak)` : name))
  const known = (text: string) => text || 'not said'
  return [
    ['List', `${SOURCE_WORDS[entry.source]}, ${entry.id}${entry.isInForce ? '' : ' (no more in force)'}`],
    ['Kind', entry.kind],
    ['Names', names.slice(0, 12).join('; ')],
    ['Born', known(entry.births.map(spanText).join('; '))],
    ['Countries', known(entry.countries.map(countryName).join(', '))],
    ['Gender', known(entry.gender === 'f' ? 'female' : entry.gender === 'm' ? 'male' : '')],
    [
      'Identity numbers',
      known(entry.identifiers.map(({ kind, value }) => `${kind.replace('_', ' ')} ${value}`).join('; ')),
    ],
    ['Programmes', known(entry.programmes.join(', '))],
    ['Remarks', known(entry.remarks)],
  ]
}

function History({ match, now }: { match: StaffMatch; now: Date }) {
  return (
    <ul className="mt-4 divide-y divide-line border-t border-line">
      {match.history.map(({ id, outcome, reasons, note, by, proposedAt, decision, decidedBy, decisionNote }) => (
        <li key={id} className="py-3">
          <p>
            <strong>{by}</strong> {outcome === 'no_hit' ? 'cleared it' : 'thinks it is the one'}
            {reasons.length > 0 && `: ${reasons.map((reason) => REASON_WORDS[reason].toLowerCase()).join(', ')}`}.{' '}
            <When instant={proposedAt} now={now} />
          </p>
          <p className="text-soft">{note}</p>
          {decidedBy && (
            <p>
              <strong>{decidedBy}</strong> {decision} it{decisionNote && `: ${decisionNote}`}
            </p>
          )}
          {decision === 'void' && <p className="text-soft">Void: another match was confirmed.</p>}
        </li>
      ))}
    </ul>
  )
}
