'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert, Badge, Empty, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Cell, Row, Table } from '@/ui/table'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { formatCents } from '../rules'
import type { RefundState } from '../rules/machines'
import { Subject } from './desk'

type Refund = {
  id: string
  subject: string
  reason: 'refused' | 'paid_twice'
  cents: number
  currency: string
  state: RefundState
  wantedAt: Date
  mayAskAgain: boolean
}
type Props = { refunds: readonly Refund[]; mayAct: boolean; now: Date }

const STATE: Record<RefundState, { tone: Tone; words: string }> = {
  wanted: { tone: 'neutral', words: 'being sent' },
  held: { tone: 'warn', words: 'waits for a dispute' },
  pending: { tone: 'neutral', words: 'on its way' },
  succeeded: { tone: 'good', words: 'returned' },
  failed: { tone: 'bad', words: 'failed' },
  dropped: { tone: 'neutral', words: 'taken by the bank instead' },
}
const REASON = { refused: 'Application rejected', paid_twice: 'Paid twice' } as const

/** Money on its way back, newest first; one that failed can be asked for again. */
export const Refunds = (props: Props) => (
  <TrpcProvider>
    <List {...props} />
  </TrpcProvider>
)

function List({ refunds, mayAct, now }: Props) {
  const client = useTRPCClient()
  const router = useRouter()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const again = async (refundId: string) => {
    setBusy(refundId)
    setError(null)
    try {
      await client.payments.askRefundAgain.mutate({ refundId })
      router.refresh()
    } catch (failure) {
      setError(clientError(failure).message)
    } finally {
      setBusy(null)
    }
  }
  if (refunds.length === 0)
    return <Empty title="No refunds">The fee of a rejected application goes back by itself, and stands here.</Empty>
  return (
    <div className="grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      <Table caption="Refunds" head={['For', 'Why', 'Amount', 'State', 'Since', 'Act']}>
        {refunds.map(({ id, subject, reason, cents, currency, state, wantedAt, mayAskAgain }) => (
          <Row key={id}>
            <Cell>
              <Subject subject={subject} />
            </Cell>
            <Cell>{REASON[reason]}</Cell>
            <Cell numeric>{formatCents(cents, currency)}</Cell>
            <Cell>
              <Badge tone={STATE[state].tone}>{STATE[state].words}</Badge>
            </Cell>
            <Cell>
              <When instant={wantedAt} now={now} />
            </Cell>
            <Cell>
              {mayAskAgain && mayAct ? (
                <Button look="secondary" busy={busy === id} onClick={() => again(id)}>
                  Ask again
                </Button>
              ) : (
                '–'
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </div>
  )
}
