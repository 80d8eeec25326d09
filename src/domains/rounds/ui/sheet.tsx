import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Badge, type Tone } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'
import type { RoundState, Way } from '../rules'
import type { RuleSheet } from '../schema'

const STATE: Record<RoundState, readonly [label: string, tone: Tone]> = {
  proposed: ['Waiting for a second person', 'warn'],
  published: ['Published', 'brand'],
  allocation_proposed: ['Allocation waits for a second person', 'warn'],
  allocation_confirmed: ['Being paid', 'brand'],
  paid: ['Paid', 'good'],
  void: ['Void', 'bad'],
}

/** How a round is paid, in a sentence beside its allocation. */
export const WAY_WORDS: Record<Way, string> = {
  direct: 'It is paid directly by the treasury.',
  list: 'It is paid through a list on the chain.',
}

/** A round's state in words; a published one says where it stands on the clock. */
export function RoundBadge({ state, phase }: { state: RoundState; phase: 'upcoming' | 'running' | 'ended' }) {
  if (state === 'published') {
    const words = { upcoming: 'Upcoming', running: 'Running', ended: 'Ended, to be allocated' } as const
    return <Badge tone={phase === 'running' ? 'good' : 'neutral'}>{words[phase]}</Badge>
  }
  const [label, tone] = STATE[state]
  return <Badge tone={tone}>{label}</Badge>
}

/** The rule sheet in words, with the digest under which it was published. */
export function SheetCard({
  sheet,
  digest,
  names,
}: {
  sheet: RuleSheet
  digest: string
  names: Readonly<Record<string, string>>
}) {
  return (
    <Card>
      <Heading>Rules of this round</Heading>
      <Facts
        facts={[
          ['Pool', <Amount key="pool" units={BigInt(sheet.pool)} asset={KOII} />],
          ['Starts', <When key="starts" instant={new Date(sheet.startsAt)} />],
          ['Ends', <When key="ends" instant={new Date(sheet.endsAt)} />],
          ['Rule', 'each project is paid in proportion to its pledges (pledge-match, version 1)'],
          ['Counts at most per person', <Amount key="person" units={BigInt(sheet.rule.personCap)} asset={KOII} />],
          ['Counts at most per project', <Amount key="project" units={BigInt(sheet.rule.projectCap)} asset={KOII} />],
          [
            'Pays at most per project',
            sheet.rule.payoutCap === null ? (
              'no limit'
            ) : (
              <Amount key="payout" units={BigInt(sheet.rule.payoutCap)} asset={KOII} />
            ),
          ],
          ['Projects', sheet.projectIds.map((projectId) => names[projectId] ?? projectId).join(', ')],
          ['Digest of the rule sheet', <Address key="digest" address={digest} what="hash" />],
        ]}
      />
    </Card>
  )
}
