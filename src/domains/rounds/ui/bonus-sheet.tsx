import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'
import type { EngineState } from '../rules/round-machine'
import type { Sheet } from '../schema/rule-sheet'
import { BONUS_STATE, REWARD_WORDS } from './bonus-words'

export function BonusBadge({ state, isApproved }: { state: EngineState; isApproved: boolean }) {
  const [label, tone] =
    state === 'planned' && !isApproved ? (['Waiting for two people', 'warn'] as const) : BONUS_STATE[state]
  return <Badge tone={tone}>{label}</Badge>
}

type Props = {
  roundId: string
  sheet: Sheet
  digest: string
  written: { at: Date; signature: string } | null
  /** What its export holds: the list, what it would be as the round closed, or nothing yet. */
  exported: 'list' | 'closed' | null
}

const cap = (units: bigint | null) => (units === null ? 'no limit' : <Amount units={units} asset={KOII} />)

/** The rule sheet in words, with the digest under which it stands on the chain, and where to compute it all again. */
export function BonusSheet({ roundId, sheet, digest, written, exported }: Props) {
  const { caps, times, reward } = sheet
  const perProject = reward.parameters.countedPerProject
  return (
    <Card>
      <Heading>Rules of this round</Heading>
      <p className="mb-3 max-w-prose">
        {REWARD_WORDS[reward.id]} ({reward.id}, version {reward.version})
      </p>
      <Facts
        wide
        facts={[
          ['Pool', <Amount key="pool" units={sheet.pool} asset={KOII} />],
          ['Projects or wallets that take part', `${sheet.eligible.length}`],
          ['Counts at most per person and project', cap(caps.countedPerPerson)],
          ...(typeof perProject === 'string' ? [['Counts at most per project', cap(BigInt(perProject))] as const] : []),
          ['Pays at most per recipient', cap(caps.paidPerRecipient)],
          ['Pays at most in all', cap(caps.paidInAll)],
          ['Different verified people needed behind a project', `${sheet.minimumBackers}`],
          ['Opens', <When key="opens" instant={new Date(times.opens)} />],
          ['Closes', <When key="closes" instant={new Date(times.submissionsEnd)} />],
          ['Objections until', <When key="objections" instant={new Date(times.appealsEnd)} />],
          ['List due', <When key="due" instant={new Date(times.rootDue)} />],
          ['Anybody can claim until', <When key="claims" instant={new Date(times.claimsEnd)} />],
          ['Digest of the rule sheet', <Address key="digest" address={digest} what="hash" />],
          [
            'On the chain since',
            written ? (
              <span key="written">
                <When instant={written.at} /> <Address address={written.signature} what="transaction" />
              </span>
            ) : (
              'not yet: it must be before the round opens'
            ),
          ],
        ]}
      />
      {exported && (
        <p className="mt-4">
          <Link href={`/rounds/${roundId}/export`} prefetch={false} className="underline underline-offset-4">
            Everything this round {exported === 'list' ? 'was' : 'would be'} computed from
          </Link>{' '}
          <span className="text-soft">
            as one file{exported === 'closed' && ', as it stands while objections are heard'}.{' '}
            <code>npx flotilla recompute FILE</code> computes the list again with another program and compares every
            byte. People have a name there that is made for this round alone.
          </span>
        </p>
      )}
    </Card>
  )
}
