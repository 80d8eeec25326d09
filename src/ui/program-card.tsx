import { Address } from './address'
import { Alert } from './badge'
import { Card, Facts, Heading } from './card'
import { RefundPageNote } from './refund-page-note'

type OnChain =
  | { found: 'same' | 'different'; hash: string; upgradeAuthority: string | null }
  | { found: 'absent' | 'unknown' }
type Program = { programId: string; publishedHash: string; onChain: OnChain }

const NO_ANSWER = 'the chain does not answer now'
const VERDICTS = {
  same: 'identical to the published binary, byte for byte',
  different: 'NOT the published binary',
  absent: 'there is no program at this address',
  unknown: NO_ANSWER,
} as const

/** What a stranger needs to check who holds the money: program, binary, who could replace it, the accounts. */
export function ProgramCard({
  program: { programId, publishedHash, onChain },
  accounts,
  raise,
}: {
  program: Program
  /** The raise that the page without us is opened for; null while there is none. */
  raise: string | null
  accounts: readonly (readonly [string, string])[]
}) {
  return (
    <Card>
      <Heading>The program that holds it</Heading>
      <Facts
        facts={[
          ['Program', <Address key="program" address={programId} />],
          ['On the chain', VERDICTS[onChain.found]],
          ['SHA-256 of the published binary', <Address key="published" address={publishedHash} what="hash" />],
          [
            'SHA-256 on the chain',
            'hash' in onChain ? <Address key="chain" address={onChain.hash} what="hash" /> : '—',
          ],
          ['Who can replace the program', <Replacer key="who" onChain={onChain} />],
          ...accounts.map(([name, address]) => [name, <Address key={name} address={address} />] as const),
        ]}
      />
      <div className="mt-4 grid gap-3">
        {(onChain.found === 'different' || onChain.found === 'absent') && (
          <Alert tone="bad" title="This is not the published program">
            Its rules are not the ones described here. Commit nothing, and take out what you can.
          </Alert>
        )}
        <Alert tone="warn" title="Not audited">
          No third party has audited this program.
          {canBeReplaced(onChain) && ' Whoever can replace it can change its rules.'}
        </Alert>
        {raise && <RefundPageNote raise={raise} />}
      </div>
    </Card>
  )
}

const canBeReplaced = (onChain: OnChain): boolean => !('hash' in onChain) || onChain.upgradeAuthority !== null

function Replacer({ onChain }: { onChain: OnChain }) {
  if (!('hash' in onChain)) return onChain.found === 'unknown' ? NO_ANSWER : '—'
  return onChain.upgradeAuthority === null ? 'nobody: it is immutable' : <Address address={onChain.upgradeAuthority} />
}
