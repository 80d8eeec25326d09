import { Card, Heading } from '@/ui/card'

const RISKS = [
  ['You can lose everything', 'Most young projects fail. What was paid out to one that fails is gone.'],
  [
    'You are unlikely to be protected',
    'No deposit guarantee and no compensation scheme pays for a project that fails or a token that loses its worth.',
  ],
  ['You may not be able to sell', 'There may be no market for a token, for years or for ever.'],
  [
    'Do not put all your eggs in one basket',
    'Keep to a small part of what you own, a tenth at most, in several projects.',
  ],
  [
    'The chain has risks of its own',
    'Programs can have flaws, keys can be lost, and a transfer cannot be called back.',
  ],
] as const

/** What can go wrong, to be read in two minutes; the risk banner leads here. */
export const RiskSummary = () => (
  <Card>
    <Heading id="risks">The risks in two minutes</Heading>
    <ul className="grid gap-3">
      {RISKS.map(([title, text]) => (
        <li key={title}>
          <p className="font-medium">{title}</p>
          <p className="max-w-prose">{text}</p>
        </li>
      ))}
    </ul>
  </Card>
)
