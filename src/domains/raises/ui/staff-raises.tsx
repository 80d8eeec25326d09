'use client'
import { useMutation } from '@tanstack/react-query'
import { Address } from '@/ui/address'
import { Badge, Empty } from '@/ui/badge'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { TrpcProvider, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { StaffRaise } from '../queries/staff'
import { PhaseBadge } from './phase-badge'
import { ProposeDialog } from './propose-form'
import { ProposeRotation } from './propose-rotation'

/** Every raise, with the guardian's acts that staff can propose. */
export function StaffRaises({ raises, now }: { raises: readonly StaffRaise[]; now: Date }) {
  if (raises.length === 0) return <Empty title="No raise is on chain yet">An issuer creates one after approval.</Empty>
  return (
    <TrpcProvider>
      <Table caption="Raises" head={['Project', 'State', 'Committed', 'Closes', 'Guardian']}>
        {raises.map((raise) => (
          <Row key={raise.address}>
            <Cell>
              {raise.slug ? <Link href={`/projects/${raise.slug}`}>{raise.title}</Link> : raise.title}
              <div className="text-sm text-soft">{raise.issuer}</div>
              <Address address={raise.address} />
            </Cell>
            <Cell>
              <PhaseBadge phase={raise.phase} />
              {!raise.recognised && (
                <p className="mt-1">
                  <Badge tone="bad">foreign keys: not shown</Badge>
                </p>
              )}
            </Cell>
            <Cell numeric>
              <Amount units={raise.committed} asset={raise.payment} />
            </Cell>
            <Cell>
              <When instant={raise.closesAt} now={now} />
            </Cell>
            <Cell>
              <GuardianActs raise={raise} />
            </Cell>
          </Row>
        ))}
      </Table>
    </TrpcProvider>
  )
}

/** What the guardian could be asked for; a dash where there is nothing left to ask. */
function GuardianActs({ raise }: { raise: StaffRaise }) {
  const isGoing = raise.recognised && ['draft', 'open'].includes(raise.state)
  if (!isGoing && raise.outdated.length === 0) return '—'
  return (
    <div className="flex flex-wrap gap-2">
      {isGoing && <Propose raise={raise} />}
      {raise.outdated.length > 0 && <ProposeRotation raise={raise} roles={raise.outdated} />}
    </div>
  )
}

type Act = 'pause' | 'resume' | 'cancel'
const CONSEQUENCE: Record<Act, string> = {
  pause: 'New commitments stop. Withdrawals, refunds and claims go on. The public page says so.',
  resume: 'New commitments are taken again.',
  cancel: 'The raise fails for good, and every investor is refunded in full.',
}

function Propose({ raise }: { raise: StaffRaise }) {
  const trpc = useTRPC()
  const propose = useMutation(trpc.raises.proposeOrder.mutationOptions())
  return (
    <ProposeDialog<Act>
      title={`Guardian act on ${raise.title}`}
      trigger="Propose…"
      label="Act"
      choices={{ ...(raise.paused ? { resume: 'Resume' } : { pause: 'Pause' }), cancel: 'Cancel' }}
      hint={(act) => CONSEQUENCE[act]}
      danger="cancel"
      propose={({ choice: act, reason }) => propose.mutateAsync({ raise: raise.address, act, reason })}
    />
  )
}
