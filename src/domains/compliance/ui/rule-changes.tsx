'use client'
import { Badge, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Cell, Row, Table } from '@/ui/table'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { ActError, useAct } from './act'

type Change = {
  id: string
  kind: string
  subject: string
  payload: string
  reason: string
  proposedBy: string
  proposedAt: Date
  decision: string | null
}
type Props = { changes: readonly Change[]; viewer: { personId: string; decides: boolean }; now: Date }

/** Settings that wait for a second person, and those that were decided. */
export const RuleChanges = (props: Props) => (
  <TrpcProvider>
    <List {...props} />
  </TrpcProvider>
)

function List({ changes, viewer, now }: Props) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  if (changes.length === 0)
    return <Empty title="Nothing was changed">A proposed change stands here until another person decides it.</Empty>
  const decide = (changeId: string, confirm: boolean) =>
    run(changeId, () => client.protection.decide.mutate({ changeId, confirm }))
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <Table caption="Changes" head={['What', 'To', 'Why', 'Proposed', 'Decision']}>
        {changes.map(({ id, kind, subject, payload, reason, proposedBy, proposedAt, decision }) => (
          <Row key={id}>
            <Cell>
              {kind} {subject}
            </Cell>
            <Cell>
              <code className="text-sm break-all">{payload}</code>
            </Cell>
            <Cell>{reason}</Cell>
            <Cell>
              <When instant={proposedAt} now={now} />
            </Cell>
            <Cell>
              {decision && <Badge tone={decision === 'confirmed' ? 'good' : 'neutral'}>{decision}</Badge>}
              {!decision && viewer.decides && proposedBy !== viewer.personId && (
                <span className="flex flex-wrap gap-2">
                  <Button busy={busy === id} onClick={() => decide(id, true)}>
                    Confirm
                  </Button>
                  <Button look="secondary" disabled={busy !== null} onClick={() => decide(id, false)}>
                    Return
                  </Button>
                </span>
              )}
              {!decision && !(viewer.decides && proposedBy !== viewer.personId) && 'waits for another person'}
            </Cell>
          </Row>
        ))}
      </Table>
    </div>
  )
}
