import { after, formatInstant } from '@/kit/time'
import { Card, Facts, Heading } from '@/ui/card'
import { ABANDONED_KEPT, SILENCE } from '../rules/reverify'
import { StartButton } from './case-buttons'

/** What is measured before somebody starts: null while too few cases were decided. */
export type Beforehand = { hasProvider: boolean; wait: { hours: number } | null }

/** Everything that a member should know before a verification begins: cost, documents, reason, time, and when it is erased. */
export function Before({
  beforehand,
  now,
  action,
  title = 'Before you start',
}: {
  beforehand: Beforehand
  now: Date
  action: string
  title?: string
}) {
  const { hasProvider, wait } = beforehand
  const unfinished = after(now, SILENCE + ABANDONED_KEPT)
  return (
    <Card>
      <Heading>{title}</Heading>
      <Facts
        facts={[
          ['What it costs', 'Nothing'],
          ['What you need', 'A passport, identity card or residence permit that is valid'],
          ['How long it takes you', hasProvider ? 'About 5 minutes, with a phone camera' : 'About 5 minutes'],
          ['How long we usually take', waitText(wait)],
          ['If you stop half-way', `Erased by ${formatInstant(unfinished)}`],
          ['If you give it up', 'Erased at once; what was handed in, when you say so'],
          ['If you are verified', 'Kept for 5 years after you leave, as the law on money laundering asks; then erased'],
        ]}
      />
      <ul className="my-4 grid list-disc gap-2 pl-6">
        <li>Why: who sells investments has to know who buys them, and you must be 18 or older.</li>
        {hasProvider && (
          <li>
            A service compares your document with your face. You do not have to use it: you can show your document to
            our staff instead, at the same cost and with the same result.
          </li>
        )}
        <li>Two people of our staff decide, one after the other. Everything they open is recorded.</li>
        <li>It is kept encrypted. Nothing of it is written to the chain or to the public log.</li>
        <li>If the answer is no, you can ask once, within 30 days, that others look at it.</li>
      </ul>
      <StartButton label={action} />
    </Card>
  )
}

function waitText(wait: Beforehand['wait']): string {
  if (!wait) return 'Not known yet: too few were decided'
  if (wait.hours <= 1) return 'Under an hour'
  return wait.hours < 48 ? `About ${wait.hours} hours` : `About ${Math.ceil(wait.hours / 24)} days`
}
