import { Address } from './address'
import { Alert } from './badge'
import { Card, Facts, Heading } from './card'

type Program = { programId: string; buildHash: string; upgradeAuthority: string | null | 'unknown' }

/** What a stranger needs to check who holds the money: program, binary, who could replace it, the accounts. */
export function ProgramCard({
  program,
  accounts,
}: {
  program: Program
  accounts: readonly (readonly [string, string])[]
}) {
  const authority = program.upgradeAuthority
  return (
    <Card>
      <Heading>The program that holds it</Heading>
      <Facts
        facts={[
          ['Program', <Address key="program" address={program.programId} />],
          ['SHA-256 of the published binary', <Address key="hash" address={program.buildHash} what="hash" />],
          [
            'Who can replace the program',
            authority === null ? (
              'nobody: it is immutable'
            ) : authority === 'unknown' ? (
              'the chain does not answer now'
            ) : (
              <Address key="who" address={authority} />
            ),
          ],
          ...accounts.map(([name, address]) => [name, <Address key={name} address={address} />] as const),
        ]}
      />
      <div className="mt-4">
        <Alert tone="warn" title="Not audited">
          No third party has audited this program.
          {authority !== null && ' Whoever can replace it can change its rules.'}
        </Alert>
      </div>
    </Card>
  )
}
